package org.pop3spec.refserver;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A message of NTLM as a client sent it (MS-NLMP section 2.2.1). What lies outside it reads as if it were zero, or not there;
 * whether anything does is asked first.
 *
 * @param octets the whole, as a Latin-1 string
 */
record NtlmMessage(String octets) {
    static final String SIGNATURE = "NTLMSSP\0";
    static final int UNICODE = 0x1;
    private static final int DOMAIN_SUPPLIED = 0x1000;
    private static final int WORKSTATION_SUPPLIED = 0x2000;

    /** As far as the flags; old clients leave out what comes then. */
    private static final int SHORTEST_NEGOTIATION = 16;

    private static final int NEGOTIATION = 32;
    private static final int AUTHENTICATION = 64;

    boolean signed() {
        return octets.startsWith(SIGNATURE);
    }

    boolean isOfType(int type) {
        return number(8, 4) == type;
    }

    int negotiated() {
        return (int) number(12, 4);
    }

    /** Whether the first message is as long as it says. */
    boolean wholeNegotiation() {
        boolean domain = (negotiated() & DOMAIN_SUPPLIED) != 0;
        boolean workstation = (negotiated() & WORKSTATION_SUPPLIED) != 0;
        return octets.length() >= (domain || workstation ? NEGOTIATION : SHORTEST_NEGOTIATION)
                && (!domain || inside(16))
                && (!workstation || inside(24));
    }

    /** Whether all that the third message points at is in it. */
    boolean wholeAuthentication() {
        boolean whole = octets.length() >= AUTHENTICATION;
        for (int at = 12; at < 60; at += 8) {
            whole &= inside(at);
        }
        return whole;
    }

    private boolean inside(int at) {
        return number(at, 2) == 0 || number(at + 4, 4) + number(at, 2) <= octets.length();
    }

    String lanManagerResponse() {
        return field(12);
    }

    String response() {
        return field(20);
    }

    String domain() {
        return text(28);
    }

    String user() {
        return text(36);
    }

    /** The octets that a pointer in the header points at. */
    private String field(int at) {
        int from = (int) Math.min(number(at + 4, 4), octets.length());
        int to = (int) Math.min(from + number(at, 2), octets.length());
        return octets.substring(from, to);
    }

    private String text(int at) {
        Charset charset = (number(60, 4) & UNICODE) == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE;
        return new String(Digested.bytes(field(at)), charset);
    }

    private long number(int at, int size) {
        long value = 0;
        for (int i = at + size - 1; i >= at; i--) {
            value = value << Byte.SIZE | (i < octets.length() ? octets.charAt(i) : 0);
        }
        return value;
    }
}
