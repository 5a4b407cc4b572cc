package org.pop3spec.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.DeliverySettings;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Secrets;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;
import org.pop3spec.target.Account;
import org.pop3spec.target.CapabilityProbe;
import org.pop3spec.target.Entrance;
import org.pop3spec.target.ServerProfile;
import org.pop3spec.target.Target;
import org.pop3spec.target.UnusableTarget;

/** Plays scenarios against a target. One object plays one run. */
public final class Harness {
    /** Enough for any scenario where the target sets no limit. */
    private static final int CONNECTIONS_WITHOUT_LIMIT = 1000;

    private static final SkipReason NOT_REACHED =
            new SkipReason(SkipReason.Code.NOT_REACHED, "the run ended before its turn");

    private final RunRequest request;
    private final RunListener listener;
    private final Clock clock;
    private final String id = UUID.randomUUID().toString();
    private final Map<Step.Key, ScenarioResult> results = new LinkedHashMap<>();
    private final Stop stop = new Stop();
    private final Secrets secrets = new Secrets();

    public Harness(RunRequest request, RunListener listener) {
        this(request, listener, Clock.systemUTC());
    }

    Harness(RunRequest request, RunListener listener, Clock clock) {
        this.request = request;
        this.listener = listener;
        this.clock = clock;
        request.target().accounts().forEach(account -> {
            secrets.addPassword(account.password().octets());
            account.proofs().secrets().forEach(other -> secrets.addPassword(other.octets()));
        });
    }

    /**
     * Ends the run as soon as can be, from any thread: nothing new begins, what is being played is broken off without QUIT, and
     * {@link #play} returns what there is.
     */
    public void stop() {
        stop.now();
    }

    /**
     * Plays everything.
     *
     * @return the run; incomplete when it was stopped
     * @throws UnusableTarget when the target cannot be used at all
     * @throws InterruptedException when it was stopped before anything could be played
     */
    public Run play() throws UnusableTarget, InterruptedException {
        Thread self = Thread.currentThread();
        stop.reaches(self);
        try {
            return playAll();
        } catch (UnusableTarget e) {
            // without its cause, which may say what is masked here
            throw new UnusableTarget(secrets.mask(String.valueOf(e.getMessage())));
        } finally {
            stop.spares(self);
        }
    }

    private Run playAll() throws UnusableTarget, InterruptedException {
        Instant started = clock.instant();
        Target target = request.target();
        Choices choices = request.choices();
        Limits limits = limits(target);
        ServerProfile profile = profile(target, limits);
        Delivery delivery = delivery(target, limits);
        Mailboxes mailboxes = Mailboxes.of(choices.seed());
        List<Step> steps = new Plan(target, profile, choices, delivery, mailboxes::named).steps(request.scenarios());
        List<String> notes = new ArrayList<>(profile.notes());
        notes.addAll(Plan.leftOut(steps));
        listener.begins(run(profile, started, Optional.empty(), notes, steps.size(), List.of()));

        Doors doors = new Doors(profile, !target.allowsEverything());
        Filler filler =
                new Filler(target, doors, delivery, request.direct().map(DirectAccess::emptying), pipelining(profile));
        Housekeeping housekeeping = new Housekeeping(target, doors, filler, mailboxes);
        Play play = new Play(target, profile.entrance(), choices, housekeeping, doors, 1, secrets, clock);
        List<AccountLease> accounts = accounts(target);
        notes.addAll(perform(play, profile.entrance(), steps, accounts));
        notes.addAll(leave(housekeeping, accounts));
        if (stop.asked()) {
            notes.add("the run was interrupted before it came to its end");
        }
        return run(profile, started, Optional.of(clock.instant()), notes, steps.size(), all(steps));
    }

    /** Sanity first and last, everything else between. */
    private List<String> perform(Play play, Entrance entrance, List<Step> steps, List<AccountLease> accounts) {
        List<Step> sanity = steps.stream().filter(Plan::isSanity).toList();
        List<Step> others = steps.stream().filter(step -> !Plan.isSanity(step)).toList();
        int connections = request.target().limits().connections().orElse(CONNECTIONS_WITHOUT_LIMIT);
        int jobs = jobs();
        Crew crew = new Crew(play, entrance, stop, this::finished);
        crew.work(new Schedule(sanity, accounts, connections), jobs);
        crew.work(new Schedule(others, accounts, connections), jobs);
        if (!others.isEmpty() && crew.gaveUp().isEmpty()) {
            new Crew(play, entrance, stop, this::finishedAgain).work(new Schedule(sanity, accounts, connections), jobs);
        }
        return crew.gaveUp().stream().toList();
    }

    private void finished(Step step, ScenarioResult unmasked) {
        ScenarioResult result = unmasked.masked(secrets::mask);
        synchronized (results) {
            results.put(step.key(), result);
            listener.finished(result);
        }
    }

    /** Whether the server is still alive: that counts only where it was before. */
    private void finishedAgain(Step step, ScenarioResult result) {
        synchronized (results) {
            ScenarioResult before = results.get(step.key());
            if (before != null && before.verdict() == Verdict.PASS && result.verdict() != Verdict.PASS) {
                ScenarioResult last = Results.atTheEnd(result).masked(secrets::mask);
                results.put(step.key(), last);
                listener.finished(last);
            }
        }
    }

    private List<ScenarioResult> all(List<Step> steps) {
        synchronized (results) {
            return steps.stream()
                    .map(step -> Optional.ofNullable(results.get(step.key()))
                            .orElseGet(() -> Results.skipped(step, NOT_REACHED, clock.instant())))
                    .toList();
        }
    }

    private ServerProfile profile(Target target, Limits limits) throws UnusableTarget, InterruptedException {
        Choices choices = request.choices();
        Optional<Channel> channel = choices.channels().stream().findFirst();
        boolean apop =
                choices.variants().stream().findFirst().filter("apop"::equals).isPresent();
        return new CapabilityProbe(target, limits, channel, apop).probe();
    }

    private static boolean pipelining(ServerProfile profile) {
        return profile.on(profile.entrance().channel()).contains("pipelining");
    }

    private Limits limits(Target target) {
        Duration answer = request.choices().timeout().orElse(target.limits().timeout());
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

    private Delivery delivery(Target target, Limits limits) {
        Delivery delivery = Delivery.parse(
                target.delivery(),
                target.folder(),
                new DeliverySettings(DeliverySettings.DEFAULT.domain(), limits.answer()));
        return request.direct()
                .map(direct -> delivery.orElse(direct.delivery()))
                .orElse(delivery);
    }

    private List<AccountLease> accounts(Target target) {
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

    /** As many as there are accounts: more would wait for one another. */
    private int jobs() {
        Target target = request.target();
        int most = Math.max(1, target.accounts().size());
        int allowed = Math.min(most, target.limits().connections().orElse(most));
        return Math.min(request.choices().jobs().orElse(allowed), Math.max(allowed, 1));
    }

    private List<String> leave(Housekeeping housekeeping, List<AccountLease> accounts) {
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

    private Run run(
            ServerProfile profile,
            Instant started,
            Optional<Instant> finished,
            List<String> leftOut,
            int planned,
            List<ScenarioResult> all) {
        return new Run(
                Run.SCHEMA,
                id,
                request.tool(),
                profile.description().masked(secrets::mask),
                started,
                finished,
                finished.isPresent() && !stop.asked(),
                request.choices().seed(),
                request.arguments(),
                planned,
                leftOut.stream().map(secrets::mask).toList(),
                Optional.empty(),
                Optional.empty(),
                all);
    }
}
