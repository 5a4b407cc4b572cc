package org.pop3spec.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Glob;

/** Which steps of a plan a step waits for. */
final class Dependencies {
    private Dependencies() {}

    /** Some steps of a plan and all that they wait for, in the order of the plan. */
    static List<Step> with(List<Step> steps, List<Step> plan) {
        Map<Step.Key, Step> byKey = new HashMap<>();
        plan.forEach(step -> byKey.put(step.key(), step));
        Set<Step.Key> all = new HashSet<>();
        Deque<Step> next = new ArrayDeque<>(steps);
        while (!next.isEmpty()) {
            Step step = next.remove();
            if (all.add(step.key())) {
                of(step, plan).forEach(key -> next.add(byKey.get(key)));
            }
        }
        return plan.stream().filter(step -> all.contains(step.key())).toList();
    }

    /** What {@code depends-on} names, as far as it is in the plan: what the user did not ask for is not waited for. */
    static Set<Step.Key> of(Step step, List<Step> plan) {
        Set<Step.Key> found = new HashSet<>();
        for (String wanted : step.scenario().header().dependsOn()) {
            Glob glob = Glob.of(wanted);
            for (Step other : plan) {
                if (!other.key().equals(step.key())
                        && other.variant().equals(step.variant())
                        && (glob.matches(other.id())
                                || other.scenario().header().aliases().contains(wanted))) {
                    found.add(other.key());
                }
            }
        }
        return found;
    }

    /** Why a step is not played that depends on another one, where that ended so. */
    static Optional<SkipReason> unmet(Step.Key other, Verdict verdict) {
        return verdict == Verdict.PASS || verdict == Verdict.WARN
                ? Optional.empty()
                : Optional.of(new SkipReason(
                        SkipReason.Code.DEPENDENCY, "depends on " + other.id() + ", which did not pass"));
    }
}
