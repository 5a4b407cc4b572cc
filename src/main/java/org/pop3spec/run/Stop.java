package org.pop3spec.run;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The wish that a run ends now, and the threads that must hear of it. */
final class Stop {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean asked;

    /** From now on this thread is interrupted when the run is to end; at once when that was asked for already. */
    void reaches(Thread thread) {
        threads.add(thread);
        if (asked) {
            thread.interrupt();
        }
    }

    /** From now on it is not. */
    void spares(Thread thread) {
        threads.remove(thread);
    }

    void now() {
        asked = true;
        threads.forEach(Thread::interrupt);
    }

    boolean asked() {
        return asked;
    }
}
