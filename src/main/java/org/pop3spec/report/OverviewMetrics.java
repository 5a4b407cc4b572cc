package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.pop3spec.result.AuditOverview;

/** The audits of many servers in the text format of Prometheus; the same metrics as for one. */
final class OverviewMetrics {
    private OverviewMetrics() {}

    /** Writes the report, line by line, for they are many; does not close {@code out}. */
    static void write(AuditOverview overview, OutputStream out) throws IOException {
        Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        try {
            AuditMetrics.lines(overview).forEachOrdered(line -> put(line, text));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        text.flush();
    }

    private static void put(String line, Writer text) {
        try {
            text.write(line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
