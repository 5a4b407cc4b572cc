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
import org.pop3spec.result.AuditMaildrop;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.NotTested;
import org.pop3spec.result.Severity;

/**
 * An audit as JUnit XML, one case for each weakness: those that fail the audit are failures, other findings are told by a case
 * that passed, and what was not tested anywhere is skipped. An audit that came to nothing has a case in error.
 */
final class AuditJunit {
    private static final String TYPE = "audit";

    private final AuditResult audit;
    private final Optional<Severity> gate;

    private AuditJunit(AuditResult audit, Optional<Severity> gate) {
        this.audit = audit;
        this.gate = gate;
    }

    /** Writes the report; does not close {@code out}. */
    static void write(AuditResult audit, Optional<Severity> gate, OutputStream out) throws IOException {
        JunitXml.write(out, new AuditJunit(audit, gate)::document);
    }

    private void document(JunitXml junit) throws XMLStreamException {
        Map<String, String> skipped = skipped();
        boolean broken = audit.unusable().isPresent() || !audit.complete();
        boolean compared = audit.maildrop().flatMap(AuditMaildrop::unchanged).isPresent();
        long failures =
                audit.findings().stream().filter(f -> AuditText.fails(f, gate)).count();
        Map<String, String> counts = JunitXml.counts(
                "pop3spec audit: " + audit.server(),
                audit.findings().size()
                        + audit.sound().size()
                        + skipped.size()
                        + (audit.maildrop().isPresent() ? 1 : 0)
                        + (broken ? 1 : 0),
                failures + (audit.changedMail() ? 1 : 0),
                broken ? 1 : 0,
                skipped.size() + (audit.maildrop().isPresent() && !compared ? 1 : 0));
        junit.suites(
                counts,
                root -> root.suite(counts, suite -> {
                    suite.properties(properties());
                    for (AuditFinding finding : audit.findings()) {
                        suite.testcase(named(finding.id()), found -> finding(finding, found));
                    }
                    for (String id : audit.sound()) {
                        suite.testcase(named(id), passed -> {});
                    }
                    for (Map.Entry<String, String> each : skipped.entrySet()) {
                        suite.testcase(named(each.getKey()), left -> left.skipped(each.getValue()));
                    }
                    if (audit.maildrop().isPresent()) {
                        suite.testcase(
                                named("the maildrop is as it was"),
                                one -> maildrop(audit.maildrop().get(), one));
                    }
                    if (broken) {
                        String why = audit.unusable().orElse("it was interrupted, or took as long as it may");
                        suite.testcase(named("the audit is complete"), error -> error.outcome("error", why, TYPE, ""));
                    }
                }));
    }

    private Map<String, String> named(String id) {
        return JunitXml.named("audit." + audit.server(), id);
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("server", Visible.text(audit.server()));
        audit.software().ifPresent(software -> properties.put("software", Visible.text(software)));
        properties.put("tool", Visible.text(audit.tool()));
        properties.put("started", AuditText.time(audit.started()));
        audit.grade().ifPresent(grade -> properties.put("grade", grade.name()));
        return properties;
    }

    /** What was tested nowhere, where that is, and why. */
    private Map<String, String> skipped() {
        List<String> found = audit.findings().stream().map(AuditFinding::id).toList();
        return audit.notTested().stream()
                .filter(open -> !found.contains(open.id()) && !audit.sound().contains(open.id()))
                .collect(Collectors.toMap(
                        NotTested::id,
                        open -> (open.where().isEmpty() ? "" : open.where() + ": ") + open.reason(),
                        (a, b) -> a,
                        LinkedHashMap::new));
    }

    private static void maildrop(AuditMaildrop maildrop, JunitXml one) throws XMLStreamException {
        String text = AuditText.maildrop(maildrop);
        if (maildrop.unchanged().isEmpty()) {
            one.skipped(text);
        } else if (maildrop.unchanged().get()) {
            one.output(text);
        } else {
            one.outcome("failure", text, TYPE, "");
        }
    }

    private void finding(AuditFinding finding, JunitXml found) throws XMLStreamException {
        String title = finding.severity() + ": " + finding.title();
        String text = String.join("\n", AuditText.lines(finding));
        if (AuditText.fails(finding, gate)) {
            found.outcome("failure", title, TYPE, text);
        } else {
            found.output(Visible.text(title) + "\n" + text);
        }
    }
}
