package org.pop3spec.net;

import java.util.concurrent.TimeUnit;

/**
 * How long each thread has waited for servers: until they take a connection, send octets or have room for some, and for as
 * long as a script wants to wait.
 */
public final class ServerTime {
    private static final ThreadLocal<Long> NANOS = ThreadLocal.withInitial(() -> 0L);

    private ServerTime() {}

    /** What this thread has waited since it began, in nanoseconds; only differences mean something. */
    public static long nanos() {
        return NANOS.get();
    }

    /** Waits because the server, or the script, wants it. */
    public static void sleep(long nanos) throws InterruptedException {
        long begin = System.nanoTime();
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } finally {
            waitedSince(begin);
        }
    }

    /** @param begin when the wait began, by {@link System#nanoTime} */
    static void waitedSince(long begin) {
        NANOS.set(NANOS.get() + System.nanoTime() - begin);
    }
}
