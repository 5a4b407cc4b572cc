package org.pop3spec.run;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a server's messages keep their numbers from one session to the next. RFC 1939 does not ask for that, and some servers
 * number anew what an earlier session has seen. Used by several threads.
 */
final class Steadiness {
    /** After so many maildrops with the same numbers in two sessions one session is enough. */
    private static final int ENOUGH = 5;

    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicBoolean refuted = new AtomicBoolean();

    /** A maildrop had the same numbers in two sessions. */
    void seen() {
        seen.incrementAndGet();
    }

    /** One had others in the second; from now on each is looked at. */
    void refuted() {
        refuted.set(true);
    }

    boolean established() {
        return seen.get() >= ENOUGH && !refuted.get();
    }
}
