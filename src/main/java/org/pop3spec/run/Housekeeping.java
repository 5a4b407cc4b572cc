package org.pop3spec.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.pop3spec.mailbox.DeliveryException;
import org.pop3spec.mailbox.Mailbox;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.mailbox.UndeliverableException;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.TlsFailure;
import org.pop3spec.result.SkipReason;
import org.pop3spec.session.NewMail;
import org.pop3spec.target.Account.Allowance;
import org.pop3spec.target.Entrance;
import org.pop3spec.target.PlainSession;
import org.pop3spec.target.Target;

/**
 * Brings maildrops to what scenarios want to find. Only a maildrop that holds something else is filled anew. Used by several
 * threads, each with other accounts.
 */
final class Housekeeping implements Preparation {
    /** The words for the maildrop in front matter that are no names of mailboxes. */
    static final String ANY = "any";

    static final String SOME = "some";
    /** What is put in where a scenario wants some mail, and there is none. */
    private static final String SOME_MAIL = "three";

    private static final int DELIVERY_FAILURES_BORNE = 3;

    private final Target target;
    private final Doors doors;
    private final Filler filler;
    private final Mailboxes mailboxes;
    private final Map<String, Mailbox> made = new ConcurrentHashMap<>();
    private final Map<String, String> undeliverable = new ConcurrentHashMap<>();
    private final Map<String, Integer> deliveryFailures = new ConcurrentHashMap<>();

    Housekeeping(Target target, Doors doors, Filler filler, Mailboxes mailboxes) {
        this.target = target;
        this.doors = doors;
        this.filler = filler;
        this.mailboxes = mailboxes;
    }

    @Override
    public Filling prepare(AccountLease lease, Optional<String> wanted, boolean changes)
            throws Unprepared, InterruptedException {
        try {
            if (changes) {
                filler.checkOwnership(lease);
            }
            if (wanted.isEmpty() && !lease.doubtful()) {
                return lease.filling().orElseGet(() -> Filling.found(0, List.of()));
            }
            if (wanted.isEmpty() || wanted.get().equals(ANY)) {
                return found(lease);
            }
            if (wanted.get().equals(SOME)) {
                Filling found = found(lease);
                return found.messages().count() > 0 ? found : named(lease, SOME_MAIL);
            }
            return named(lease, wanted.get());
        } catch (ConnectFailure | TlsFailure | PlainSession.Broken | Entrance.Rejected e) {
            lease.forget();
            throw Unprepared.trouble(
                    "the maildrop of " + lease.account().user() + " could not be prepared: " + e.getMessage());
        }
    }

    /** Whatever is there. */
    private Filling found(AccountLease lease)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected, InterruptedException {
        Optional<Filling> held = lease.filling();
        if (held.isPresent() && !lease.doubtful()) {
            return held.get();
        }
        try (PlainSession session = doors.enter(lease)) {
            Listing listing = Listing.of(session);
            session.leave();
            boolean same = held.filter(h -> h.listing().equals(listing.lines())).isPresent();
            Filling found = same ? held.get() : Filling.found(listing.count(), listing.lines());
            lease.holds(found);
            return found;
        }
    }

    private Filling named(AccountLease lease, String name)
            throws Unprepared, ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected,
                    InterruptedException {
        if (lease.mailbox().equals(Optional.of(name))) {
            Filling found = found(lease);
            if (found.mailbox().equals(Optional.of(name))) {
                return found;
            }
        }
        String obstacle = undeliverable.get(name);
        if (obstacle != null) {
            throw Unprepared.skip(SkipReason.Code.NO_DELIVERY, obstacle);
        }
        if (deliveryFailures.getOrDefault(name, 0) >= DELIVERY_FAILURES_BORNE) {
            throw Unprepared.trouble("mailbox " + name + " could not be delivered before");
        }
        Mailbox mailbox = mailbox(name);
        if (mailbox.messages().isEmpty() && found(lease).messages().count() == 0) {
            Filling empty = Filling.of(name, List.of(), found(lease).listing());
            lease.holds(empty);
            return empty;
        }
        if (!target.allowsEverything() && !lease.account().allowed().contains(Allowance.CHANGE)) {
            throw Unprepared.skip(
                    SkipReason.Code.NOT_ALLOWED,
                    "wants mailbox " + name + " in the maildrop of "
                            + lease.account().user() + "; allow: [change] in the target file allows to put it there");
        }
        if (!filler.delivers()) {
            throw Unprepared.skip(
                    SkipReason.Code.NO_DELIVERY,
                    "wants mailbox " + name + " in the maildrop; delivery in the target file says how to put it there");
        }
        return deliver(lease, mailbox);
    }

    private Filling deliver(AccountLease lease, Mailbox mailbox)
            throws Unprepared, ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected,
                    InterruptedException {
        try {
            Filling filling = filler.fill(lease, mailbox);
            deliveryFailures.remove(mailbox.name());
            return filling;
        } catch (UndeliverableException e) {
            undeliverable.put(mailbox.name(), String.valueOf(e.getMessage()));
            throw Unprepared.skip(SkipReason.Code.NO_DELIVERY, String.valueOf(e.getMessage()));
        } catch (DeliveryException e) {
            deliveryFailures.merge(mailbox.name(), 1, Integer::sum);
            throw Unprepared.trouble("mailbox " + mailbox.name() + " could not be delivered: " + e.getMessage());
        }
    }

    private Mailbox mailbox(String name) throws Unprepared {
        Mailbox mailbox = made.get(name);
        if (mailbox == null) {
            mailbox = mailboxes.named(name).orElseThrow(() -> Unprepared.trouble("there is no mailbox " + name));
            made.put(name, mailbox);
        }
        return mailbox;
    }

    @Override
    public Optional<NewMail> newMail(List<AccountLease> leases) {
        return filler.delivers() ? Optional.of(filler.arrivals(leases, this::mailbox)) : Optional.empty();
    }

    /** What a run that was broken off leaves behind, in one line. */
    Optional<String> stays(AccountLease lease) {
        return target.allowsEverything() || !lease.filled()
                ? Optional.empty()
                : Optional.of("messages that pop3spec put into the maildrop of "
                        + lease.account().user() + " may still be there");
    }

    /**
     * Leaves an account as a guest should: without what the harness put in.
     *
     * @return what could not be done, in one line
     */
    Optional<String> leave(AccountLease lease) throws InterruptedException {
        if (target.allowsEverything() || !lease.filled()) {
            return Optional.empty();
        }
        try {
            filler.empty(lease);
            return Optional.empty();
        } catch (Unprepared | ConnectFailure | TlsFailure | PlainSession.Broken | Entrance.Rejected e) {
            return Optional.of("messages that pop3spec put into the maildrop of "
                    + lease.account().user() + " are still there: " + e.getMessage());
        }
    }
}
