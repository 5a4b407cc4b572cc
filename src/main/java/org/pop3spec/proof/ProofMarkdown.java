package org.pop3spec.proof;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.Faults;
import org.pop3spec.report.WholeFiles;

/** Which scenario notices which fault, for people: a table by fault and one by scenario. */
public final class ProofMarkdown {
    private static final int MOST_FAULTS = 6;

    private ProofMarkdown() {}

    /**
     * Writes it whole or not at all.
     *
     * @param played the day
     * @param scenarios by their ids, each with the faults that fail it, the most specific first
     * @param gaps that were found
     */
    public static void write(
            LocalDate played,
            Collection<Row> rows,
            Map<String, List<String>> scenarios,
            Collection<Gap> gaps,
            Path file)
            throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "# Which scenario notices which fault",
                "",
                "Played on " + played + ": " + scenarios.size()
                        + " scenarios against the reference server without fault"
                        + " and with each of its " + rows.size() + " faults. "
                        + (gaps.isEmpty() ? "Everything is proven." : "Gaps: " + gaps.size() + ", listed at the end."),
                ""));
        byFault(rows, lines);
        byScenario(scenarios, lines);
        if (!gaps.isEmpty()) {
            lines.addAll(List.of("## Gaps", ""));
            gaps.forEach(gap -> lines.add("- " + cell(gap.toString())));
            lines.add("");
        }
        WholeFiles.replace(file, out -> put(lines, out));
    }

    private static void byFault(Collection<Row> rows, List<String> lines) {
        Map<String, Fault> faults =
                Faults.all().stream().collect(Collectors.toMap(Fault::id, Function.identity(), (one, same) -> one));
        lines.addAll(List.of(
                "## By fault",
                "",
                "| fault | what it does | violates | fails | which scenarios; of more than " + Gaps.FEW
                        + ", why so many |",
                "| --- | --- | --- | ---: | --- |"));
        for (Row row : rows) {
            Fault fault = faults.get(row.fault());
            if (fault != null) {
                List<String> failed = List.copyOf(row.failed());
                String which = failed.size() <= Gaps.FEW
                        ? String.join(
                                ", ", failed.stream().map(ProofMarkdown::code).toList())
                        : cell(fault.breadth().orElse("not explained"));
                lines.add("| " + code(fault.id()) + " | " + cell(fault.intent()) + " | " + fault.level() + " "
                        + cell(fault.section().toString()) + " | " + failed.size() + " | " + which + " |");
            }
        }
        lines.add("");
    }

    private static void byScenario(Map<String, List<String>> scenarios, List<String> lines) {
        lines.addAll(List.of(
                "## By scenario",
                "",
                "Faults that leave at least three quarters of the other scenarios passing, the most specific first.",
                "",
                "| scenario | is failed by |",
                "| --- | --- |"));
        scenarios.forEach((id, faults) -> {
            int shown = Math.min(faults.size(), MOST_FAULTS);
            String more = faults.size() > shown ? " and " + (faults.size() - shown) + " more" : "";
            lines.add("| " + code(id) + " | "
                    + String.join(
                            ", ",
                            faults.subList(0, shown).stream()
                                    .map(ProofMarkdown::code)
                                    .toList())
                    + more + " |");
        });
        lines.add("");
    }

    private static String code(String name) {
        return "`" + name + "`";
    }

    private static String cell(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|");
    }

    private static void put(List<String> lines, OutputStream out) throws IOException {
        out.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }
}
