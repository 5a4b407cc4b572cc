package org.pop3spec.audit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.pop3spec.net.Deadline;

/** Sees to it that a server is not asked too much at once, nor for too long; of one thread. */
final class Pace {
    private final Manners manners;
    private final Deadline deadline;
    private int open;
    private long next = System.nanoTime();
    private boolean cutShort;

    /** @param spent how much of the time that an audit may take has gone by already */
    Pace(Manners manners, Duration spent) {
        this.manners = manners;
        this.deadline = Deadline.in(manners.deadline().minus(spent));
    }

    Duration left() {
        return Duration.ofNanos(deadline.remaining());
    }

    /** Whether a connection was refused because the audit had taken as long as it may. */
    boolean timeWasUp() {
        return cutShort;
    }

    /**
     * Waits until another connection may be opened; {@link #closed} gives it back.
     *
     * @throws Trouble when none may be: so many are open, or the time is up
     */
    void open() throws Trouble, InterruptedException {
        if (open >= manners.connections()) {
            throw new Trouble(
                    Trouble.Kind.NOT_ASKED, "it takes more than " + manners.connections() + " connections at a time");
        }
        long wait = next - System.nanoTime();
        if (deadline.remaining() <= Math.max(0, wait)) {
            cutShort = true;
            throw new Trouble(Trouble.Kind.NOT_ASKED, timeUp(manners));
        }
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
        next = Math.max(next, System.nanoTime()) + (long) (TimeUnit.SECONDS.toNanos(1) / manners.perSecond());
        open++;
    }

    void closed() {
        open--;
    }

    /** Why there is no answer to what was not asked any more. */
    static String timeUp(Manners manners) {
        return "the audit had taken as long as it may, " + manners.deadline().toSeconds() + " s";
    }
}
