package org.pop3spec.kerberos;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.crypto.CheckSumHandler;
import org.apache.kerby.kerberos.kerb.crypto.CheckSumTypeHandler;
import org.apache.kerby.kerberos.kerb.type.base.CheckSumType;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;
import org.jspecify.annotations.Nullable;

/** A context whose keys are at hand: for AES, with SHA-1 (RFC 3962). */
public final class AesContext implements GssContext {
    private static final int HEADER = 16;
    private static final int BY_ACCEPTOR = 1;
    private static final int ENCRYPTED = 2;
    private static final int ACCEPTOR_SUBKEY = 4;
    private static final int FILLER = 0xFF;

    /** KG-USAGE-ACCEPTOR-SEAL and KG-USAGE-INITIATOR-SEAL, RFC 4121 section 2. */
    private static final int USAGE_OF_ACCEPTOR = 22;

    private static final int USAGE_OF_INITIATOR = 24;

    private final EncryptionKey own;
    private final @Nullable EncryptionKey acceptors;

    /**
     * The keys that a client and a server have told each other.
     *
     * @param session the ticket's
     * @param initiators the subkey of the authenticator, where there is one
     * @param acceptors the subkey of the AP-REP, where there is one
     */
    public AesContext(EncryptionKey session, @Nullable EncryptionKey initiators, @Nullable EncryptionKey acceptors) {
        this.own = initiators == null ? session : initiators;
        this.acceptors = acceptors;
    }

    @Override
    public String wrapped(Side by, long sequence, String plain) throws KerberosTrouble {
        int flags = (by == Side.ACCEPTOR ? BY_ACCEPTOR : 0) | (acceptors == null ? 0 : ACCEPTOR_SUBKEY);
        EncryptionKey key = acceptors == null ? own : acceptors;
        byte[] checksum = checksum(key, by, Wire.bytes(plain), header(flags, 0, sequence));
        return Wire.octets(header(flags, checksum.length, sequence)) + plain + Wire.octets(checksum);
    }

    @Override
    public Optional<String> unwrapped(Side by, String token) {
        byte[] octets = Wire.bytes(token);
        if (octets.length < HEADER) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(octets, 0, HEADER);
        int id = header.getShort();
        int flags = header.get();
        int filler = header.get() & 0xFF;
        int extra = header.getShort() & 0xFFFF;
        int rotation = header.getShort() & 0xFFFF;
        long sequence = header.getLong();
        byte[] rotated = Arrays.copyOfRange(octets, HEADER, octets.length);
        boolean fromThere = (flags & BY_ACCEPTOR) == (by == Side.ACCEPTOR ? BY_ACCEPTOR : 0);
        EncryptionKey key = (flags & ACCEPTOR_SUBKEY) == 0 ? own : acceptors;
        if (id != 0x0504
                || filler != FILLER
                || !fromThere
                || (flags & ENCRYPTED) != 0
                || key == null
                || extra > rotated.length) {
            return Optional.empty();
        }
        byte[] body = turnedBack(rotated, rotation);
        byte[] plain = Arrays.copyOf(body, body.length - extra);
        byte[] checksum = Arrays.copyOfRange(body, plain.length, body.length);
        try {
            byte[] right = checksum(key, by, plain, header(flags, 0, sequence));
            return MessageDigest.isEqual(right, checksum) ? Optional.of(Wire.octets(plain)) : Optional.empty();
        } catch (KerberosTrouble e) {
            // a key by which nothing can be judged proves nothing
            return Optional.empty();
        }
    }

    /** RFC 4121 section 4.2.5. */
    private static byte[] turnedBack(byte[] rotated, int rotation) {
        int length = rotated.length;
        byte[] body = new byte[length];
        for (int i = 0; i < length; i++) {
            body[i] = rotated[(i + rotation) % length];
        }
        return body;
    }

    private static byte[] header(int flags, int extra, long sequence) {
        return ByteBuffer.allocate(HEADER)
                .putShort((short) 0x0504)
                .put((byte) flags)
                .put((byte) FILLER)
                .putShort((short) extra)
                .putShort((short) 0)
                .putLong(sequence)
                .array();
    }

    private static byte[] checksum(EncryptionKey key, Side by, byte[] plain, byte[] header) throws KerberosTrouble {
        byte[] both = Arrays.copyOf(plain, plain.length + HEADER);
        System.arraycopy(header, 0, both, plain.length, HEADER);
        int usage = by == Side.ACCEPTOR ? USAGE_OF_ACCEPTOR : USAGE_OF_INITIATOR;
        try {
            return handler(key.getKeyType()).checksumWithKey(both, key.getKeyData(), usage);
        } catch (KrbException e) {
            throw new KerberosTrouble("no checksum can be made with a key of type " + key.getKeyType(), e);
        }
    }

    private static CheckSumTypeHandler handler(EncryptionType type) throws KrbException {
        return switch (type) {
            case AES128_CTS_HMAC_SHA1_96 -> CheckSumHandler.getCheckSumHandler(CheckSumType.HMAC_SHA1_96_AES128);
            case AES256_CTS_HMAC_SHA1_96 -> CheckSumHandler.getCheckSumHandler(CheckSumType.HMAC_SHA1_96_AES256);
            default -> throw new KrbException("GSS-API is for keys of aes128 and aes256 here");
        };
    }

    /** Never a key. */
    @Override
    public String toString() {
        return "GSS-API context";
    }
}
