package org.pop3spec.auth;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.RC4Engine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.pop3spec.net.LayerFailure;
import org.pop3spec.net.SecurityLayer;

/** The client's side of the security layers of DIGEST-MD5: RFC 2831 sections 2.3 and 2.4. */
final class DigestMd5Layer implements SecurityLayer {
    /** The largest buffer that each side takes where it says nothing else (RFC 2831 section 2.1). */
    static final int USUAL_BUFFER = 65_536;

    /** The first octets of the HMAC, and what stands behind them: a type, which is 1, and the number. */
    private static final int CODE = 10;

    private static final String TYPE = "\0\1";
    private static final int TAIL = 6;
    private static final int BLOCK = 8;
    /** Seven bits of a key for DES stand in each octet; the eighth is parity. */
    private static final int DES_KEY = 7;

    private final DigestProtection protection;
    private final int most;
    private final int longest;
    private final String signing;
    private final String verifying;
    private final UnaryOperator<String> sealing;
    private final UnaryOperator<String> opening;
    private int sent;
    private int received;

    /**
     * @param protection any but none
     * @param secret H(A1) of RFC 2831 section 2.1.2.1, 16 octets
     * @param theirs the largest buffer that the server takes, as large as the protection needs it at least
     * @param ours the largest that is taken from it
     */
    DigestMd5Layer(DigestProtection protection, String secret, int theirs, int ours) {
        this.protection = protection;
        this.most = Math.min(theirs, USUAL_BUFFER) - CODE - TAIL - (blocks() ? BLOCK : 0);
        this.longest = ours;
        this.signing = Digests.md5(secret + "Digest session key to client-to-server signing key magic constant");
        this.verifying = Digests.md5(secret + "Digest session key to server-to-client signing key magic constant");
        this.sealing =
                cipher(true, Digests.md5(secret + "Digest H(A1) to client-to-server sealing key magic constant"));
        this.opening =
                cipher(false, Digests.md5(secret + "Digest H(A1) to server-to-client sealing key magic constant"));
    }

    @Override
    public String name() {
        return "DIGEST-MD5 " + protection.quality()
                + protection.cipher().map(cipher -> " with " + cipher).orElse("");
    }

    @Override
    public int most() {
        return most;
    }

    @Override
    public int longest() {
        return longest;
    }

    @Override
    public String protect(String octets) {
        String number = number(sent++);
        int padding = blocks() ? BLOCK - (octets.length() + CODE) % BLOCK : 0;
        String padded = octets + String.valueOf((char) padding).repeat(padding);
        return sealing.apply(padded + code(signing, number, octets)) + TYPE + number;
    }

    @Override
    public String open(String buffer) throws LayerFailure {
        String number = number(received++);
        int inside = buffer.length() - TAIL;
        if (inside < CODE || (blocks() && inside % BLOCK != 0)) {
            throw failure("has " + buffer.length() + " octets");
        }
        if (!buffer.startsWith(TYPE, inside)) {
            throw failure("is not of type 1");
        }
        if (!buffer.endsWith(number)) {
            throw failure("is not number " + (received - 1));
        }
        String opened = opening.apply(buffer.substring(0, inside));
        String octets = unpadded(opened.substring(0, inside - CODE))
                .orElseThrow(() -> failure("has no padding where its cipher needs some"));
        if (!opened.endsWith(code(verifying, number, octets))) {
            throw failure("has a code that is not that of its octets");
        }
        return octets;
    }

    private LayerFailure failure(String what) {
        return new LayerFailure("a buffer under " + name() + " " + what);
    }

    private Optional<String> unpadded(String octets) {
        if (!blocks()) {
            return Optional.of(octets);
        }
        int padding = octets.isEmpty() ? 0 : octets.charAt(octets.length() - 1);
        if (padding < 1 || padding > Math.min(BLOCK, octets.length())) {
            return Optional.empty();
        }
        int end = octets.length() - padding;
        String expected = String.valueOf((char) padding).repeat(padding);
        return Optional.of(octets.substring(0, end)).filter(all -> octets.startsWith(expected, end));
    }

    private boolean blocks() {
        return protection == DigestProtection.DES || protection == DigestProtection.TRIPLE_DES;
    }

    private static String code(String key, String number, String octets) {
        return Digests.hmac(new MD5Digest(), key, number + octets).substring(0, CODE);
    }

    /** Four octets, most significant first. */
    private static String number(int number) {
        return Digests.octets(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    /** What a cipher makes of the octets of one buffer after the other; it goes on where it was with the one before. */
    private UnaryOperator<String> cipher(boolean encrypting, String key) {
        return switch (protection) {
            case DES -> chained(encrypting, new DESEngine(), desKey(key), key);
            case TRIPLE_DES ->
                chained(encrypting, new DESedeEngine(), desKey(key) + desKey(key.substring(DES_KEY)), key);
            case RC4 -> rc4(key);
            default -> octets -> octets;
        };
    }

    private static UnaryOperator<String> rc4(String key) {
        RC4Engine engine = new RC4Engine();
        engine.init(true, new KeyParameter(Digests.bytes(key)));
        return octets -> {
            byte[] output = new byte[octets.length()];
            engine.processBytes(Digests.bytes(octets), 0, output.length, output, 0);
            return Digests.octets(output);
        };
    }

    /** Cipher block chaining, which begins with the last octets of what the key is made of. */
    private static UnaryOperator<String> chained(boolean encrypting, BlockCipher cipher, String key, String made) {
        byte[] start = Digests.bytes(made.substring(made.length() - BLOCK));
        BlockCipher engine = CBCBlockCipher.newInstance(cipher);
        engine.init(encrypting, new ParametersWithIV(new KeyParameter(Digests.bytes(key)), start));
        return octets -> {
            byte[] input = Digests.bytes(octets);
            byte[] output = new byte[input.length];
            for (int at = 0; at < input.length; at += BLOCK) {
                engine.processBlock(input, at, output, at);
            }
            return Digests.octets(output);
        };
    }

    /** The first 56 bits, seven in each octet; nobody looks at the parity. */
    private static String desKey(String octets) {
        StringBuilder key = new StringBuilder();
        for (int octet = 0; octet < BLOCK; octet++) {
            int bits = 0;
            for (int bit = octet * DES_KEY; bit < (octet + 1) * DES_KEY; bit++) {
                int shift = Byte.SIZE - 1 - bit % Byte.SIZE;
                bits = (bits << 1) | ((octets.charAt(bit / Byte.SIZE) >> shift) & 1);
            }
            key.append((char) (bits << 1));
        }
        return key.toString();
    }
}
