package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.Grade;

/** An audit in the text format of Prometheus, for the textfile collector of its node exporter. */
final class AuditMetrics {
    static final String USABLE = "Whether anything could be said about the server.";
    static final String COMPLETE = "Whether the audit came to its end.";
    static final String GRADE = "The grade, from 1 for A to 6 for F.";

    private AuditMetrics() {}

    /** Writes the report; does not close {@code out}. */
    static void write(AuditResult audit, OutputStream out) throws IOException {
        List<String> lines = new ArrayList<>();
        String server = "server=\"" + label(audit.server()) + "\"";
        lines.addAll(metric("usable", USABLE));
        lines.add("pop3spec_audit_usable{" + server + "} " + (audit.unusable().isEmpty() ? 1 : 0));
        lines.addAll(metric("complete", COMPLETE));
        lines.add("pop3spec_audit_complete{" + server + "} " + (audit.complete() ? 1 : 0));
        lines.addAll(metric("grade", GRADE));
        audit.grade().ifPresent(grade -> lines.add("pop3spec_audit_grade{" + server + "} " + number(grade)));
        lines.addAll(
                metric("finding", "1 for each weakness that is there, 0 for each that was looked for and is not."));
        for (AuditFinding finding : audit.findings()) {
            lines.add("pop3spec_audit_finding{" + server + ",id=\"" + label(finding.id()) + "\",severity=\""
                    + finding.severity().name().toLowerCase(Locale.ROOT) + "\",ignored=\""
                    + finding.ignored().isPresent() + "\"} 1");
        }
        audit.sound().forEach(id -> lines.add("pop3spec_audit_finding{" + server + ",id=\"" + label(id) + "\"} 0"));
        lines.addAll(metric("not_tested", "How many questions have no answer."));
        lines.add(
                "pop3spec_audit_not_tested{" + server + "} " + audit.notTested().size());
        lines.addAll(metric("started_timestamp_seconds", "When the audit began."));
        lines.add("pop3spec_audit_started_timestamp_seconds{" + server + "} "
                + audit.started().getEpochSecond());
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static int number(Grade grade) {
        return List.of(Grade.values()).indexOf(grade) + 1;
    }

    /** The lines before its values. */
    static List<String> metric(String name, String help) {
        return List.of("# HELP pop3spec_audit_" + name + " " + help, "# TYPE pop3spec_audit_" + name + " gauge");
    }

    /** Line ends were made visible, with a backslash that is escaped again. */
    static String label(String value) {
        return Visible.text(value).replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
