package org.pop3spec.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.DeliverySettings;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Secrets;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.scenario.Channel;
import org.pop3spec.target.Account;
import org.pop3spec.target.CapabilityProbe;
import org.pop3spec.target.ServerProfile;
import org.pop3spec.target.ServesInTurn;
import org.pop3spec.target.Target;
import org.pop3spec.target.UnusableTarget;

/** A target that was found usable, what is to be played against it, and what that takes. */
final class Stage {
    /** Enough for any scenario where the target sets no limit. */
    private static final int CONNECTIONS_WITHOUT_LIMIT = 1000;

    private static final String IN_TURN =
            "it serves one client after the other, so one scenario is played at a time, as with"
                    + " limits: {connections: 1} in the target file";

    private final RunRequest request;
    private final Secrets secrets;
    private final ServerProfile profile;
    private final List<Step> steps;
    private final List<AccountLease> accounts;
    private final Housekeeping housekeeping;
    private final Play play;

    private Stage(
            RunRequest request,
            Secrets secrets,
            ServerProfile profile,
            List<Step> steps,
            List<AccountLease> accounts,
            Housekeeping housekeeping,
            Play play) {
        this.request = request;
        this.secrets = secrets;
        this.profile = profile;
        this.steps = steps;
        this.accounts = accounts;
        this.housekeeping = housekeeping;
        this.play = play;
    }

    /**
     * Probes the target and plans.
     *
     * @param secrets what is masked; those of the target are added
     * @throws UnusableTarget when the target cannot be used at all; the message is masked
     */
    static Stage set(RunRequest request, Secrets secrets, Clock clock) throws UnusableTarget, InterruptedException {
        Target target = request.target();
        target.accounts().forEach(account -> {
            secrets.addPassword(account.password().octets());
            account.proofs().secrets().forEach(other -> secrets.addPassword(other.octets()));
        });
        try {
            Limits limits = limits(target, request.choices());
            ServerProfile profile = profile(target, request.choices(), limits);
            return target.limits().connections().isEmpty() && ServesInTurn.shownBy(profile.entrance())
                    ? set(request.against(target.withConnections(1)), profile.noting(IN_TURN), limits, secrets, clock)
                    : set(request, profile, limits, secrets, clock);
        } catch (UnusableTarget e) {
            // without its cause, which may say what is masked here
            throw new UnusableTarget(secrets.mask(String.valueOf(e.getMessage())));
        }
    }

    private static Stage set(RunRequest request, ServerProfile profile, Limits limits, Secrets secrets, Clock clock)
            throws UnusableTarget, InterruptedException {
        Target target = request.target();
        Choices choices = request.choices();
        Delivery delivery = delivery(request, limits);
        Mailboxes mailboxes = Mailboxes.of(choices.seed());
        List<Step> steps = new Plan(target, profile, choices, delivery, mailboxes::named).steps(request.scenarios());
        Tickets.fetch(target, profile, steps);
        Doors doors = new Doors(profile, !target.allowsEverything());
        Filler filler =
                new Filler(target, doors, delivery, request.direct().map(DirectAccess::emptying), pipelining(profile));
        Housekeeping housekeeping = new Housekeeping(target, doors, filler, mailboxes);
        Play play = new Play(target, profile.entrance(), choices, housekeeping, doors, 1, secrets, clock);
        return new Stage(request, secrets, profile, steps, accounts(target), housekeeping, play);
    }

    private static ServerProfile profile(Target target, Choices choices, Limits limits)
            throws UnusableTarget, InterruptedException {
        Optional<Channel> channel = choices.channels().stream().findFirst();
        boolean apop =
                choices.variants().stream().findFirst().filter("apop"::equals).isPresent();
        return new CapabilityProbe(target, limits, channel, apop).probe();
    }

    private static boolean pipelining(ServerProfile profile) {
        return profile.on(profile.entrance().channel()).contains("pipelining");
    }

    private static Limits limits(Target target, Choices choices) {
        Duration answer = choices.timeout().orElse(target.limits().timeout());
        Limits standard = Limits.standard();
        return standard.withAnswer(answer).withConnect(connect(answer, standard));
    }

    /** Never longer than for an answer; who is given more time for answers has as much more for connections. */
    private static Duration connect(Duration answer, Limits standard) {
        if (answer.compareTo(standard.answer()) > 0) {
            return standard.connect()
                    .multipliedBy(answer.toMillis())
                    .dividedBy(standard.answer().toMillis());
        }
        return answer.compareTo(standard.connect()) < 0 ? answer : standard.connect();
    }

    private static Delivery delivery(RunRequest request, Limits limits) {
        Target target = request.target();
        Delivery delivery = Delivery.parse(
                target.delivery(),
                target.folder(),
                new DeliverySettings(DeliverySettings.DEFAULT.domain(), limits.answer()));
        return request.direct()
                .map(direct -> delivery.orElse(direct.delivery()))
                .orElse(delivery);
    }

    private static List<AccountLease> accounts(Target target) {
        Permissions permissions = new Permissions(target);
        List<AccountLease> leases = new ArrayList<>();
        for (Account account : target.accounts()) {
            AccountLease lease = new AccountLease(leases.size(), account, permissions.failedLogins(account));
            // the probe was in every maildrop a moment ago
            lease.logsIn(System.nanoTime());
            leases.add(lease);
        }
        return leases;
    }

    /** What the probe noticed, and what of some steps is left out for want of permission and the line that would allow it. */
    List<String> notes(List<Step> some) {
        return Stream.concat(profile.notes().stream(), Plan.leftOut(some).stream())
                .toList();
    }

    /** All that is to be played, in the order that costs the least filling of maildrops. */
    List<Step> steps() {
        return steps;
    }

    /** Who plays. */
    Crew crew(Stop stop, Crew.Hearer hearer) {
        return new Crew(play, profile.entrance(), stop, hearer);
    }

    /** Some of the steps, with all accounts. */
    Schedule schedule(List<Step> some) {
        return new Schedule(
                some, accounts, request.target().limits().connections().orElse(CONNECTIONS_WITHOUT_LIMIT));
    }

    /** Leaves the accounts as a guest should; what could not be done, one line each. */
    List<String> leave(Stop stop) {
        List<String> notes = new ArrayList<>();
        for (AccountLease account : accounts) {
            if (stop.asked()) {
                housekeeping.stays(account).ifPresent(notes::add);
                continue;
            }
            try {
                housekeeping.leave(account).ifPresent(notes::add);
            } catch (InterruptedException e) {
                stop.now();
                housekeeping.stays(account).ifPresent(notes::add);
            }
        }
        return notes;
    }

    /**
     * The run, masked.
     *
     * @param id random, the same for all that is written of it
     * @param finished empty while it lasts
     * @param planned how many results there are to be
     */
    Run run(
            String id,
            Instant started,
            Optional<Instant> finished,
            boolean complete,
            List<String> notes,
            int planned,
            List<ScenarioResult> results) {
        return new Run(
                Run.SCHEMA,
                id,
                request.tool(),
                profile.description().masked(secrets::mask),
                started,
                finished,
                complete,
                request.choices().seed(),
                request.choices().part(),
                request.arguments(),
                planned,
                notes.stream().map(secrets::mask).toList(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                results);
    }
}
