package org.pop3spec.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.DeliveryException;
import org.pop3spec.mailbox.Mailbox;
import org.pop3spec.net.Deadline;
import org.pop3spec.refserver.Maildrop;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.StoredMessage;
import org.pop3spec.session.NewMail;

/**
 * Fills the maildrops of a reference server in this process: at once, and without asking the server, which may be at fault.
 */
final class StockedMaildrops implements Preparation {
    /** What is there when a scenario doesn't say what it wants. */
    private static final String UNTOLD = "one";
    /** Some mail, where that is wanted. */
    private static final String SOME_MAIL = "three";
    /** A session that has just ended may still hold the lock; one that a fault keeps it for is not waited for longer. */
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(1);

    private static final long POLL_MILLIS = 2;

    private final ReferenceServer server;
    private final Delivery delivery;
    private final Doors doors;
    private final Stock stock;
    private final Map<String, List<StoredMessage>> put = new ConcurrentHashMap<>();

    StockedMaildrops(ReferenceServer server, Delivery delivery, Doors doors, Stock stock) {
        this.server = server;
        this.delivery = delivery;
        this.doors = doors;
        this.stock = stock;
    }

    @Override
    public Filling prepare(AccountLease lease, Optional<String> wanted, boolean changes)
            throws Unprepared, InterruptedException {
        String name = wanted.map(StockedMaildrops::named).orElse(UNTOLD);
        Mailbox mailbox = stock.named(name).orElseThrow(() -> Unprepared.trouble("there is no mailbox " + name));
        String user = lease.account().user();
        Maildrop maildrop = server.maildrop(user);
        Deadline patience = Deadline.in(LOCK_PATIENCE);
        while (maildrop.locked() && !patience.passed()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        Optional<Filling> held = lease.filling();
        if (held.isPresent()
                && lease.mailbox().equals(Optional.of(name))
                && maildrop.messages().equals(put.get(user))) {
            return held.get();
        }
        maildrop.clear();
        try {
            delivery.deliver(user, mailbox);
        } catch (DeliveryException e) {
            throw Unprepared.trouble("mailbox " + name + " could not be put there: " + e.getMessage());
        }
        put.put(user, maildrop.messages());
        Filling filling = Filling.of(name, mailbox.messages(), List.of());
        lease.holds(filling);
        return filling;
    }

    /** What is handed over is there. */
    @Override
    public Optional<NewMail> newMail(List<AccountLease> leases) {
        Arrivals arrivals = new Arrivals(leases, delivery, this::mailbox, doors, LOCK_PATIENCE);
        return Optional.of(new NewMail() {
            @Override
            public void deliver(int account, String mailbox, OptionalInt message) throws Undelivered {
                arrivals.deliver(account, mailbox, message);
            }

            @Override
            public boolean arrived(int account) {
                return true;
            }
        });
    }

    private Mailbox mailbox(String name) throws Unprepared {
        return stock.named(name).orElseThrow(() -> Unprepared.trouble("there is no mailbox " + name));
    }

    private static String named(String wanted) {
        return wanted.equals(Housekeeping.ANY) || wanted.equals(Housekeeping.SOME) ? SOME_MAIL : wanted;
    }
}
