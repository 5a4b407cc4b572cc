package org.pop3spec.kerberos;

import java.util.Optional;

/**
 * The frame around the Kerberos messages that begin a GSS-API context: RFC 2743 section 3.1 and RFC 4121 section 4.1. Octets
 * are strings with one char per octet.
 */
public enum GssToken {
    /** The client's, with an AP-REQ. */
    REQUEST("\1\0"),
    /** The server's, with an AP-REP. */
    REPLY("\2\0");

    /** The mechanism's object identifier, 1.2.840.113554.1.2.2, in DER. */
    private static final String KERBEROS = "\6\11\52\u0086\110\u0086\u00f7\22\1\2\2";

    private static final char APPLICATION_0 = 0x60;
    private static final int LONG_FORM = 0x80;
    private static final int MOST_LENGTH_OCTETS = 3;

    private final String id;

    GssToken(String id) {
        this.id = id;
    }

    /** A message in its frame. */
    public String of(String message) {
        String content = KERBEROS + id + message;
        return APPLICATION_0 + length(content.length()) + content;
    }

    /** The message in a frame; empty for anything else. */
    public Optional<String> in(String token) {
        if (token.length() < 2 || token.charAt(0) != APPLICATION_0) {
            return Optional.empty();
        }
        int octets = token.charAt(1) < LONG_FORM ? 0 : token.charAt(1) - LONG_FORM;
        int from = 2 + octets;
        if (octets > MOST_LENGTH_OCTETS || token.length() < from) {
            return Optional.empty();
        }
        int length = octets == 0 ? token.charAt(1) : 0;
        for (int i = 2; i < from; i++) {
            length = length << Byte.SIZE | token.charAt(i);
        }
        String begin = KERBEROS + id;
        return token.length() - from == length && token.startsWith(begin, from)
                ? Optional.of(token.substring(from + begin.length()))
                : Optional.empty();
    }

    private static String length(int length) {
        if (length < LONG_FORM) {
            return String.valueOf((char) length);
        }
        StringBuilder octets = new StringBuilder();
        for (int rest = length; rest > 0; rest >>>= Byte.SIZE) {
            octets.insert(0, (char) (rest & 0xFF));
        }
        return (char) (LONG_FORM | octets.length()) + octets.toString();
    }
}
