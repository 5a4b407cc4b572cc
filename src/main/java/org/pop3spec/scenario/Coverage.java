package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which scenarios check which requirement. */
public record Coverage(List<Entry> entries) {
    public Coverage {
        entries = List.copyOf(entries);
    }

    /**
     * A requirement and those that check it.
     *
     * @param scenarios their ids; possibly none
     */
    public record Entry(Requirement requirement, List<String> scenarios) {
        public Entry {
            scenarios = List.copyOf(scenarios);
        }

        /** Whether a server that breaks it is noticed. */
        public boolean covered() {
            return !scenarios.isEmpty();
        }

        /** Whether neither a scenario nor a reason is there. */
        public boolean open() {
            return !covered() && requirement.exemption().isEmpty();
        }
    }

    /**
     * How many there are.
     *
     * @param exempt without scenario, but with a reason
     * @param open with neither
     */
    public record Total(int all, int covered, int exempt, int open) {}

    /** Requirements in their order, scenarios in theirs. */
    public static Coverage of(Requirements requirements, List<ScenarioLibrary.Listed> scenarios) {
        Map<String, List<String>> covering = new LinkedHashMap<>();
        for (ScenarioLibrary.Listed scenario : scenarios) {
            for (String id : scenario.header().covers()) {
                covering.computeIfAbsent(id, i -> new ArrayList<>()).add(scenario.id());
            }
        }
        return new Coverage(requirements.all().stream()
                .map(requirement -> new Entry(requirement, covering.getOrDefault(requirement.id(), List.of())))
                .toList());
    }

    /** The documents, in the order in which they first come. */
    public List<String> documents() {
        return entries.stream().map(e -> e.requirement().document()).distinct().toList();
    }

    /** Those of one tier. */
    public Coverage ofTier(int tier) {
        return new Coverage(
                entries.stream().filter(e -> e.requirement().tier() == tier).toList());
    }

    /** Those of one document. */
    public Coverage ofDocument(String document) {
        return new Coverage(entries.stream()
                .filter(e -> e.requirement().document().equals(document))
                .toList());
    }

    /** Those that no scenario checks. */
    public Coverage missing() {
        return new Coverage(entries.stream().filter(e -> !e.covered()).toList());
    }

    /** Their numbers. */
    public Total total() {
        int covered = (int) entries.stream().filter(Entry::covered).count();
        int open = (int) entries.stream().filter(Entry::open).count();
        return new Total(entries.size(), covered, entries.size() - covered - open, open);
    }
}
