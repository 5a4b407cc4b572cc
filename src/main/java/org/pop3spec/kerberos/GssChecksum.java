package org.pop3spec.kerberos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.kerby.kerberos.kerb.type.base.CheckSum;

/**
 * What stands in the place of an authenticator's checksum when the AP-REQ begins a GSS-API context: no channel binding, and what
 * the client asks for (RFC 4121 section 4.1.1).
 */
public final class GssChecksum extends CheckSum {
    private static final int TYPE = 0x8003;
    private static final int BINDING_OCTETS = 16;
    /** Mutual authentication, replay detection, sequencing, confidentiality and integrity. */
    private static final int ALL_BUT_DELEGATION = 2 | 4 | 8 | 16 | 32;

    private GssChecksum() {}

    static CheckSum asked() {
        GssChecksum checksum = new GssChecksum();
        checksum.setFieldAsInt(CheckSumField.CKSUM_TYPE, TYPE);
        checksum.setChecksum(ByteBuffer.allocate(Integer.BYTES + BINDING_OCTETS + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(BINDING_OCTETS)
                .put(new byte[BINDING_OCTETS])
                .putInt(ALL_BUT_DELEGATION)
                .array());
        return checksum;
    }

    /** Whether a checksum is one: its number is none that the library knows. */
    public static boolean is(CheckSum checksum) {
        return checksum.getChecksum() != null
                && checksum.getChecksum().length >= Integer.BYTES + BINDING_OCTETS + Integer.BYTES
                && checksum.getChecksum()[0] == BINDING_OCTETS;
    }
}
