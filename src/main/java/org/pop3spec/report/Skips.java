package org.pop3spec.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;

/**
 * Scenarios that were skipped for the same kind of reason.
 *
 * @param text what the reasons have in common, for people
 * @param reasons what each said, with how many said it, the most frequent first
 */
record Skips(SkipReason.Code code, String text, Map<String, Integer> reasons) {
    int number() {
        return reasons.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** All skips of a run, the most frequent kind first. */
    static List<Skips> of(Run run) {
        Map<SkipReason.Code, Map<String, Integer>> byCode = new LinkedHashMap<>();
        for (ScenarioResult result : run.results()) {
            result.skip()
                    .ifPresent(skip -> byCode.computeIfAbsent(skip.code(), c -> new LinkedHashMap<>())
                            .merge(skip.text(), 1, Integer::sum));
        }
        List<Skips> skips = new ArrayList<>();
        byCode.forEach((code, reasons) -> skips.add(new Skips(code, words(code), mostFirst(reasons))));
        skips.sort(Comparator.comparingInt(Skips::number).reversed());
        return skips;
    }

    static String words(SkipReason.Code code) {
        return switch (code) {
            case UNSUPPORTED -> "not offered by the server";
            case NOT_ALLOWED -> "not allowed on this target";
            case NO_DELIVERY -> "messages could not be delivered";
            case TARGET_LACKS -> "the target has no account or port for it";
            case HARNESS_LACKS -> "not possible on this machine";
            case DEPENDENCY -> "depends on a scenario that did not pass";
            case SLOW -> "slow";
            case NOT_APPLICABLE -> "does not apply";
            case NOT_REACHED -> "not reached before the run ended";
        };
    }

    private static Map<String, Integer> mostFirst(Map<String, Integer> reasons) {
        Map<String, Integer> sorted = new LinkedHashMap<>();
        reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(e -> sorted.put(e.getKey(), e.getValue()));
        return sorted;
    }
}
