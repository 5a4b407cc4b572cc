package org.pop3spec.refserver;

/** Where the reference server listens; 0 lets the operating system choose. */
public record Ports(int pop3, int pop3s, int smtp, int lmtp, int kpop, int kpops, int pop2, int pop1) {
    /** All chosen by the operating system. */
    public static final Ports ANY = new Ports(0, 0, 0, 0);

    /** Those for KPOP, POP2 and POP1 chosen by the operating system. */
    public Ports(int pop3, int pop3s, int smtp, int lmtp) {
        this(pop3, pop3s, smtp, lmtp, 0, 0, 0, 0);
    }

    /** @throws IllegalArgumentException for a number that is not a port */
    public Ports {
        for (int port : new int[] {pop3, pop3s, smtp, lmtp, kpop, kpops, pop2, pop1}) {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("Not a port: " + port);
            }
        }
    }
}
