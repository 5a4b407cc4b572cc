package org.pop3spec.proof;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.Faults;
import org.pop3spec.scenario.Scenario;

/**
 * Looks for scenarios that only a fault fails which hardly any other scenario gets past. For each scenario one fault is wanted
 * that fails it and leaves at least three quarters of the others passing. Faults are tried many at a time, on one server: when
 * three quarters of the scenarios pass with all of them, then with each; when not, the lot is halved, down to the fault that it
 * is due to.
 */
final class Spared {
    /** So many faults a server has, at first. */
    private static final int LOT = 16;
    /** So many servers are played against at a time. */
    private static final int ROWS = 4;

    private final Proof proof;
    private final List<Scenario> others;
    private final Set<String> passing;
    private final Map<String, Row> named = new TreeMap<>();
    private final Set<String> sparing = new HashSet<>();
    private final Set<String> tried = new HashSet<>();

    /**
     * @param others that three quarters have to pass of; without fault all do
     * @param named each scenario with the faults that it names
     */
    Spared(Proof proof, List<Scenario> others, Collection<Row> named) {
        this.proof = proof;
        this.others = others;
        this.passing = others.stream().map(Scenario::id).collect(Collectors.toSet());
        named.forEach(row -> this.named.put(row.fault(), row));
    }

    /** Those for which no fault that they name does. */
    Set<String> unsettled() throws IOException, InterruptedException {
        Set<String> candidates = candidates();
        while (!candidates.isEmpty()) {
            tryAll(candidates);
            tried.addAll(candidates);
            candidates = candidates();
        }
        Set<String> unsettled = new TreeSet<>();
        proof.scenarios().stream().filter(scenario -> !settled(scenario)).forEach(s -> unsettled.add(s.id()));
        return unsettled;
    }

    private boolean settled(Scenario scenario) {
        return scenario.header().faults().stream().anyMatch(fault -> sparing.contains(fault) && fails(fault, scenario));
    }

    private boolean fails(String fault, Scenario scenario) {
        return Optional.ofNullable(named.get(fault))
                .filter(row -> row.fails(scenario.id()))
                .isPresent();
    }

    /** For each scenario that is not settled the next fault that it names. */
    private Set<String> candidates() {
        Set<String> candidates = new LinkedHashSet<>();
        proof.scenarios().stream()
                .filter(scenario -> !settled(scenario))
                .flatMap(scenario -> scenario.header().faults().stream()
                        .filter(fault -> !tried.contains(fault) && fails(fault, scenario))
                        .limit(1))
                .forEach(candidates::add);
        return candidates;
    }

    private void tryAll(Set<String> candidates) throws IOException, InterruptedException {
        List<Fault> faults = Faults.all().stream()
                .filter(fault -> candidates.contains(fault.id()))
                .toList();
        Deque<List<Fault>> lots = new ArrayDeque<>();
        for (int from = 0; from < faults.size(); from += LOT) {
            lots.add(faults.subList(from, Math.min(faults.size(), from + LOT)));
        }
        // so many that do not pass, and three quarters cannot
        int enough = others.size() - (passing.size() - 1) * 3 / 4 + 1;
        while (!lots.isEmpty()) {
            Map<List<Fault>, List<Scenario>> wanted = new LinkedHashMap<>();
            while (wanted.size() < ROWS && !lots.isEmpty()) {
                wanted.put(lots.remove(), others);
            }
            List<Row> rows = proof.rows(wanted, enough);
            List<List<Fault>> played = new ArrayList<>(wanted.keySet());
            for (int index = 0; index < rows.size(); index++) {
                List<Fault> lot = played.get(index);
                if (rows.get(index).spares(passing)) {
                    lot.forEach(fault -> sparing.add(fault.id()));
                } else if (lot.size() > 1) {
                    lots.add(lot.subList(0, lot.size() / 2));
                    lots.add(lot.subList(lot.size() / 2, lot.size()));
                }
            }
        }
    }
}
