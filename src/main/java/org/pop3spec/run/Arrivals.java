package org.pop3spec.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.DeliveryException;
import org.pop3spec.mailbox.Mailbox;
import org.pop3spec.mailbox.MaildropLockedException;
import org.pop3spec.mailbox.Message;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.TlsFailure;
import org.pop3spec.session.NewMail;
import org.pop3spec.target.Entrance;
import org.pop3spec.target.PlainSession;

/**
 * Mail that arrives while a scenario is played. Every message gets an id that no other has, so that it is recognised in the
 * maildrop whatever else the script did there.
 */
final class Arrivals implements NewMail {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final List<AccountLease> leases;
    private final Delivery delivery;
    private final Mailboxes mailboxes;
    private final Doors doors;
    private final Duration patience;
    private final Map<AccountLease, Set<String>> due = new ConcurrentHashMap<>();

    /** Makes mailboxes by name. */
    @FunctionalInterface
    interface Mailboxes {
        Mailbox named(String name) throws Unprepared;
    }

    /** @param patience how long mail may take */
    Arrivals(List<AccountLease> leases, Delivery delivery, Mailboxes mailboxes, Doors doors, Duration patience) {
        this.leases = List.copyOf(leases);
        this.delivery = delivery;
        this.mailboxes = mailboxes;
        this.doors = doors;
        this.patience = patience;
    }

    @Override
    public void deliver(int account, String mailbox, OptionalInt message) throws Undelivered {
        AccountLease lease = lease(account);
        Mailbox fresh = fresh(mailbox, message);
        // whatever comes of it, the maildrop is not what it was
        lease.fills();
        lease.forget();
        try {
            delivery.deliver(lease.account().user(), fresh);
        } catch (MaildropLockedException e) {
            throw new Undelivered("no mail can arrive while the maildrop is open: " + e.getMessage(), true);
        } catch (DeliveryException e) {
            throw new Undelivered("mailbox " + mailbox + " could not be delivered: " + e.getMessage());
        }
        fresh.messages()
                .forEach(each -> due.computeIfAbsent(lease, l -> ConcurrentHashMap.newKeySet())
                        .add(each.id()));
    }

    private Mailbox fresh(String name, OptionalInt number) throws Undelivered {
        Mailbox known;
        try {
            known = mailboxes.named(name);
        } catch (Unprepared e) {
            throw new Undelivered(String.valueOf(e.getMessage()));
        }
        List<Message> messages = known.messages();
        if (number.isPresent()) {
            if (number.getAsInt() > messages.size()) {
                throw new Undelivered("mailbox " + name + " has no message " + number.getAsInt());
            }
            messages = List.of(messages.get(number.getAsInt() - 1));
        }
        List<Message> fresh = new ArrayList<>();
        for (Message message : messages) {
            fresh.add(message.withId("late-" + UUID.randomUUID()));
        }
        return new Mailbox(name, known.purpose(), fresh);
    }

    @Override
    public boolean arrived(int account) throws Undelivered, InterruptedException {
        AccountLease lease = lease(account);
        Set<String> wanted = due.getOrDefault(lease, Set.of());
        Deadline deadline = Deadline.in(patience);
        Duration pause = FIRST_PAUSE;
        while (!wanted.isEmpty()) {
            if (found(lease, wanted)) {
                due.remove(lease);
                return true;
            }
            if (deadline.passed()) {
                // it is looked for once only: what is to be seen is for the script to say
                due.remove(lease);
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        return true;
    }

    /** Whether they are all there; what came last is looked at first. */
    private boolean found(AccountLease lease, Set<String> wanted) throws Undelivered, InterruptedException {
        Set<String> left = new HashSet<>(wanted);
        try (PlainSession session = doors.enter(lease)) {
            Listing listing = Listing.of(session);
            for (int number = listing.count(); number >= 1 && !left.isEmpty(); number--) {
                listing.id(number).ifPresent(left::remove);
            }
            session.leave();
            return left.isEmpty();
        } catch (ConnectFailure | TlsFailure | PlainSession.Broken | Entrance.Rejected e) {
            throw new Undelivered("new mail could not be looked for in the maildrop of "
                    + lease.account().user() + ": " + e.getMessage());
        }
    }

    private AccountLease lease(int account) throws Undelivered {
        if (account > leases.size()) {
            throw new Undelivered("there is no account " + account);
        }
        return leases.get(account - 1);
    }
}
