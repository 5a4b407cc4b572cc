package org.pop3spec.report;

import java.util.Comparator;
import java.util.List;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

/** In which order people want to hear of what went wrong: fails, then errors, then warnings. */
final class Urgency {
    private Urgency() {}

    /** All results that are neither passed nor skipped. */
    static List<ScenarioResult> problems(Run run) {
        return Outline.results(run).stream()
                .filter(r -> r.verdict() != Verdict.PASS && r.verdict() != Verdict.SKIP)
                .sorted(Comparator.comparingInt(r -> rank(r.verdict())))
                .toList();
    }

    private static int rank(Verdict verdict) {
        return switch (verdict) {
            case FAIL -> 0;
            case ERROR -> 1;
            case WARN, PASS, SKIP -> 2;
        };
    }
}
