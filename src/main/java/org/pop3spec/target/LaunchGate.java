package org.pop3spec.target;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.pop3spec.net.Deadline;

/**
 * Lets starts of containers in, and none any more once the harness ends. Testcontainers removes then what is there; what a start
 * that is under way makes after that would stay.
 */
final class LaunchGate {
    private static final Duration MOST = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Runnable sweep;
    private final Set<Closeable> breakable = new HashSet<>();
    private int underway;
    private boolean closed;

    /** @param sweep removes what starts have made so far; called when it is closed while some are under way */
    LaunchGate(Runnable sweep) {
        this.sweep = sweep;
    }

    /** Closes with the JVM. */
    private static final class OfThisHarness {
        private static final LaunchGate GATE =
                new LaunchGate(() -> new RecipeLeftovers(RecipeEngine.client()).removeOwn());

        static {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(GATE::close, "launch gate"));
            } catch (IllegalStateException goingDown) {
                GATE.close();
            }
        }

        private OfThisHarness() {}
    }

    static LaunchGate ofThisHarness() {
        return OfThisHarness.GATE;
    }

    /** Whether a start may begin; if so, {@link #leave} is called when it has ended, well or not. */
    synchronized boolean enter() {
        if (!closed) {
            underway++;
        }
        return !closed;
    }

    synchronized void leave() {
        underway--;
        notifyAll();
    }

    /** From now on {@code work}, which may take minutes, is closed when the gate is; at once where that is closed already. */
    void breaks(Closeable work) {
        if (!add(work)) {
            breakOff(work);
        }
    }

    private synchronized boolean add(Closeable work) {
        return !closed && breakable.add(work);
    }

    /** It has ended by itself. */
    synchronized void spares(Closeable work) {
        breakable.remove(work);
    }

    private static void breakOff(Closeable work) {
        try {
            work.close();
        } catch (IOException e) {
            throw new UncheckedIOException("what is under way cannot be broken off", e);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Lets nobody in any more, breaks off what takes long, and sweeps until those that were let in have left, and once after that. */
    void close() {
        boolean empty = shut();
        breakable().forEach(LaunchGate::breakOff);
        Deadline deadline = Deadline.in(MOST);
        while (!empty && !deadline.passed()) {
            empty = isEmptyAfter(PAUSE);
            sweep.run();
        }
    }

    private synchronized boolean shut() {
        closed = true;
        return underway == 0;
    }

    private synchronized Set<Closeable> breakable() {
        return Set.copyOf(breakable);
    }

    private synchronized boolean isEmptyAfter(Duration pause) {
        Deadline until = Deadline.in(pause);
        try {
            while (underway > 0 && !until.passed()) {
                TimeUnit.NANOSECONDS.timedWait(this, until.remaining());
            }
            return underway == 0;
        } catch (InterruptedException nobodyWaitsAnyMore) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
