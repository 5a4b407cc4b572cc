package org.pop3spec.auth;

import java.util.Optional;

/**
 * The server's message of NTLM (MS-NLMP section 2.2.1.2).
 *
 * @param flags what the server chose
 * @param nonce its challenge, eight octets
 * @param information what it tells about itself, as pairs with a last one of no type; empty for nothing
 * @param time eight octets, if it told its time: then it wants the messages' integrity to be shown
 */
record NtlmChallenge(int flags, String nonce, String information, Optional<String> time) {
    private static final String LAST = "\0".repeat(4);
    private static final int FLAGS = 6;
    private static final int TIME = 7;
    /** Without what old servers leave out. */
    private static final int SHORTEST = 32;

    private static final int WITH_INFORMATION = 48;
    /** The flag that says that there is target information (MS-NLMP section 2.2.2.5). */
    private static final int INFORMATION = 0x800000;

    static NtlmChallenge of(String message) throws SaslObjection {
        if (message.length() < SHORTEST || !message.startsWith(NtlmFields.SIGNATURE) || number(message, 8, 4) != 2) {
            throw new SaslObjection("the challenge is no message of NTLM of type 2");
        }
        field(message, 12, "target name");
        int flags = (int) number(message, 20, 4);
        boolean informed = (flags & INFORMATION) != 0 && message.length() >= WITH_INFORMATION;
        String information = informed ? field(message, 40, "target information") : "";
        return new NtlmChallenge(flags, message.substring(24, SHORTEST), information, time(information));
    }

    /** What the client answers with: the same, and these flags in it (MS-NLMP section 3.1.5.1.2). */
    String answered(int flag) {
        String own = information.substring(0, information.length() - LAST.length());
        return own + "\6\0\4\0" + NtlmFields.number(flag) + LAST;
    }

    private static Optional<String> time(String information) throws SaslObjection {
        Optional<String> time = Optional.empty();
        int at = 0;
        while (!information.isEmpty()) {
            int end = at + LAST.length();
            int type = end > information.length() ? FLAGS : (int) number(information, at, 2);
            int next = end > information.length() ? end : end + (int) number(information, at + 2, 2);
            if (next > information.length()) {
                throw new SaslObjection("the target information does not end with a pair of no type");
            }
            if (type == 0) {
                if (end != information.length()) {
                    throw new SaslObjection("something stands behind the end of the target information");
                }
                break;
            }
            if (type == TIME) {
                time = Optional.of(information.substring(end, next)).filter(octets -> octets.length() == Long.BYTES);
            }
            at = next;
        }
        return time;
    }

    private static String field(String message, int at, String what) throws SaslObjection {
        long length = number(message, at, 2);
        long offset = number(message, at + 4, 4);
        if (length == 0) {
            return "";
        }
        if (offset + length > message.length()) {
            throw new SaslObjection("the " + what + " lies outside the message");
        }
        return message.substring((int) offset, (int) (offset + length));
    }

    private static long number(String message, int at, int octets) {
        long value = 0;
        for (int i = octets - 1; i >= 0; i--) {
            value = value << Byte.SIZE | message.charAt(at + i);
        }
        return value;
    }
}
