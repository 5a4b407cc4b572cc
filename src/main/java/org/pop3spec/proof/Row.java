package org.pop3spec.proof;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pop3spec.result.Verdict;

/**
 * What scenarios said of one server.
 *
 * @param fault its fault; empty when it had none
 * @param verdicts by the scenarios' ids, in their order; of those only that were played or skipped
 */
public record Row(String fault, Map<String, Verdict> verdicts) {
    public Row {
        verdicts = Collections.unmodifiableMap(new TreeMap<>(verdicts));
    }

    /** The scenarios that noticed: a broken MUST fails them, a broken SHOULD or a weakness warns. */
    public Set<String> failed() {
        Set<String> failed = new TreeSet<>();
        verdicts.forEach((id, verdict) -> {
            if (verdict == Verdict.FAIL || verdict == Verdict.WARN) {
                failed.add(id);
            }
        });
        return failed;
    }

    public boolean fails(String id) {
        return failed().contains(id);
    }

    /** What was said of it by a scenario that was played. */
    public Optional<Verdict> of(String id) {
        return Optional.ofNullable(verdicts.get(id));
    }

    /** Whether it leaves at least three quarters of the scenarios passing, besides one that it fails. */
    boolean spares(Collection<String> scenarios, String besides) {
        long others = scenarios.stream().filter(id -> !id.equals(besides)).count();
        long passing = scenarios.stream()
                .filter(id -> !id.equals(besides) && verdicts.get(id) == Verdict.PASS)
                .count();
        return passing * 4 >= others * 3;
    }

    /** The same for each that it fails. */
    boolean spares(Collection<String> scenarios) {
        long passed = scenarios.stream()
                .filter(id -> verdicts.get(id) == Verdict.PASS)
                .count();
        return passed * 4 >= (scenarios.size() - 1) * 3L;
    }
}
