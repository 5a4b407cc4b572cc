package org.pop3spec.proof;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.Faults;
import org.pop3spec.result.Failure;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Nearest;
import org.pop3spec.scenario.Scenario;

/** What a proof asks for, and where it isn't so. */
public final class Gaps {
    /** A fault that fails more scenarios says why. */
    static final int FEW = 10;

    private Gaps() {}

    /** A scenario accuses a server that has no fault. */
    public static List<Gap> accusing(Collection<ScenarioResult> faultless) {
        return faultless.stream()
                .filter(result -> result.verdict() != Verdict.PASS && result.verdict() != Verdict.SKIP)
                .map(result -> new Gap(
                        result.id(),
                        result.verdict().name().toLowerCase(Locale.ROOT) + " without any fault"
                                + result.failure()
                                        .map(Failure::message)
                                        .map(": "::concat)
                                        .orElse("")))
                .toList();
    }

    /** A scenario names a fault that there is not. */
    public static List<Gap> misnamed(Collection<Scenario> scenarios) {
        Set<String> known = Faults.all().stream().map(Fault::id).collect(Collectors.toSet());
        List<Gap> gaps = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            for (String fault : scenario.header().faults()) {
                if (!known.contains(fault)) {
                    String near = Nearest.to(fault, known)
                            .map(name -> ", did you mean " + name + "?")
                            .orElse("");
                    gaps.add(new Gap(scenario.id(), "there is no fault " + fault + near));
                }
            }
        }
        return gaps;
    }

    /** A scenario names no fault, or doesn't fail with one that it names. */
    public static List<Gap> surviving(Collection<Scenario> scenarios, Collection<Row> rows) {
        Map<String, Row> byFault = byFault(rows);
        List<Gap> gaps = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            if (scenario.header().faults().isEmpty()) {
                gaps.add(new Gap(scenario.id(), "names no fault"));
            }
            for (String fault : scenario.header().faults()) {
                Optional<Row> row = Optional.ofNullable(byFault.get(fault));
                if (row.filter(found -> !found.fails(scenario.id())).isPresent()) {
                    String verdict = row.flatMap(found -> found.of(scenario.id()))
                            .map(said -> said.word())
                            .orElse("not played");
                    gaps.add(new Gap(scenario.id(), verdict + " with " + fault));
                }
            }
        }
        return gaps;
    }

    /**
     * A fault fails no scenario of those that it was played with.
     *
     * @param beyond faults that this machine can't show
     */
    public static List<Gap> uncaught(Collection<Row> rows, Set<String> beyond) {
        Set<String> caught = new HashSet<>();
        rows.stream().filter(row -> !row.failed().isEmpty()).map(Row::fault).forEach(caught::add);
        return Faults.all().stream()
                .filter(fault -> !caught.contains(fault.id()) && !beyond.contains(fault.id()))
                .map(fault -> new Gap(fault.id(), "fails no scenario"))
                .toList();
    }

    /** A fault fails many scenarios and doesn't say why. */
    public static List<Gap> unexplained(Collection<Row> rows) {
        Map<String, Row> byFault = byFault(rows);
        return Faults.all().stream()
                .filter(fault -> fault.breadth().isEmpty())
                .flatMap(fault -> Optional.ofNullable(byFault.get(fault.id())).stream())
                .filter(row -> row.failed().size() > FEW)
                .map(row -> new Gap(row.fault(), "fails " + row.failed().size() + " scenarios and does not say why"))
                .toList();
    }

    private static Map<String, Row> byFault(Collection<Row> rows) {
        return rows.stream().collect(Collectors.toMap(Row::fault, Function.identity()));
    }
}
