package org.pop3spec.run;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.pop3spec.net.Secrets;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.target.UnusableTarget;

/**
 * A run whose steps are played one at a time, each when its result is first asked for, in whatever order. What a step depends
 * on is played before it. Used by several threads, which wait for one another.
 */
public final class StepByStep {
    private final Stage stage;
    private final Secrets secrets;
    private final Clock clock = Clock.systemUTC();
    private final Instant started = clock.instant();
    private final String id = UUID.randomUUID().toString();
    private final Stop stop = new Stop();
    private final Crew crew;
    private final Map<Step.Key, ScenarioResult> results = new ConcurrentHashMap<>();
    private final Set<Step.Key> asked = new HashSet<>();
    private boolean left;

    /**
     * A scenario, and the way in which it is to be played.
     *
     * @param variant the login variant
     */
    public record Turn(Scenario scenario, String variant, Channel channel) {
        private Step.Key key() {
            return new Step.Key(scenario.id(), variant, channel);
        }

        /** Whether it asks if the server is usable at all: worth asking first and last. */
        public boolean sanity() {
            return Plan.isSanity(scenario);
        }
    }

    private StepByStep(Stage stage, Secrets secrets) {
        this.stage = stage;
        this.secrets = secrets;
        this.crew = stage.crew(stop, this::finished);
    }

    /**
     * Probes the target and plans; nothing is played yet.
     *
     * @throws UnusableTarget when the target cannot be used at all
     */
    public static StepByStep open(RunRequest request) throws UnusableTarget, InterruptedException {
        Secrets secrets = new Secrets();
        return new StepByStep(Stage.set(request, secrets, Clock.systemUTC()), secrets);
    }

    /** All that is to be played, by id, variant and channel. */
    public List<Turn> turns() {
        return stage.steps().stream()
                .map(step -> new Turn(step.scenario(), step.variant(), step.channel()))
                .sorted(Comparator.comparing((Turn turn) -> turn.scenario().id())
                        .thenComparing(Turn::variant)
                        .thenComparing(Turn::channel))
                .toList();
    }

    /** What the probe noticed, and what is left out for want of permission and the line that would allow it. */
    public List<String> notes() {
        return stage.notes(stage.steps()).stream().map(secrets::mask).toList();
    }

    /**
     * What becomes of one of the {@link #turns}. It is played when this is asked for the first time.
     *
     * @throws InterruptedException when the thread is interrupted; nothing is played any more then
     * @throws IllegalStateException after {@link #leave}
     */
    public synchronized ScenarioResult result(Turn turn) throws InterruptedException {
        return result(step(turn.key()));
    }

    /** What becomes of it when it is played once more, which tells whether the server is still alive. */
    public synchronized ScenarioResult resultAtTheEnd(Turn turn) throws InterruptedException {
        results.remove(turn.key());
        return Results.atTheEnd(result(step(turn.key())));
    }

    /** The run with what was played so far. */
    public synchronized Run run() {
        List<Step> steps = stage.steps();
        boolean complete =
                results.keySet().containsAll(steps.stream().map(Step::key).toList());
        return stage.run(
                id,
                started,
                Optional.of(clock.instant()),
                complete,
                stage.notes(steps),
                steps.size(),
                List.copyOf(results.values()));
    }

    /**
     * Leaves the accounts as a guest should.
     *
     * @return what could not be done, one line each
     */
    public synchronized List<String> leave() {
        left = true;
        return stage.leave(stop).stream().map(secrets::mask).toList();
    }

    private Step step(Step.Key key) {
        return stage.steps().stream()
                .filter(step -> step.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(key + " is not in the plan"));
    }

    private ScenarioResult result(Step step) throws InterruptedException {
        if (left) {
            throw new IllegalStateException("the accounts were left before " + step.id() + " had its turn");
        }
        ScenarioResult known = results.get(step.key());
        if (known != null) {
            return known;
        }
        Optional<SkipReason> skip = step.skip().isPresent() ? step.skip() : unmet(step);
        if (skip.isPresent()) {
            finished(step, Results.skipped(step, skip.get(), clock.instant()));
        } else {
            crew.work(stage.schedule(List.of(step)), 1);
        }
        if (stop.asked()) {
            throw new InterruptedException();
        }
        return Optional.ofNullable(results.get(step.key()))
                .orElseGet(() -> Results.skipped(step, notReached(), clock.instant()));
    }

    /** Plays what the step depends on; those in a circle are not waited for. */
    private Optional<SkipReason> unmet(Step step) throws InterruptedException {
        asked.add(step.key());
        for (Step.Key other : Dependencies.of(step, stage.steps())) {
            if (!asked.contains(other) || results.containsKey(other)) {
                Optional<SkipReason> unmet =
                        Dependencies.unmet(other, result(step(other)).verdict());
                if (unmet.isPresent()) {
                    return unmet;
                }
            }
        }
        return Optional.empty();
    }

    private SkipReason notReached() {
        return crew.gaveUp()
                .map(why -> new SkipReason(SkipReason.Code.NOT_REACHED, secrets.mask(why)))
                .orElse(Harness.NOT_REACHED);
    }

    /** From the thread that plays, while another waits in here for it. */
    private void finished(Step step, ScenarioResult result) {
        results.put(step.key(), result.masked(secrets::mask));
    }
}
