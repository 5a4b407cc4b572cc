package org.pop3spec.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;

/**
 * Scenario by login variant, for scenarios that were played through more than one: those first in which variants differ.
 *
 * @param variants the columns
 */
record CrossTable(List<String> variants, List<Row> rows) {
    /** @param cells one for each variant */
    record Row(String title, boolean differs, List<Cell> cells) {}

    /** Where one scenario was played through one variant; empty where it was not. */
    record Cell(List<Mark> marks) {}

    /** One result. */
    record Mark(String symbol, String verdict, String channel, String anchor) {}

    CrossTable {
        variants = List.copyOf(variants);
        rows = List.copyOf(rows);
    }

    /** Empty where no scenario was played through several variants. */
    static Optional<CrossTable> of(Run run, Anchors anchors) {
        Map<String, List<ScenarioResult>> byId = new LinkedHashMap<>();
        for (ScenarioResult result : Outline.results(run)) {
            if (played(result)) {
                byId.computeIfAbsent(result.id(), id -> new ArrayList<>()).add(result);
            }
        }
        byId.values()
                .removeIf(results ->
                        results.stream().map(ScenarioResult::variant).distinct().count() < 2);
        Set<String> variants = new LinkedHashSet<>();
        byId.values().forEach(results -> results.forEach(r -> variants.add(r.variant())));
        if (variants.isEmpty()) {
            return Optional.empty();
        }
        List<String> columns =
                variants.stream().sorted(Comparator.comparing((String v) -> v)).toList();
        List<Row> rows = byId.values().stream()
                .map(results -> row(results, columns, anchors))
                .sorted(Comparator.comparing(Row::differs).reversed())
                .toList();
        return Optional.of(new CrossTable(columns.stream().map(Visible::text).toList(), rows));
    }

    /** What the server does not offer is told elsewhere. */
    private static boolean played(ScenarioResult result) {
        return result.skip().map(SkipReason::code).orElse(null) != SkipReason.Code.UNSUPPORTED;
    }

    private static Row row(List<ScenarioResult> results, List<String> columns, Anchors anchors) {
        List<Cell> cells = new ArrayList<>();
        for (String column : columns) {
            cells.add(new Cell(results.stream()
                    .filter(r -> r.variant().equals(column))
                    .map(r -> mark(r, anchors))
                    .toList()));
        }
        boolean differs =
                results.stream().map(ScenarioResult::verdict).distinct().count() > 1;
        return new Row(Visible.text(results.get(0).title()), differs, cells);
    }

    private static Mark mark(ScenarioResult result, Anchors anchors) {
        Verdict verdict = result.verdict();
        return new Mark(
                Symbols.of(verdict),
                verdict.name().toLowerCase(Locale.ROOT),
                Visible.text(result.channel()),
                anchors.of(result));
    }
}
