package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.AuditOverview.Found;
import org.pop3spec.result.AuditOverview.Server;

/** The audits of many servers in the text format of Prometheus; the same metrics as for one. */
final class OverviewMetrics {
    private OverviewMetrics() {}

    /** Writes the report, line by line, for they are many; does not close {@code out}. */
    static void write(AuditOverview overview, OutputStream out) throws IOException {
        Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        try {
            lines(overview).forEachOrdered(line -> put(line, text));
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

    private static Stream<String> lines(AuditOverview overview) {
        List<Server> servers = overview.servers();
        return Stream.of(
                        AuditMetrics.metric("usable", AuditMetrics.USABLE).stream(),
                        servers.stream()
                                .map(server -> value(
                                        "usable", server, server.unusable().isEmpty() ? 1 : 0)),
                        AuditMetrics.metric("complete", AuditMetrics.COMPLETE).stream(),
                        servers.stream().map(server -> value("complete", server, server.complete() ? 1 : 0)),
                        AuditMetrics.metric("grade", AuditMetrics.GRADE).stream(),
                        servers.stream()
                                .flatMap(server -> server.grade().stream()
                                        .map(grade -> value("grade", server, AuditMetrics.number(grade)))),
                        AuditMetrics.metric("finding", "1 for each weakness that is there.").stream(),
                        servers.stream()
                                .flatMap(server -> server.found().stream().map(found -> finding(server, found))))
                .flatMap(Function.identity());
    }

    private static String value(String metric, Server server, int value) {
        return "pop3spec_audit_" + metric + "{" + name(server) + "} " + value;
    }

    private static String name(Server server) {
        return "server=\"" + AuditMetrics.label(server.name()) + "\"";
    }

    private static String finding(Server server, Found found) {
        return "pop3spec_audit_finding{" + name(server) + ",id=\"" + AuditMetrics.label(found.id()) + "\",severity=\""
                + OverviewText.severity(found.severity()) + "\",ignored=\"" + found.ignored() + "\"} 1";
    }
}
