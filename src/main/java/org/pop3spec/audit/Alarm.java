package org.pop3spec.audit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Interrupts the thread that set it, once its time is up. */
final class Alarm implements AutoCloseable {
    private final Thread who = Thread.currentThread();
    private final Thread clock;
    private boolean rang;
    private boolean off;

    private Alarm(Duration time) {
        clock = new Thread(() -> ring(time), "deadline");
        clock.setDaemon(true);
    }

    /** So long from now. */
    static Alarm in(Duration time) {
        Alarm alarm = new Alarm(time);
        alarm.clock.start();
        return alarm;
    }

    private void ring(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(TimeUnit.NANOSECONDS.convert(time));
        } catch (InterruptedException switchedOff) {
            return;
        }
        synchronized (this) {
            if (!off) {
                rang = true;
                who.interrupt();
            }
        }
    }

    /** Whether an interruption of the thread is its doing. */
    synchronized boolean rang() {
        return rang;
    }

    /** From here on it does not ring; what it interrupted is not interrupted any more. */
    @Override
    public synchronized void close() {
        off = true;
        clock.interrupt();
        if (rang) {
            Thread.interrupted();
        }
    }
}
