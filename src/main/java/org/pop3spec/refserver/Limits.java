package org.pop3spec.refserver;

/**
 * What the reference server takes before it refuses more.
 *
 * @param sessions connections at one time, over all ports
 * @param messageOctets octets of one message
 * @param maildropOctets octets of all messages in one maildrop
 * @param maildropMessages messages in one maildrop
 */
public record Limits(int sessions, int messageOctets, long maildropOctets, int maildropMessages) {
    /** Enough for every mailbox that the harness knows, in an ordinary heap. */
    public static final Limits USUAL = new Limits(256, 64 << 20, 256L << 20, 10_000);

    /** @throws IllegalArgumentException for a limit below one */
    public Limits {
        if (sessions < 1 || messageOctets < 1 || maildropOctets < 1 || maildropMessages < 1) {
            throw new IllegalArgumentException("Every limit is at least one");
        }
    }
}
