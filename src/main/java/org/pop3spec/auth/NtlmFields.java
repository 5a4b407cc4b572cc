package org.pop3spec.auth;

import java.util.Map;
import java.util.TreeMap;

/** A message of NTLM under construction: a header with lengths and offsets, and what they point at (MS-NLMP section 2.2.1). */
final class NtlmFields {
    static final String SIGNATURE = "NTLMSSP\0";

    private final int header;
    private final StringBuilder payload = new StringBuilder();
    private final Map<Integer, String> pointers = new TreeMap<>();

    /** @param header its length in octets */
    NtlmFields(int header) {
        this.header = header;
    }

    /**
     * Appends octets to the message.
     *
     * @param at where in the header their length and offset go
     */
    void put(int at, String octets) {
        String length = number(octets.length()).substring(0, 2);
        pointers.put(at, length + length + number(header + payload.length()));
        payload.append(octets);
    }

    /** The whole; what was not put is zero. */
    String message(int type, int flagsAt, int flags) {
        StringBuilder all = new StringBuilder(SIGNATURE).append(number(type));
        all.append("\0".repeat(header - all.length()));
        pointers.forEach((at, pointer) -> all.replace(at, at + pointer.length(), pointer));
        all.replace(flagsAt, flagsAt + Integer.BYTES, number(flags));
        return all.append(payload).toString();
    }

    /** Four octets, the least significant first. */
    static String number(int value) {
        StringBuilder octets = new StringBuilder();
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            octets.append((char) (value >>> shift & 0xff));
        }
        return octets.toString();
    }
}
