package org.pop3spec.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pop3spec.result.Failure;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

/**
 * What went wrong, and all scenarios in which just that went wrong: one mistake of a server is seen by many.
 *
 * @param results at least one
 */
record Cause(List<ScenarioResult> results) {
    private record Symptom(Verdict verdict, String message, String expected, String received) {
        static Symptom of(ScenarioResult result) {
            Failure failure = result.failure().orElse(Failure.of(""));
            return new Symptom(result.verdict(), failure.message(), failure.expected(), failure.received());
        }
    }

    /** All results that are neither passed nor skipped nor known: fails first, then errors, then warnings. */
    static List<Cause> of(Run run) {
        Map<Symptom, List<ScenarioResult>> bySymptom = new LinkedHashMap<>();
        Outline.results(run).stream()
                .filter(r -> r.verdict() != Verdict.PASS && r.verdict() != Verdict.SKIP && !r.expected())
                .sorted(Comparator.comparingInt(r -> rank(r.verdict())))
                .forEach(r -> bySymptom
                        .computeIfAbsent(Symptom.of(r), s -> new ArrayList<>())
                        .add(r));
        return bySymptom.values().stream().map(List::copyOf).map(Cause::new).toList();
    }

    ScenarioResult first() {
        return results.get(0);
    }

    List<ScenarioResult> others() {
        return results.subList(1, results.size());
    }

    private static int rank(Verdict verdict) {
        return switch (verdict) {
            case FAIL -> 0;
            case ERROR -> 1;
            case WARN, PASS, SKIP -> 2;
        };
    }
}
