package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.AuditOverview.Server;
import org.pop3spec.result.Severity;

/** The audits of many servers as JUnit XML, one case for each server. */
final class OverviewJunit {
    private static final String TYPE = "audit";

    private final AuditOverview overview;
    private final Optional<Severity> gate;

    private OverviewJunit(AuditOverview overview, Optional<Severity> gate) {
        this.overview = overview;
        this.gate = gate;
    }

    /** Writes the report; does not close {@code out}. */
    static void write(AuditOverview overview, Optional<Severity> gate, OutputStream out) throws IOException {
        JunitXml.write(out, new OverviewJunit(overview, gate)::document);
    }

    private void document(JunitXml junit) throws XMLStreamException {
        List<Server> servers = overview.servers();
        Map<String, String> counts = JunitXml.counts(
                "pop3spec audit",
                servers.size(),
                servers.stream().filter(this::fails).count(),
                servers.stream().filter(OverviewJunit::broken).count(),
                0);
        junit.suites(
                counts,
                root -> root.suite(counts, suite -> {
                    for (Server server : servers) {
                        suite.testcase(JunitXml.named("audit", server.name()), one -> server(server, one));
                    }
                }));
    }

    private boolean fails(Server server) {
        return !broken(server)
                && (server.changedMail() || gate.filter(server::hasFrom).isPresent());
    }

    private static boolean broken(Server server) {
        return server.unusable().isPresent() || !server.complete();
    }

    private void server(Server server, JunitXml one) throws XMLStreamException {
        String found = OverviewText.found(server);
        String grade = server.grade().map(known -> "grade " + known).orElse("no grade");
        if (broken(server)) {
            String text = server.unusable().isPresent() ? "" : found;
            one.outcome("error", server.unusable().orElse("it took longer than an audit may"), TYPE, text);
        } else if (fails(server)) {
            one.outcome(
                    "failure", server.changedMail() ? "the maildrop is not as it was; " + grade : grade, TYPE, found);
        } else {
            one.output(found.isEmpty() ? grade : grade + ": " + found);
        }
    }
}
