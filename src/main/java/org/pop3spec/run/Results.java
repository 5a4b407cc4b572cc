package org.pop3spec.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pop3spec.result.ClientResult;
import org.pop3spec.result.Failure;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Timings;
import org.pop3spec.result.Transcript;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.FrontMatter;
import org.pop3spec.session.Outcome;

/** Makes results of what became of steps. */
final class Results {
    private Results() {}

    /** A step that was played. */
    static ScenarioResult played(
            Step step, Outcome outcome, String replay, Instant started, Timings timings, int attempts) {
        return of(step, outcome, replay, started, timings, attempts);
    }

    /** A step that was not played. */
    static ScenarioResult skipped(Step step, SkipReason reason, Instant at) {
        return of(step, outcome(Verdict.SKIP, Optional.empty(), Optional.of(reason)), "", at, Timings.NONE, 0);
    }

    /** A step that could not be played. */
    static ScenarioResult trouble(Step step, String message, Instant started, Timings timings) {
        return of(
                step,
                outcome(Verdict.ERROR, Optional.of(Failure.of(message)), Optional.empty()),
                "",
                started,
                timings,
                1);
    }

    private static Outcome outcome(Verdict verdict, Optional<Failure> failure, Optional<SkipReason> skip) {
        return new Outcome(
                verdict,
                failure,
                skip,
                List.of(),
                List.of(),
                List.of(),
                Transcript.EMPTY,
                true,
                Outcome.Maildrop.UNTOUCHED);
    }

    /** The result of a scenario that was played again when everything else was over. */
    static ScenarioResult atTheEnd(ScenarioResult last) {
        Optional<Failure> failure = last.failure()
                .map(f -> new Failure(
                        "at the end of the run: " + f.message(), f.expected(), f.received(), f.at(), f.event()));
        return last.failing(failure);
    }

    private static ScenarioResult of(
            Step step, Outcome outcome, String replay, Instant started, Timings timings, int attempts) {
        FrontMatter header = step.scenario().header();
        List<String> tags = new ArrayList<>(header.tags());
        return new ScenarioResult(
                step.id(),
                header.title(),
                header.level(),
                header.spec(),
                header.requirement(),
                header.impact(),
                tags,
                step.variant(),
                step.channel().word(),
                outcome.verdict(),
                outcome.skip(),
                outcome.failure(),
                outcome.warnings(),
                outcome.observations(),
                outcome.findings(),
                Optional.empty(),
                header.persona()
                        .map(persona -> ClientResult.of(
                                persona,
                                outcome.verdict(),
                                outcome.skip(),
                                outcome.failure(),
                                outcome.warnings(),
                                outcome.observations())),
                outcome.transcript(),
                step.scenario().file(),
                step.scenario().text(),
                replay,
                started,
                timings.allMicros(),
                Optional.of(timings).filter(t -> attempts > 0),
                attempts);
    }
}
