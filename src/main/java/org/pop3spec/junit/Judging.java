package org.pop3spec.junit;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.pop3spec.baseline.Baseline;
import org.pop3spec.report.ResultText;
import org.pop3spec.report.TestOutcome;
import org.pop3spec.report.Visible;
import org.pop3spec.result.BaselineCheck;
import org.pop3spec.result.Failure;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SourcePosition;

/** Makes of results what JUnit understands: exceptions. */
final class Judging {
    private final Gate gate;
    private final Optional<Baseline> baseline;
    private final boolean whole;
    private final Remarks remarks;

    /**
     * @param gate what fails a test besides a broken MUST
     * @param baseline what the server is known to do differently
     * @param whole whether no scenario is left out
     */
    Judging(Gate gate, Optional<Baseline> baseline, boolean whole, Remarks remarks) {
        this.gate = gate;
        this.baseline = baseline;
        this.whole = whole;
        this.remarks = remarks;
    }

    /**
     * Lets a test pass, or throws what it ends with.
     *
     * @param run of which it is a result
     */
    void judge(ScenarioResult played, Run run) {
        ScenarioResult result =
                against(run.withResults(List.of(played)), false).results().get(0);
        switch (TestOutcome.of(result, gate)) {
            case FAILED -> throw traced(failure(result), result);
            case ERROR -> throw traced(new Unjudged(text(result)), result);
            case SKIPPED -> throw traced(new TestAbortedException(Visible.text(ResultText.reason(result))), result);
            case PASSED -> remarks.publish(ResultText.played(result), ResultText.remarks(result));
        }
    }

    /** Whether there is anything that could be stale. */
    boolean hasBaseline() {
        return baseline.isPresent();
    }

    /** Fails when the baseline lists what no longer shows. */
    void judgeBaseline(Run run) {
        List<BaselineCheck.Entry> stale = against(run, whole && run.complete())
                .baseline()
                .map(BaselineCheck::stale)
                .orElse(List.of());
        if (!stale.isEmpty()) {
            throw new AssertionFailedError(stale.stream()
                    .map(entry ->
                            "line " + entry.line() + " of the baseline no longer shows: " + Visible.text(entry.text()))
                    .collect(Collectors.joining("\n")));
        }
    }

    private Run against(Run run, boolean all) {
        return baseline.map(known -> known.judge(run, all)).orElse(run);
    }

    private AssertionFailedError failure(ScenarioResult result) {
        return result.failure()
                .filter(failure -> !failure.expected().isEmpty())
                .map(failure -> new AssertionFailedError(
                        text(result), Visible.lines(failure.expected()), Visible.octets(failure.received())))
                .orElseGet(() -> new AssertionFailedError(text(result)));
    }

    /** Where in the scenario it ended, instead of where in the harness: that helps nobody. */
    private static <T extends Throwable> T traced(T thrown, ScenarioResult result) {
        int line =
                result.failure().flatMap(Failure::at).map(SourcePosition::line).orElse(1);
        thrown.setStackTrace(new StackTraceElement[] {
            new StackTraceElement(result.id().replace('/', '.'), result.variant(), result.scriptFile(), line)
        });
        return thrown;
    }

    private String text(ScenarioResult result) {
        return Visible.text(ResultText.message(result, gate)) + "\n" + ResultText.detail(result);
    }
}
