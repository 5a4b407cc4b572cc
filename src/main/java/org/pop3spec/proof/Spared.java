package org.pop3spec.proof;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.Faults;
import org.pop3spec.scenario.Scenario;

/**
 * Looks for scenarios that only a fault fails which hardly any other scenario gets past. For each scenario one fault is
 * wanted that fails it and leaves at least three quarters of the others passing. One fault's row settles that for all
 * scenarios it fails, so few rows are enough: always that is played next which most unsettled scenarios name.
 */
final class Spared {
    /** So many rows are played at a time. */
    private static final int ROWS = 4;

    private final Proof proof;
    private final List<Scenario> quick;
    private final Set<String> passing;
    private final Map<String, Row> named = new TreeMap<>();
    private final Set<String> played = new HashSet<>();

    /**
     * @param quick what is played in every row; the others count as not passing there
     * @param passing what passes without fault
     * @param named each scenario with the faults that it names
     */
    Spared(Proof proof, List<Scenario> quick, Set<String> passing, Collection<Row> named) {
        this.proof = proof;
        this.quick = quick;
        this.passing = passing;
        named.forEach(row -> this.named.put(row.fault(), row));
    }

    /** Those for which no fault that they name does. */
    Set<String> unsettled() throws IOException, InterruptedException {
        Map<String, Scenario> open = new TreeMap<>();
        proof.scenarios().forEach(scenario -> open.put(scenario.id(), scenario));
        List<Fault> next = next(open.values());
        while (!next.isEmpty()) {
            Map<Fault, List<Scenario>> wanted = new LinkedHashMap<>();
            next.forEach(fault -> wanted.put(fault, quick));
            for (Row row : proof.rows(wanted)) {
                played.add(row.fault());
                Set<String> failed = new TreeSet<>(row.failed());
                failed.addAll(named.getOrDefault(row.fault(), row).failed());
                open.keySet().removeIf(id -> failed.contains(id) && row.spares(passing, id));
            }
            next = next(open.values());
        }
        return new TreeSet<>(open.keySet());
    }

    private List<Fault> next(Collection<Scenario> open) {
        Map<String, Integer> votes = new TreeMap<>();
        for (Scenario scenario : open) {
            for (String fault : scenario.header().faults()) {
                Row row = named.get(fault);
                if (!played.contains(fault) && row != null && row.fails(scenario.id())) {
                    votes.merge(fault, 1, Integer::sum);
                }
            }
        }
        List<String> best = new ArrayList<>(votes.keySet());
        best.sort((one, other) -> votes.getOrDefault(other, 0) - votes.getOrDefault(one, 0));
        Set<String> names = new LinkedHashSet<>(best.subList(0, Math.min(ROWS, best.size())));
        return Faults.all().stream().filter(fault -> names.contains(fault.id())).toList();
    }
}
