package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.AuditOverview.Server;
import org.pop3spec.result.AuditOverview.Weakness;

/** The audits of many servers as Markdown, for the job summary of a CI system: the worst servers, where they are many. */
final class OverviewMarkdown {
    /** A job summary has a megabyte at most. */
    private static final int MOST_SERVERS = 500;

    private OverviewMarkdown() {}

    /** Writes the report; does not close {@code out}. */
    static void write(AuditOverview overview, OutputStream out) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("## POP3 audit of " + OverviewText.servers(overview.servers().size()));
        lines.add("");
        if (!overview.grades().isEmpty()) {
            lines.add("Grades: " + OverviewText.grades(overview) + ".");
            lines.add("");
        }
        for (String note : OverviewText.notes(overview)) {
            lines.add(note);
            lines.add("");
        }
        weaknesses(overview, lines);
        servers(overview, lines);
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void weaknesses(AuditOverview overview, List<String> lines) {
        if (overview.weaknesses().isEmpty()) {
            return;
        }
        lines.add("| severity | finding | servers | of all that could be audited |");
        lines.add("| --- | --- | --- | --- |");
        for (Weakness weakness : overview.weaknesses()) {
            lines.add("| " + OverviewText.severity(weakness.severity()) + " | " + text(weakness.title()) + " ("
                    + text(weakness.id()) + ") | " + weakness.servers().size() + " | "
                    + OverviewText.share(weakness.servers().size(), overview) + " |");
        }
        lines.add("");
    }

    private static void servers(AuditOverview overview, List<String> lines) {
        lines.add("| server | software | audited | grade | findings | not tested |");
        lines.add("| --- | --- | --- | --- | --- | --- |");
        overview.servers().stream().limit(MOST_SERVERS).forEach(server -> lines.add(row(server)));
        lines.add("");
        if (overview.servers().size() > MOST_SERVERS) {
            lines.add(OverviewText.servers(overview.servers().size() - MOST_SERVERS) + " more, not worse than these.");
            lines.add("");
        }
    }

    private static String row(Server server) {
        return "| " + text(server.name()) + " | " + text(server.software().orElse("")) + " | "
                + AuditText.time(server.started()) + " | " + OverviewText.grade(server) + " | "
                + text(OverviewText.found(server)) + (server.complete() ? "" : " (not complete)") + " | "
                + server.notTested() + " |";
    }

    private static String text(String text) {
        return MarkdownReport.text(text);
    }
}
