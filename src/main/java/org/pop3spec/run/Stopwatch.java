package org.pop3spec.run;

import java.util.OptionalInt;
import org.pop3spec.net.ServerTime;
import org.pop3spec.result.Timings;
import org.pop3spec.session.NewMail;

/** Where the time of a thread goes from now on. */
final class Stopwatch {
    private static final int NANOS_PER_MICRO = 1000;

    private final long begin = System.nanoTime();
    private final long waitedBefore = ServerTime.nanos();
    private long deliveryBegan;
    private long waitedBeforeDelivery;
    private long delivery;
    private long waitedInDelivery;

    void deliveryBegins() {
        deliveryBegan = System.nanoTime();
        waitedBeforeDelivery = ServerTime.nanos();
    }

    void deliveryEnds() {
        delivery += System.nanoTime() - deliveryBegan;
        waitedInDelivery += ServerTime.nanos() - waitedBeforeDelivery;
    }

    /** New mail, of which the time is delivery's. */
    NewMail timing(NewMail mail) {
        return new NewMail() {
            @Override
            public void deliver(int account, String mailbox, OptionalInt message)
                    throws Undelivered, InterruptedException {
                deliveryBegins();
                try {
                    mail.deliver(account, mailbox, message);
                } finally {
                    deliveryEnds();
                }
            }

            @Override
            public boolean arrived(int account) throws Undelivered, InterruptedException {
                deliveryBegins();
                try {
                    return mail.arrived(account);
                } finally {
                    deliveryEnds();
                }
            }
        };
    }

    /** What has gone until now. */
    Timings timings() {
        long all = System.nanoTime() - begin;
        long server = ServerTime.nanos() - waitedBefore - waitedInDelivery;
        long harness = Math.max(0, all - server - delivery);
        return new Timings(server / NANOS_PER_MICRO, delivery / NANOS_PER_MICRO, harness / NANOS_PER_MICRO);
    }
}
