package org.pop3spec.run;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.pop3spec.net.Secrets;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Timings;
import org.pop3spec.result.Verdict;
import org.pop3spec.target.Target;
import org.pop3spec.target.UnusableTarget;

/** Plays scenarios against a target. One object plays one run. */
public final class Harness {
    static final SkipReason NOT_REACHED = new SkipReason(SkipReason.Code.NOT_REACHED, "the run ended before its turn");

    private final RunRequest request;
    private final RunListener listener;
    private final Clock clock;
    private final String id = UUID.randomUUID().toString();
    private final Map<Step.Key, ScenarioResult> results = new LinkedHashMap<>();
    private Timings timings = Timings.NONE;
    private final Stop stop = new Stop();
    private final Secrets secrets = new Secrets();

    public Harness(RunRequest request, RunListener listener) {
        this(request, listener, Clock.systemUTC());
    }

    Harness(RunRequest request, RunListener listener, Clock clock) {
        this.request = request;
        this.listener = listener;
        this.clock = clock;
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
        } finally {
            stop.spares(self);
        }
    }

    private Run playAll() throws UnusableTarget, InterruptedException {
        Instant started = clock.instant();
        Stopwatch before = new Stopwatch();
        Stage stage = Stage.set(request, secrets, clock);
        spent(before.timings());
        List<Step> steps = stage.steps().stream().filter(this::isHere).toList();
        List<String> notes = new ArrayList<>(stage.notes(steps));
        listener.begins(stage.run(id, started, Optional.empty(), false, notes, steps.size(), List.of()));
        // what a step of this shard waits for is played here too, and reported where it belongs
        notes.addAll(perform(stage, Dependencies.with(steps, stage.steps())));
        Stopwatch after = new Stopwatch();
        notes.addAll(stage.leave(stop));
        spent(after.timings());
        if (stop.asked()) {
            notes.add("the run was interrupted before it came to its end");
        }
        return stage.run(id, started, Optional.of(clock.instant()), !stop.asked(), notes, steps.size(), all(steps))
                .spending(timings());
    }

    /** Sanity first and last, everything else between. */
    private List<String> perform(Stage stage, List<Step> steps) {
        List<Step> sanity = steps.stream().filter(Plan::isSanity).toList();
        List<Step> others = steps.stream().filter(step -> !Plan.isSanity(step)).toList();
        int jobs = jobs();
        Crew crew = stage.crew(stop, this::finished);
        crew.work(stage.schedule(sanity), jobs);
        crew.work(stage.schedule(others), jobs);
        if (!others.isEmpty() && crew.gaveUp().isEmpty()) {
            stage.crew(stop, this::finishedAgain).work(stage.schedule(sanity), jobs);
        }
        return crew.gaveUp().stream().toList();
    }

    private synchronized Timings timings() {
        return timings;
    }

    /** Also what no result tells: of steps of other shards, and of those that are played again. */
    private synchronized void spent(Timings more) {
        timings = timings.plus(more);
    }

    private boolean isHere(Step step) {
        return request.choices().shard().has(String.join("\n", request.target().name(), step.variant(), step.id()));
    }

    private void finished(Step step, ScenarioResult unmasked) {
        unmasked.timings().ifPresent(this::spent);
        if (!isHere(step)) {
            return;
        }
        ScenarioResult result = unmasked.masked(secrets::mask);
        synchronized (results) {
            results.put(step.key(), result);
            listener.finished(result);
        }
    }

    /** Whether the server is still alive: that counts only where it was before. */
    private void finishedAgain(Step step, ScenarioResult result) {
        result.timings().ifPresent(this::spent);
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

    /** As many as there are accounts: more would wait for one another. */
    private int jobs() {
        Target target = request.target();
        int most = Math.max(1, target.accounts().size());
        int allowed = Math.min(most, target.limits().connections().orElse(most));
        return Math.min(request.choices().jobs().orElse(allowed), Math.max(allowed, 1));
    }
}
