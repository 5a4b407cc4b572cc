package org.pop3spec.run;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Glob;

/** Which steps of a plan a step waits for. */
final class Dependencies {
    private Dependencies() {}

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
