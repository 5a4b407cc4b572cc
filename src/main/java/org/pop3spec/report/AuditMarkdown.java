package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.NotTested;

/** An audit in Markdown, for the job summaries of CI systems: the grade, and each finding folded. */
final class AuditMarkdown {
    private AuditMarkdown() {}

    /** Writes the report; does not close {@code out}. */
    static void write(AuditResult audit, OutputStream out) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("## POP3 audit of " + text(AuditText.headline(audit)));
        lines.add("");
        if (!audit.complete()) {
            lines.add("The audit is not complete.");
            lines.add("");
        }
        lines.add(text(AuditText.made(audit) + "."
                + (audit.doors().isEmpty() ? "" : " Asked: " + String.join(", ", audit.doors()) + ".")));
        lines.add("");
        audit.maildrop().ifPresent(maildrop -> {
            lines.add(text(AuditText.maildropSentence(maildrop)));
            lines.add("");
        });
        if (!audit.grades().isEmpty()) {
            lines.add("| area | grade |");
            lines.add("| --- | --- |");
            audit.grades().forEach((area, grade) -> lines.add("| " + text(area) + " | " + grade + " |"));
            lines.add("");
        }
        lines.add("### " + text(AuditText.findings(audit)));
        lines.add("");
        audit.findings().forEach(finding -> finding(finding, lines));
        lines.add("Looked for, and not there: " + AuditText.sound(audit) + ".");
        lines.add("");
        if (!audit.observations().isEmpty()) {
            lines.add("### Seen");
            lines.add("");
            audit.observations().forEach(seen -> lines.add("- " + text(seen.name()) + ": " + text(seen.value())));
            lines.add("");
        }
        if (!audit.notTested().isEmpty()) {
            lines.add("### Not tested, and not graded");
            lines.add("");
            for (NotTested open : audit.notTested()) {
                String where = open.where().isEmpty() ? "" : " at " + text(open.where());
                lines.add("- " + text(open.id()) + where + ": " + text(open.reason()));
            }
            lines.add("");
        }
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void finding(AuditFinding finding, List<String> lines) {
        lines.add("<details><summary>"
                + finding.severity().name().toLowerCase(Locale.ROOT) + ": " + text(finding.title()) + " ("
                + text(finding.id()) + ")"
                + (finding.ignored().isPresent() ? ", ignored" : "") + "</summary>");
        lines.add("");
        List<String> block = AuditText.lines(finding);
        String fence = MarkdownReport.fence(block);
        lines.add(fence + "text");
        lines.addAll(block);
        lines.add(fence);
        lines.add("");
        lines.add("</details>");
        lines.add("");
    }

    private static String text(String text) {
        return MarkdownReport.text(text);
    }
}
