package org.pop3spec.run;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.pop3spec.mailbox.Carrier;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.DeliveryException;
import org.pop3spec.mailbox.Mailbox;
import org.pop3spec.mailbox.Message;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.TlsFailure;
import org.pop3spec.result.SkipReason;
import org.pop3spec.target.Account.Allowance;
import org.pop3spec.target.Emptying;
import org.pop3spec.target.Entrance;
import org.pop3spec.target.PlainSession;
import org.pop3spec.target.Target;

/**
 * Empties and fills maildrops. On a target where not everything is allowed it removes nothing but what the harness put in.
 */
final class Filler {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** How long nothing new may arrive. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration PATIENCE_AFTER_FAILURES = Duration.ofSeconds(5);
    private static final int FAILURES_BEFORE_HASTE = 2;
    /** How much longer than all mail before it new mail may take. */
    private static final int LENIENCE = 10;

    private static final Duration PATIENCE_FOR_NEW_MAIL = Duration.ofSeconds(5);
    private static final long UNKNOWN = -1;
    private static final int IDENTIFIED_ALL = 50;
    private static final int BATCH = 100;
    private static final int MOST_LOOKS = 4;

    private final Target target;
    private final Doors doors;
    private final Delivery delivery;
    private final Optional<Emptying> emptying;
    private final boolean pipelining;
    private final AtomicInteger failures = new AtomicInteger();
    private final Steadiness steadiness = new Steadiness();
    private final AtomicBoolean topBroken = new AtomicBoolean();
    private final AtomicLong slowest = new AtomicLong(UNKNOWN);

    Filler(Target target, Doors doors, Delivery delivery, Optional<Emptying> emptying, boolean pipelining) {
        this.target = target;
        this.doors = doors;
        this.delivery = delivery;
        this.emptying = emptying;
        this.pipelining = pipelining;
    }

    /** Whether messages can be put in at all. */
    boolean delivers() {
        return delivery.carrier() != Carrier.NONE;
    }

    /** Puts a mailbox into a maildrop, and nothing else. */
    Filling fill(AccountLease lease, Mailbox mailbox)
            throws Unprepared, DeliveryException, ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected,
                    InterruptedException {
        lease.forget();
        empty(lease);
        if (!mailbox.messages().isEmpty()) {
            lease.fills();
            delivery.deliver(lease.account().user(), mailbox);
        }
        long handedOver = System.nanoTime();
        Filling filling = await(lease, mailbox);
        failures.set(0);
        slowest.accumulateAndGet(System.nanoTime() - handedOver, Math::max);
        lease.holds(filling);
        return filling;
    }

    /** How mail arrives while a scenario is played: in about the time that it took before. */
    Arrivals arrivals(List<AccountLease> leases, Arrivals.Mailboxes mailboxes) {
        Duration patience = PATIENCE;
        if (slowest.get() != UNKNOWN) {
            Duration before = Duration.ofNanos(slowest.get()).multipliedBy(LENIENCE);
            patience = Collections.max(List.of(before, PATIENCE_FOR_NEW_MAIL));
        }
        return new Arrivals(leases, delivery, mailboxes, doors, Collections.min(List.of(patience, PATIENCE)));
    }

    /** Removes everything; on a target where not everything is allowed only what the harness put in, or nothing at all. */
    void empty(AccountLease lease)
            throws Unprepared, ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected,
                    InterruptedException {
        if (isEmptyAfterDeleting(lease)) {
            return;
        }
        if (emptying.isEmpty()) {
            throw Unprepared.trouble("the maildrop of " + lease.account().user()
                    + " could not be emptied: messages are still there after DELE and QUIT");
        }
        try {
            emptying.get().empty(lease.account());
        } catch (IOException e) {
            throw Unprepared.trouble(
                    "the maildrop of " + lease.account().user() + " could not be emptied: " + e.getMessage());
        }
    }

    /**
     * Refuses a maildrop with mail in it that the harness did not put there.
     *
     * @throws Unprepared where not everything is allowed, and there is such mail
     */
    void checkOwnership(AccountLease lease)
            throws Unprepared, ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected,
                    InterruptedException {
        if (target.allowsEverything() || (lease.mailbox().isPresent() && !lease.doubtful())) {
            return;
        }
        try (PlainSession session = doors.enter(lease)) {
            checkOwnership(lease, Listing.of(session));
            session.leave();
        }
    }

    private boolean isEmptyAfterDeleting(AccountLease lease)
            throws Unprepared, ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected,
                    InterruptedException {
        try {
            // as long as it helps: what an earlier session left marked is not in the first listing of every server
            int before = Integer.MAX_VALUE;
            while (true) {
                try (PlainSession session = doors.enter(lease)) {
                    Listing listing = Listing.of(session);
                    if (listing.count() == 0 || listing.count() >= before) {
                        session.leave();
                        return listing.count() == 0;
                    }
                    before = listing.count();
                    checkOwnership(lease, listing);
                    delete(session, listing.count());
                    session.leave();
                }
            }
        } catch (PlainSession.Broken e) {
            if (emptying.isPresent()) {
                return false;
            }
            throw e;
        }
    }

    private void checkOwnership(AccountLease lease, Listing listing)
            throws Unprepared, PlainSession.Broken, InterruptedException {
        if (target.allowsEverything()) {
            return;
        }
        boolean mayRead = lease.account().allowed().contains(Allowance.READ);
        for (int number = 1; number <= listing.count(); number++) {
            if (!mayRead || listing.id(number).isEmpty()) {
                throw Unprepared.skip(
                        SkipReason.Code.NOT_ALLOWED,
                        "the maildrop of " + lease.account().user() + " holds mail that pop3spec did not put there, or"
                                + " cannot recognise without allow: [read, change]; only disposable: true in the"
                                + " target file lets it remove that");
            }
        }
    }

    private void delete(PlainSession session, int count) throws PlainSession.Broken, InterruptedException {
        if (!pipelining) {
            for (int number = 1; number <= count; number++) {
                session.command("DELE " + number);
            }
            return;
        }
        for (int from = 1; from <= count; from += BATCH) {
            List<String> commands = new ArrayList<>();
            for (int number = from; number <= Math.min(count, from + BATCH - 1); number++) {
                commands.add("DELE " + number);
            }
            session.pipelined(commands);
        }
    }

    private Filling await(AccountLease lease, Mailbox mailbox)
            throws Unprepared, ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected,
                    InterruptedException {
        int wanted = mailbox.messages().size();
        Duration patience = failures.get() < FAILURES_BEFORE_HASTE ? PATIENCE : PATIENCE_AFTER_FAILURES;
        Deadline deadline = Deadline.in(patience);
        Duration pause = FIRST_PAUSE;
        int before = 0;
        Optional<Filling> recognised = Optional.empty();
        int looks = 0;
        while (true) {
            int count;
            boolean byTop = !topBroken.get();
            boolean recognising = false;
            try (PlainSession session = doors.enter(lease)) {
                Listing listing = byTop ? Listing.of(session) : Listing.withoutTop(session);
                count = listing.count();
                if (count == wanted) {
                    if (recognised
                            .filter(found -> found.listing().equals(listing.lines()))
                            .isPresent()) {
                        session.leave();
                        steadiness.seen();
                        return recognised.get();
                    }
                    recognising = true;
                    recognised = Optional.of(Filling.of(mailbox.name(), order(listing, mailbox), listing.lines()));
                    session.leave();
                    looks++;
                    if (looks > 1) {
                        steadiness.refuted();
                    }
                    if (wanted < 2 || looks == MOST_LOOKS || steadiness.established()) {
                        return recognised.get();
                    }
                    continue;
                }
                session.leave();
            } catch (PlainSession.Broken e) {
                if (!recognising || !byTop) {
                    throw e;
                }
                // most likely by TOP, which is not the subject of every scenario
                topBroken.set(true);
                continue;
            }
            if (count > before) {
                deadline = Deadline.in(patience);
                before = count;
            }
            if (count > wanted || deadline.passed()) {
                failures.incrementAndGet();
                throw Unprepared.trouble("mailbox " + mailbox.name() + " did not arrive in the maildrop of "
                        + lease.account().user() + ": " + count + " of " + wanted + " messages are there");
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** The messages as the server numbers them; as they were put in where it cannot be seen. */
    private static List<Message> order(Listing listing, Mailbox mailbox)
            throws PlainSession.Broken, InterruptedException {
        List<Message> putIn = mailbox.messages();
        int count = putIn.size();
        if (count == 1) {
            // it may be too large to be fetched only for its header
            return putIn;
        }
        if (count > IDENTIFIED_ALL
                && listing.id(1).equals(Optional.of(putIn.get(0).id()))
                && listing.id(count).equals(Optional.of(putIn.get(count - 1).id()))) {
            return putIn;
        }
        Map<String, List<Message>> left = new HashMap<>();
        putIn.forEach(message ->
                left.computeIfAbsent(message.id(), id -> new ArrayList<>()).add(message));
        List<Message> ordered = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            List<Message> sameId = listing.id(number).map(left::get).orElse(null);
            if (sameId == null || sameId.isEmpty()) {
                return putIn;
            }
            ordered.add(sameId.remove(0));
        }
        return ordered;
    }
}
