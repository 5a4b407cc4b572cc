package org.pop3spec.report;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pop3spec.result.ScenarioResult;

/**
 * The names by which a page links to its results: a scenario's id, with variant and channel where it was played more than
 * once, so that a link stays right from run to run.
 */
final class Anchors {
    // by identity: hashing whole transcripts would take its time, and equal results are still two
    private final IdentityHashMap<ScenarioResult, String> byResult = new IdentityHashMap<>();

    /** @param taken names that the page uses for itself */
    Anchors(List<ScenarioResult> results, Set<String> taken) {
        Map<String, Long> played = new HashMap<>();
        results.forEach(r -> played.merge(r.id(), 1L, Long::sum));
        Set<String> used = new HashSet<>(taken);
        for (ScenarioResult result : results) {
            boolean once = played.getOrDefault(result.id(), 0L) == 1;
            String wanted = safe(once ? result.id() : result.id() + "~" + result.variant() + "~" + result.channel());
            String anchor = wanted;
            for (int i = 2; !used.add(anchor); i++) {
                anchor = wanted + "~" + i;
            }
            byResult.put(result, anchor);
        }
    }

    String of(ScenarioResult result) {
        return byResult.getOrDefault(result, "");
    }

    private static String safe(String id) {
        String safe = id.replaceAll("[^A-Za-z0-9._~/-]", "_");
        return safe.isEmpty() ? "_" : safe;
    }
}
