package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.AuditOverview.Server;
import org.pop3spec.result.Severity;

/** The audits of many servers as JUnit XML, one case for each server. */
final class OverviewJunit {
    private final AuditOverview overview;
    private final Optional<Severity> gate;
    private final IndentedXml xml;

    private OverviewJunit(AuditOverview overview, Optional<Severity> gate, IndentedXml xml) {
        this.overview = overview;
        this.gate = gate;
        this.xml = xml;
    }

    /** Writes the report; does not close {@code out}. */
    static void write(AuditOverview overview, Optional<Severity> gate, OutputStream out) throws IOException {
        try {
            IndentedXml xml = IndentedXml.to(out);
            new OverviewJunit(overview, gate, xml).suite();
            xml.finish();
        } catch (XMLStreamException trouble) {
            throw new IOException("junit.xml can't be written: " + trouble.getMessage(), trouble);
        }
    }

    private void suite() throws XMLStreamException {
        List<Server> servers = overview.servers();
        for (String element : List.of("testsuites", "testsuite")) {
            xml.start(element.equals("testsuite") ? 1 : 0, element);
            xml.attribute("name", "pop3spec audit");
            xml.attribute("tests", String.valueOf(servers.size()));
            xml.attribute(
                    "failures",
                    String.valueOf(servers.stream().filter(this::fails).count()));
            xml.attribute(
                    "errors",
                    String.valueOf(
                            servers.stream().filter(OverviewJunit::broken).count()));
            xml.attribute("skipped", "0");
        }
        for (Server server : servers) {
            server(server);
        }
        xml.end(1);
        xml.end(0);
    }

    private boolean fails(Server server) {
        return !broken(server)
                && (server.changedMail() || gate.filter(server::hasFrom).isPresent());
    }

    private static boolean broken(Server server) {
        return server.unusable().isPresent() || !server.complete();
    }

    private void server(Server server) throws XMLStreamException {
        xml.start(2, "testcase");
        xml.attribute("classname", "audit");
        xml.attribute("name", Visible.text(server.name()));
        xml.attribute("time", "0");
        String found = OverviewText.found(server);
        if (broken(server)) {
            told("error", server.unusable().orElse("it took longer than an audit may"), found);
        } else if (fails(server)) {
            told("failure", "grade " + OverviewText.grade(server), found);
        } else {
            xml.start(3, "system-out");
            xml.text("grade " + OverviewText.grade(server) + " " + found);
            xml.close();
        }
        xml.end(2);
    }

    private void told(String element, String message, String text) throws XMLStreamException {
        xml.start(3, element);
        xml.attribute("message", Visible.text(message));
        xml.attribute("type", "audit");
        xml.text(text);
        xml.close();
    }
}
