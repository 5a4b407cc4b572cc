package org.pop3spec.report;

import org.pop3spec.result.Gate;
import org.pop3spec.result.ScenarioResult;

/** How a result ends for those who run tests. */
public enum TestOutcome {
    PASSED,
    FAILED,
    /** The run itself went wrong. */
    ERROR,
    /** It was not played, or the baseline expects what was seen. */
    SKIPPED;

    /**
     * How this one ends.
     *
     * @param gate what fails a run besides a broken MUST
     */
    public static TestOutcome of(ScenarioResult result, Gate gate) {
        if (gate.fails(result)) {
            return FAILED;
        }
        if (result.expected()) {
            return SKIPPED;
        }
        return switch (result.verdict()) {
            case ERROR -> ERROR;
            case SKIP -> SKIPPED;
            case PASS, FAIL, WARN -> PASSED;
        };
    }
}
