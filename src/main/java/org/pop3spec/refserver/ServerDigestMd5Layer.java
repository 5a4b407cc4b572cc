package org.pop3spec.refserver;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The server's side of auth-int and auth-conf: RFC 2831 sections 2.3 and 2.4, with the ciphers of the JDK. */
final class ServerDigestMd5Layer implements ServerLayer {
    /** The largest buffer that is taken: what a challenge without maxbuf says (RFC 2831 section 2.1.1). */
    private static final int LONGEST = 65_536;

    private static final int CODE = 10;
    private static final String TYPE = "\0\1";
    /** Code, type, number, and as many octets as two blocks of DES. */
    private static final int MOST_ADDED = 32;

    private final int most;
    /** 1 where there are no blocks. */
    private final int block;

    private final String toClient;
    private final String fromClient;
    private final UnaryOperator<String> encrypting;
    private final UnaryOperator<String> decrypting;
    private int sent;
    private int received;

    private ServerDigestMd5Layer(
            String base, int buffer, int block, UnaryOperator<String> encrypting, UnaryOperator<String> decrypting) {
        this.most = Math.max(1, Math.min(buffer, LONGEST) - MOST_ADDED);
        this.block = block;
        this.toClient = md5(base + "Digest session key to server-to-client signing key magic constant");
        this.fromClient = md5(base + "Digest session key to client-to-server signing key magic constant");
        this.encrypting = encrypting;
        this.decrypting = decrypting;
    }

    /**
     * What was negotiated.
     *
     * @param cipher {@code des}, {@code 3des} or {@code rc4}; matters for auth-conf only
     * @param base H(A1)
     * @param buffer the largest that the client takes
     * @return empty for auth
     */
    static Optional<ServerLayer> of(String qop, String cipher, String base, int buffer) {
        return switch (qop) {
            case "auth-int" -> Optional.of(integral(base, buffer));
            case "auth-conf" -> Optional.of(confidential(cipher, base, buffer));
            default -> Optional.empty();
        };
    }

    private static ServerLayer integral(String base, int buffer) {
        UnaryOperator<String> unchanged = UnaryOperator.identity();
        return new ServerDigestMd5Layer(base, buffer, 1, unchanged, unchanged);
    }

    private static ServerLayer confidential(String cipher, String base, int buffer) {
        String toClient = md5(base + "Digest H(A1) to server-to-client sealing key magic constant");
        String fromClient = md5(base + "Digest H(A1) to client-to-server sealing key magic constant");
        try {
            return cipher.equals("rc4")
                    ? new ServerDigestMd5Layer(base, buffer, 1, rc4(toClient), rc4(fromClient))
                    : new ServerDigestMd5Layer(
                            base,
                            buffer,
                            8,
                            des(cipher, Cipher.ENCRYPT_MODE, toClient),
                            des(cipher, Cipher.DECRYPT_MODE, fromClient));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + cipher, e);
        }
    }

    /** Only for a fault: the same without encryption. */
    static Optional<ServerLayer> unencrypted(ServerLayer layer) {
        return layer instanceof ServerDigestMd5Layer known
                ? Optional.of(new ServerDigestMd5Layer(known, UnaryOperator.identity()))
                : Optional.of(layer);
    }

    private ServerDigestMd5Layer(ServerDigestMd5Layer like, UnaryOperator<String> encrypting) {
        this.most = like.most;
        this.block = like.block;
        this.toClient = like.toClient;
        this.fromClient = like.fromClient;
        this.encrypting = encrypting;
        this.decrypting = like.decrypting;
    }

    @Override
    public int most() {
        return most;
    }

    @Override
    public int longest() {
        return LONGEST;
    }

    @Override
    public String protect(String octets) {
        String number = number(sent);
        sent++;
        String code = Digested.hmac("HmacMD5", toClient, number + octets).substring(0, CODE);
        StringBuilder inside = new StringBuilder(octets);
        if (block > 1) {
            int missing = block - (octets.length() + CODE) % block;
            inside.append(Character.toString(missing).repeat(missing));
        }
        return encrypting.apply(inside.append(code).toString()) + TYPE + number;
    }

    @Override
    public Optional<String> open(String buffer) {
        String tail = TYPE + number(received);
        received++;
        int inside = buffer.length() - tail.length();
        if (inside < CODE || inside % block != 0 || !buffer.endsWith(tail)) {
            return Optional.empty();
        }
        String decrypted = decrypting.apply(buffer.substring(0, inside));
        String code = decrypted.substring(inside - CODE);
        return unpadded(decrypted.substring(0, inside - CODE))
                .filter(octets -> Digested.same(
                        code,
                        Digested.hmac("HmacMD5", fromClient, tail.substring(TYPE.length()) + octets)
                                .substring(0, CODE)));
    }

    private Optional<String> unpadded(String padded) {
        if (block == 1) {
            return Optional.of(padded);
        }
        int octets = padded.isEmpty() ? 0 : padded.charAt(padded.length() - 1);
        boolean right = octets >= 1
                && octets <= block
                && padded.endsWith(Character.toString(octets).repeat(octets));
        return right ? Optional.of(padded.substring(0, padded.length() - octets)) : Optional.empty();
    }

    private static String md5(String octets) {
        return Digested.digest("MD5", octets);
    }

    private static String number(int number) {
        return Digested.latin1(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    private static UnaryOperator<String> rc4(String key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ARCFOUR");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(Digested.bytes(key), "ARCFOUR"));
        return going(cipher);
    }

    private static UnaryOperator<String> des(String cipher, int mode, String key) throws GeneralSecurityException {
        byte[] octets = Digested.bytes(key);
        boolean triple = cipher.equals("3des");
        byte[] keys = desKey(Arrays.copyOfRange(octets, 0, 7));
        if (triple) {
            // two keys, the first one twice
            byte[] second = desKey(Arrays.copyOfRange(octets, 7, 14));
            keys = ByteBuffer.allocate(24).put(keys).put(second).put(keys).array();
        }
        String algorithm = triple ? "DESede" : "DES";
        Cipher made = Cipher.getInstance(algorithm + "/CBC/NoPadding");
        made.init(mode, new SecretKeySpec(keys, algorithm), new IvParameterSpec(octets, 8, 8));
        return going(made);
    }

    /** A cipher that goes on with each buffer where the one before ended. */
    private static UnaryOperator<String> going(Cipher cipher) {
        return octets -> Digested.latin1(cipher.update(Digested.bytes(octets)));
    }

    /** Seven bits in each octet, the lowest bit being parity, which is not looked at. */
    private static byte[] desKey(byte[] seven) {
        long bits = 0;
        for (byte octet : seven) {
            bits = (bits << Byte.SIZE) | (octet & 0xff);
        }
        byte[] key = new byte[8];
        for (int i = key.length - 1; i >= 0; i--) {
            key[i] = (byte) ((bits & 0x7f) << 1);
            bits >>>= 7;
        }
        return key;
    }
}
