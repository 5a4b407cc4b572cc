package org.pop3spec.proof;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.pop3spec.result.Verdict;

/**
 * Fault by scenario, as a table with tabs between its fields: in the first line what is in the columns, then a line for each
 * fault with its name, how many scenarios it fails, how many pass, and a verdict for each scenario; empty where it was not
 * played.
 */
public final class MatrixFile {
    private static final String TAB = "\t";

    private MatrixFile() {}

    /** Writes it into a folder that there is. */
    public static void write(Collection<Row> rows, Path file) throws IOException {
        TreeSet<String> ids = new TreeSet<>();
        rows.forEach(row -> ids.addAll(row.verdicts().keySet()));
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write(String.join(TAB, List.of("fault", "failed", "passed")) + TAB + String.join(TAB, ids) + "\n");
            for (Row row : rows) {
                long passed = row.verdicts().values().stream()
                        .filter(verdict -> verdict == Verdict.PASS)
                        .count();
                out.write(row.fault() + TAB + row.failed().size() + TAB + passed);
                for (String id : ids) {
                    out.write(TAB + row.of(id).map(Verdict::word).orElse(""));
                }
                out.write("\n");
            }
        }
    }
}
