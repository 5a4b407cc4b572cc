package org.pop3spec.mailbox;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes something when a step takes too long. A socket's own timeout runs anew with each octet and never while writing;
 * this one does not care what the other side does.
 */
final class StepTimer implements AutoCloseable {
    private final ScheduledThreadPoolExecutor executor;

    @Nullable
    private ScheduledFuture<?> step;

    private volatile boolean expired;

    StepTimer(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Begins a step; unless it is ended in time the target is closed. */
    void begin(Duration limit, Closeable target) {
        end();
        expired = false;
        step = executor.schedule(() -> expire(target), limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the step. */
    void end() {
        if (step != null) {
            step.cancel(false);
            step = null;
        }
    }

    /** Whether the last step took too long. */
    boolean hasExpired() {
        return expired;
    }

    private void expire(Closeable target) {
        expired = true;
        try {
            target.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
