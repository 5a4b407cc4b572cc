package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.NotTested;
import org.pop3spec.result.Severity;

/**
 * An audit as JUnit XML, one case for each weakness: those that fail the audit are failures, other findings are told by a case
 * that passed, and what was not tested anywhere is skipped. An audit that came to nothing has a case in error.
 */
final class AuditJunit {
    private final AuditResult audit;
    private final Optional<Severity> gate;
    private final IndentedXml xml;

    private AuditJunit(AuditResult audit, Optional<Severity> gate, IndentedXml xml) {
        this.audit = audit;
        this.gate = gate;
        this.xml = xml;
    }

    /** Writes the report; does not close {@code out}. */
    static void write(AuditResult audit, Optional<Severity> gate, OutputStream out) throws IOException {
        try {
            IndentedXml xml = IndentedXml.to(out);
            new AuditJunit(audit, gate, xml).suite();
            xml.finish();
        } catch (XMLStreamException trouble) {
            throw new IOException("junit.xml can't be written: " + trouble.getMessage(), trouble);
        }
    }

    private void suite() throws XMLStreamException {
        Map<String, String> skipped = skipped();
        boolean broken = audit.unusable().isPresent() || !audit.complete();
        int tests = audit.findings().size() + audit.sound().size() + skipped.size() + (broken ? 1 : 0);
        long failures =
                audit.findings().stream().filter(f -> AuditText.fails(f, gate)).count();
        for (String element : List.of("testsuites", "testsuite")) {
            xml.start(element.equals("testsuite") ? 1 : 0, element);
            xml.attribute("name", "pop3spec audit: " + audit.server());
            xml.attribute("tests", String.valueOf(tests));
            xml.attribute("failures", String.valueOf(failures));
            xml.attribute("errors", broken ? "1" : "0");
            xml.attribute("skipped", String.valueOf(skipped.size()));
        }
        for (AuditFinding finding : audit.findings()) {
            finding(finding);
        }
        for (String id : audit.sound()) {
            testcase(id);
            xml.end(2);
        }
        for (Map.Entry<String, String> each : skipped.entrySet()) {
            testcase(each.getKey());
            xml.empty(3, "skipped");
            xml.attribute("message", each.getValue());
            xml.end(2);
        }
        if (broken) {
            testcase("the audit is complete");
            told("error", audit.unusable().orElse("it was interrupted, or took as long as it may"), "");
            xml.end(2);
        }
        xml.end(1);
        xml.end(0);
    }

    /** What was tested nowhere, and why. */
    private Map<String, String> skipped() {
        List<String> found = audit.findings().stream().map(AuditFinding::id).toList();
        return audit.notTested().stream()
                .filter(open -> !found.contains(open.id()) && !audit.sound().contains(open.id()))
                .collect(Collectors.toMap(NotTested::id, NotTested::reason, (a, b) -> a, LinkedHashMap::new));
    }

    private void finding(AuditFinding finding) throws XMLStreamException {
        testcase(finding.id());
        String text = String.join("\n", AuditText.lines(finding));
        if (AuditText.fails(finding, gate)) {
            told("failure", finding.severity() + ": " + finding.title(), text);
        } else {
            xml.start(3, "system-out");
            xml.text(finding.severity() + ": " + Visible.text(finding.title()) + "\n" + text);
            xml.close();
        }
        xml.end(2);
    }

    private void testcase(String id) throws XMLStreamException {
        xml.start(2, "testcase");
        xml.attribute("classname", "audit." + audit.server());
        xml.attribute("name", id);
        xml.attribute("time", "0");
    }

    private void told(String element, String message, String text) throws XMLStreamException {
        xml.start(3, element);
        xml.attribute("message", message);
        xml.attribute("type", "audit");
        xml.text(text);
        xml.close();
    }
}
