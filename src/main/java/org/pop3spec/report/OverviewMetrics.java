package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.AuditOverview.Found;
import org.pop3spec.result.AuditOverview.Server;

/** The audits of many servers in the text format of Prometheus; the same metrics as for one. */
final class OverviewMetrics {
    private OverviewMetrics() {}

    /** Writes the report; does not close {@code out}. */
    static void write(AuditOverview overview, OutputStream out) throws IOException {
        List<String> lines = new ArrayList<>();
        AuditMetrics.metric(lines, "usable", AuditMetrics.USABLE);
        for (Server server : overview.servers()) {
            lines.add("pop3spec_audit_usable{" + name(server) + "} "
                    + (server.unusable().isEmpty() ? 1 : 0));
        }
        AuditMetrics.metric(lines, "complete", AuditMetrics.COMPLETE);
        for (Server server : overview.servers()) {
            lines.add("pop3spec_audit_complete{" + name(server) + "} " + (server.complete() ? 1 : 0));
        }
        AuditMetrics.metric(lines, "grade", AuditMetrics.GRADE);
        for (Server server : overview.servers()) {
            server.grade()
                    .ifPresent(grade ->
                            lines.add("pop3spec_audit_grade{" + name(server) + "} " + AuditMetrics.number(grade)));
        }
        AuditMetrics.metric(lines, "finding", "1 for each weakness that is there.");
        for (Server server : overview.servers()) {
            server.found().forEach(found -> lines.add(finding(server, found)));
        }
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String name(Server server) {
        return "server=\"" + AuditMetrics.label(server.name()) + "\"";
    }

    private static String finding(Server server, Found found) {
        return "pop3spec_audit_finding{" + name(server) + ",id=\"" + AuditMetrics.label(found.id()) + "\",severity=\""
                + OverviewText.severity(found.severity()) + "\",ignored=\"" + found.ignored() + "\"} 1";
    }
}
