package org.pop3spec.refserver;

/**
 * What the reference server takes before it refuses more.
 *
 * @param sessions connections at one time, over all ports
 * @param sessionsOfOne the same, of one client
 * @param messageOctets octets of one message
 * @param maildropOctets octets of all messages in one maildrop
 * @param maildropMessages messages in one maildrop
 */
public record Limits(int sessions, int sessionsOfOne, int messageOctets, long maildropOctets, int maildropMessages) {
    /** Enough for every mailbox that the harness knows, in an ordinary heap. */
    public static final Limits USUAL = new Limits(256, 256, 64 << 20, 256L << 20, 10_000);

    /** The same with that many connections of one client. */
    public Limits withSessionsOfOne(int most) {
        return new Limits(sessions, most, messageOctets, maildropOctets, maildropMessages);
    }

    /** @throws IllegalArgumentException for a limit below one */
    public Limits {
        if (sessions < 1 || sessionsOfOne < 1 || messageOctets < 1 || maildropOctets < 1 || maildropMessages < 1) {
            throw new IllegalArgumentException("Every limit is at least one");
        }
    }
}
