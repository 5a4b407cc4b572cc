package org.pop3spec.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What happens on Ctrl-C and SIGTERM: the work is asked to stop, and the process waits until its results are written. */
final class Interruption {
    private static final long MOST_SECONDS = 20;

    private final CountDownLatch written = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Runnable stop) {
        hook = new Thread(
                () -> {
                    stop.run();
                    awaitEnd();
                },
                "interruption");
    }

    /** From now on until {@link #over} an interruption runs {@code stop}, and waits for {@link #over}. */
    static Interruption stopping(Runnable stop) {
        Interruption interruption = new Interruption(stop);
        try {
            Runtime.getRuntime().addShutdownHook(interruption.hook);
        } catch (IllegalStateException goingDown) {
            stop.run();
        }
        return interruption;
    }

    private void awaitEnd() {
        try {
            if (!written.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                // whoever sits there waits no longer; the journal has what was played
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All is written. */
    void over() {
        written.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException goingDown) {
            // the hook runs at this moment, and ends by itself now
            written.countDown();
        }
    }
}
