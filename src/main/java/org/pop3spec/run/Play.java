package org.pop3spec.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.auth.Credentials;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Secrets;
import org.pop3spec.result.Event;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Transcript;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.Touch;
import org.pop3spec.session.KnownMessages;
import org.pop3spec.session.LoginTurns;
import org.pop3spec.session.MessageSizes;
import org.pop3spec.session.Outcome;
import org.pop3spec.session.Replay;
import org.pop3spec.session.ScenarioPlayer;
import org.pop3spec.session.SecondPlay;
import org.pop3spec.session.Setting;
import org.pop3spec.target.Account;
import org.pop3spec.target.Entrance;
import org.pop3spec.target.Target;

/** Plays one step: prepares its maildrops, plays, plays again what is not certain, and notes what became of the accounts. */
final class Play {
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);
    private static final Set<Touch> RETRIEVING = Set.of(Touch.FLAGS, Touch.MAILDROP);

    private final Target target;
    private final Entrance entrance;
    private final Limits limits;
    private final Choices choices;
    private final Preparation preparation;
    private final Doors doors;
    private final double timeScale;
    private final Permissions permissions;
    private final Secrets secrets;
    private final Clock clock;
    private final ScenarioPlayer player = new ScenarioPlayer();
    private final LoginVariants variants = new LoginVariants();

    /** @param timeScale how much faster than the clock the server's own times run, 1 or more */
    Play(
            Target target,
            Entrance entrance,
            Choices choices,
            Preparation preparation,
            Doors doors,
            double timeScale,
            Secrets secrets,
            Clock clock) {
        this.target = target;
        this.entrance = entrance;
        this.limits = entrance.limits();
        this.choices = choices;
        this.preparation = preparation;
        this.doors = doors;
        this.timeScale = timeScale;
        this.permissions = new Permissions(target);
        this.secrets = secrets;
        this.clock = clock;
    }

    /** The result of an assignment; an interrupted thread leaves it without one. */
    ScenarioResult result(Assignment assignment) throws InterruptedException {
        Step step = assignment.step();
        Instant started = clock.instant();
        if (assignment.skip().isPresent()) {
            return Results.skipped(step, assignment.skip().get(), started);
        }
        Stopwatch watch = new Stopwatch();
        try {
            Setting setting = prepare(assignment, watch);
            Outcome outcome = play(assignment, setting);
            int attempts = 1;
            if (SecondPlay.needed(outcome) && mayPlayAgain(assignment)) {
                setting = prepare(assignment, watch);
                outcome = SecondPlay.settle(outcome, play(assignment, setting));
                attempts++;
            }
            String replay = Replay.of(setting, outcome.transcript());
            return Results.played(step, outcome, replay, started, watch.timings(), attempts);
        } catch (Unprepared e) {
            return e.skip()
                    .map(reason -> Results.skipped(step, reason, started))
                    .orElseGet(() -> Results.trouble(step, String.valueOf(e.getMessage()), started, watch.timings()));
        }
    }

    /** Wrong passwords are not sent more often than allowed, not even to learn whether an outcome can be trusted. */
    private static boolean mayPlayAgain(Assignment assignment) {
        int cost = assignment.step().needs().failedLogins();
        if (assignment.leases().stream().anyMatch(lease -> lease.failedLoginsLeft() < cost)) {
            return false;
        }
        assignment.leases().forEach(lease -> lease.spendFailedLogins(cost));
        return true;
    }

    private Setting prepare(Assignment assignment, Stopwatch watch) throws Unprepared, InterruptedException {
        Step step = assignment.step();
        Optional<String> wanted = step.scenario().header().mailbox();
        KnownMessages messages = KnownMessages.NONE;
        MessageSizes sizes = new MessageSizes();
        boolean changes = step.scenario().header().touches().contains(Touch.MAILDROP);
        for (AccountLease lease : assignment.leases()) {
            if (step.scenario().header().unread() && lease.read()) {
                lease.forget();
            }
            Filling filling = prepare(lease, wanted, changes, watch);
            if (lease == assignment.leases().get(0)) {
                messages = filling.messages();
                sizes = filling.sizes();
            }
        }
        for (AccountLease lease : assignment.leases()) {
            doors.waitForTurn(lease);
        }
        return setting(assignment, messages, sizes, watch);
    }

    private Filling prepare(AccountLease lease, Optional<String> wanted, boolean changes, Stopwatch watch)
            throws Unprepared, InterruptedException {
        watch.deliveryBegins();
        try {
            return preparation.prepare(lease, wanted, changes);
        } finally {
            watch.deliveryEnds();
        }
    }

    private Setting setting(Assignment assignment, KnownMessages messages, MessageSizes sizes, Stopwatch watch) {
        Step step = assignment.step();
        boolean nobody = assignment.leases().isEmpty() && !target.allowsEverything();
        Set<Touch> allowed = nobody ? EnumSet.noneOf(Touch.class) : EnumSet.allOf(Touch.class);
        List<Credentials> credentials = new ArrayList<>();
        for (AccountLease lease : assignment.leases()) {
            Account account = lease.account();
            allowed.retainAll(permissions.allowed(account));
            Credentials own = account.credentials();
            credentials.add(target.kerberos()
                    .map(access -> own.withKerberos(access.identity(account)))
                    .orElse(own));
        }
        Duration patience = limits.answer().compareTo(MOST_PATIENCE) < 0 ? limits.answer() : MOST_PATIENCE;
        return new Setting(
                target.cleartext(step.scenario().header().protocol()),
                target.pop3s(),
                target.kpop(),
                target.kpops(),
                entrance.tls(),
                limits,
                step.channel(),
                variants.named(step.variant()).orElseThrow(),
                variants,
                credentials,
                secrets,
                messages,
                sizes,
                allowed,
                choices.seed(),
                preparation.newMail(assignment.leases()).map(watch::timing),
                spacesItself(step.scenario()) ? LoginTurns.AT_ONCE : doors.turns(assignment.leases()),
                patience,
                timeScale);
    }

    /** A scenario about LOGIN-DELAY comes too early on purpose. */
    private static boolean spacesItself(Scenario scenario) {
        return scenario.header().requires().contains("login-delay");
    }

    private Outcome play(Assignment assignment, Setting setting) throws InterruptedException {
        boolean over = false;
        try {
            Outcome outcome = player.play(assignment.step().scenario(), setting);
            boolean retrieves =
                    !Collections.disjoint(assignment.step().scenario().header().touches(), RETRIEVING);
            for (AccountLease lease : assignment.leases()) {
                settle(lease, outcome, retrieves);
            }
            over = true;
            return outcome;
        } finally {
            if (!over) {
                assignment.leases().forEach(AccountLease::forget);
            }
        }
    }

    private static void settle(AccountLease lease, Outcome outcome, boolean retrieves) {
        lease.logsIn(System.nanoTime());
        if (retrieves) {
            lease.reads();
        }
        if (outcome.maildrop() == Outcome.Maildrop.COMMITTED) {
            lease.forget();
        } else if (outcome.maildrop() != Outcome.Maildrop.UNTOUCHED
                || outcome.verdict() == Verdict.FAIL
                || outcome.verdict() == Verdict.ERROR
                || !tidy(outcome.transcript())) {
            lease.doubt();
        }
    }

    /** Whether every connection ended with QUIT and its answer, so that no lock is left behind. */
    private static boolean tidy(Transcript transcript) {
        Map<Integer, String> lastSent = new HashMap<>();
        Map<Integer, Boolean> answered = new HashMap<>();
        for (Event event : transcript.events()) {
            if (event.kind() == Event.Kind.SENT) {
                lastSent.put(event.connection(), event.octets());
                answered.put(event.connection(), false);
            } else if (event.kind() == Event.Kind.RECEIVED) {
                answered.put(event.connection(), true);
            }
        }
        return lastSent.entrySet().stream()
                .allMatch(entry -> entry.getValue().equals("QUIT\r\n") && answered.getOrDefault(entry.getKey(), false));
    }
}
