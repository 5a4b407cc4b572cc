package org.pop3spec.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Recorder;
import org.pop3spec.net.Secrets;
import org.pop3spec.result.Failure;
import org.pop3spec.result.Level;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.EvaluationException;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.FrontMatter;
import org.pop3spec.scenario.Scenario;

/** Plays scenarios. Safe for use by several threads, each with a setting of its own. */
public final class ScenarioPlayer {
    private static final Duration BUSY_PAUSE = Duration.ofMillis(200);

    private final Expressions expressions = new Expressions();

    /**
     * Plays a scenario once. Whatever the server does, this ends with an outcome.
     *
     * @throws InterruptedException when the thread is interrupted; all connections are closed then
     */
    public Outcome play(Scenario scenario, Setting setting) throws InterruptedException {
        Deadline patience = Deadline.in(setting.patience());
        while (true) {
            Attempt attempt = attempt(scenario, setting);
            if (!attempt.busy() || patience.passed()) {
                return attempt.outcome();
            }
            Thread.sleep(BUSY_PAUSE.toMillis());
        }
    }

    private Attempt attempt(Scenario scenario, Setting setting) throws InterruptedException {
        Secrets secrets = new Secrets(setting.secrets());
        Recorder recorder = new Recorder(secrets);
        Limits limits = scenario.header()
                .timeout()
                .map(time -> setting.limits().withAnswer(time))
                .orElse(setting.limits());
        Variables variables = new Variables(setting, scenario.id());
        Connections connections = new Connections(scenario.header().protocol(), setting, limits, recorder);
        Performance performance = new Performance(setting, connections, variables, expressions, recorder);
        try {
            Optional<Ending> ending = perform(scenario, setting, limits, secrets, performance);
            // what was delivered can't be delivered again into the same maildrop
            boolean busy = ending.map(e -> e.cause() == Ending.Cause.BUSY).orElse(false) && !performance.delivered();
            return new Attempt(outcome(scenario, ending, performance, connections, recorder), busy);
        } finally {
            connections.closeAll();
        }
    }

    private static Optional<Ending> perform(
            Scenario scenario, Setting setting, Limits limits, Secrets secrets, Performance performance)
            throws InterruptedException {
        SourcePosition start = new SourcePosition(scenario.file(), 1, 1);
        try {
            SizeLearning.before(scenario, setting, limits, new Recorder(secrets));
            performance.all(scenario.session());
            performance.end();
            return Optional.empty();
        } catch (Ending ending) {
            return Optional.of(ending);
        } catch (EvaluationException e) {
            boolean placed = e.at() != null && !e.at().file().isEmpty();
            SourcePosition at = placed ? e.at() : performance.at().orElse(start);
            Optional<String> objection = performance.objection();
            if (objection.isPresent()) {
                return Optional.of(Ending.expectation(
                        new Failure(objection.get(), "", "", Optional.of(at), Optional.empty()), true));
            }
            return Optional.of(performance
                    .unmade()
                    .map(why -> Ending.conclusion(Verdict.SKIP, Optional.empty(), why))
                    .orElseGet(() -> trouble(String.valueOf(e.getMessage()), at)));
        } catch (RuntimeException e) {
            // a fault of ours: told with the transcript that led to it, and the next scenario does not suffer
            return Optional.of(
                    trouble("the harness failed: " + e, performance.at().orElse(start)));
        }
    }

    private static Ending trouble(String message, SourcePosition at) {
        return Ending.trouble(new Failure(message, "", "", Optional.of(at), Optional.empty()), true);
    }

    private static Outcome outcome(
            Scenario scenario,
            Optional<Ending> ending,
            Performance performance,
            Connections connections,
            Recorder recorder)
            throws InterruptedException {
        long decisive = recorder.latestEvent();
        UnaryOperator<String> mask = recorder.secrets()::mask;
        boolean orderly = ending.isEmpty() || ending.get().cause() == Ending.Cause.CONCLUSION;
        if (orderly) {
            connections.leave();
        }
        connections.closeAll();
        List<Failure> warnings = new ArrayList<>(performance.warnings());
        Verdict verdict = verdict(scenario.header(), ending, warnings);
        OptionalInt index = recorder.index(decisive);
        Optional<Failure> failure = ending.flatMap(Ending::failure)
                .or(() -> verdict == Verdict.WARN ? Optional.of(warnings.get(0)) : Optional.empty())
                .map(f -> withEvent(f, index).masked(mask));
        Optional<SkipReason> skip = ending.flatMap(Ending::skip).map(reason -> reason.masked(mask));
        Outcome.Maildrop maildrop = connections.all().stream()
                .map(Dialogue::maildrop)
                .max(Comparator.naturalOrder())
                .orElse(Outcome.Maildrop.UNTOUCHED);
        return new Outcome(
                verdict,
                failure,
                skip,
                warnings.stream().map(w -> w.masked(mask)).toList(),
                performance.observations().stream().map(o -> o.masked(mask)).toList(),
                performance.findings().stream().map(f -> f.masked(mask)).toList(),
                recorder.transcript(),
                ending.map(Ending::certain).orElse(true) && performance.arrivalSure(),
                maildrop);
    }

    private static Verdict verdict(FrontMatter header, Optional<Ending> ending, List<Failure> warnings) {
        Verdict verdict = verdict(header.level(), ending, warnings);
        // what a client needs is nobody's duty
        return verdict == Verdict.FAIL && header.persona().isPresent() ? Verdict.WARN : verdict;
    }

    private static Verdict verdict(Level level, Optional<Ending> ending, List<Failure> warnings) {
        if (ending.isEmpty()) {
            return warnings.isEmpty() ? Verdict.PASS : Verdict.WARN;
        }
        Ending end = ending.get();
        return switch (end.cause()) {
            case EXPECTATION -> level == Level.SHOULD ? Verdict.WARN : Verdict.FAIL;
            case TROUBLE, BUSY -> Verdict.ERROR;
            case CONCLUSION -> end.verdict() == Verdict.PASS && !warnings.isEmpty() ? Verdict.WARN : end.verdict();
        };
    }

    /** What one attempt came to, and whether it only came too early. */
    private record Attempt(Outcome outcome, boolean busy) {}

    private static Failure withEvent(Failure failure, OptionalInt event) {
        Optional<Integer> index = event.isPresent() ? Optional.of(event.getAsInt()) : Optional.empty();
        return new Failure(
                failure.message(),
                failure.expected(),
                failure.received(),
                failure.at(),
                failure.event().or(() -> index));
    }
}
