package org.pop3spec.net;

import java.time.Duration;

/** A point in time until which something may take; of one thread. */
public final class Deadline {
    /** Further than any wait, near enough to add to a clock reading without overflow. */
    private static final long FAR = Long.MAX_VALUE / 4;

    private final long started = System.nanoTime();
    private final long octetsPerSecond;
    private long nanos;

    private Deadline(Duration time, long octetsPerSecond) {
        this.nanos = time.compareTo(Duration.ofNanos(FAR)) < 0 ? time.toNanos() : FAR;
        this.octetsPerSecond = octetsPerSecond;
    }

    /** So long from now, whatever happens. */
    public static Deadline in(Duration time) {
        return new Deadline(time, 0);
    }

    /** So long from now, and no longer than until this one. */
    public Deadline within(Duration time) {
        Duration left = Duration.ofNanos(Math.max(0, remaining()));
        return in(time.compareTo(left) < 0 ? time : left);
    }

    /** So long from now, and a second more for every {@code octetsPerSecond} octets that arrive meanwhile. */
    public static Deadline growing(Duration time, int octetsPerSecond) {
        return new Deadline(time, octetsPerSecond);
    }

    /** Tells it that octets arrived. */
    void arrived(int octets) {
        if (octetsPerSecond > 0 && nanos < FAR) {
            nanos += octets * 1_000_000_000L / octetsPerSecond;
        }
    }

    /** Nanoseconds left; 0 or less when it has passed. */
    public long remaining() {
        return nanos - (System.nanoTime() - started);
    }

    /** Whether it has passed. */
    public boolean passed() {
        return remaining() <= 0;
    }
}
