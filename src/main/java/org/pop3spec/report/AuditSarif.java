package org.pop3spec.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditFinding.Sighting;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.NotTested;
import org.pop3spec.result.Severity;

/**
 * An audit in SARIF 2.1.0, as GitHub's code scanning takes it: a rule for each weakness that was found, a result for each place
 * where it was seen. A place is a port, and stands where SARIF wants a file.
 */
final class AuditSarif {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private AuditSarif() {}

    /** Writes the report; does not close {@code out}. */
    static void write(AuditResult audit, OutputStream out) throws IOException {
        ObjectNode log = JSON.createObjectNode();
        log.put("$schema", SCHEMA);
        log.put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "pop3spec audit");
        driver.put("fullName", text(audit.tool()));
        ArrayNode rules = driver.putArray("rules");
        audit.findings().forEach(finding -> rule(finding, rules.addObject()));
        invocation(audit, run.putArray("invocations").addObject());
        run.put("columnKind", "utf16CodeUnits");
        ArrayNode results = run.putArray("results");
        for (int i = 0; i < audit.findings().size(); i++) {
            AuditFinding finding = audit.findings().get(i);
            for (Sighting sighting : finding.sightings()) {
                result(audit, finding, i, sighting, results.addObject());
            }
        }
        JSON.writerWithDefaultPrettyPrinter()
                .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .writeValue(out, log);
        out.write('\n');
    }

    private static void rule(AuditFinding finding, ObjectNode rule) {
        rule.put("id", text(finding.id()));
        rule.putObject("shortDescription").put("text", text(finding.title()));
        rule.putObject("fullDescription").put("text", text(finding.gain()));
        String settings = finding.settings().stream().map(AuditText::setting).reduce("", (a, b) -> a + "\n" + b);
        rule.putObject("help").put("text", text(finding.remedy()) + settings);
        finding.references().stream()
                .map(AuditText::url)
                .filter(url -> !url.isEmpty())
                .findFirst()
                .ifPresent(url -> rule.put("helpUri", url));
        rule.putObject("defaultConfiguration").put("level", level(finding.severity()));
        ObjectNode properties = rule.putObject("properties");
        properties.putArray("tags").add("security").add(text(finding.area()));
        properties.put("security-severity", score(finding.severity()));
    }

    /** What GitHub sorts by, on the scale of CVSS. */
    private static String score(Severity severity) {
        return switch (severity) {
            case HIGH -> "8.0";
            case MEDIUM -> "5.5";
            case LOW -> "3.0";
            case INFO -> "0.0";
        };
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case HIGH -> "error";
            case MEDIUM -> "warning";
            case LOW, INFO -> "note";
        };
    }

    private static void invocation(AuditResult audit, ObjectNode invocation) {
        invocation.put(
                "executionSuccessful", audit.complete() && audit.unusable().isEmpty());
        invocation.put("startTimeUtc", audit.started().toString());
        audit.finished().ifPresent(end -> invocation.put("endTimeUtc", end.toString()));
        ArrayNode notifications = invocation.putArray("toolExecutionNotifications");
        audit.unusable().ifPresent(why -> notification(notifications.addObject(), "error", "unusable", text(why)));
        for (NotTested open : audit.notTested()) {
            String where = open.where().isEmpty() ? "" : " at " + text(open.where());
            notification(
                    notifications.addObject(),
                    "note",
                    text(open.id()),
                    text(open.id()) + where + " was not tested: " + text(open.reason()));
        }
    }

    private static void notification(ObjectNode notification, String level, String id, String text) {
        notification.putObject("descriptor").put("id", id);
        notification.put("level", level);
        notification.putObject("message").put("text", text);
    }

    private static void result(
            AuditResult audit, AuditFinding finding, int rule, Sighting sighting, ObjectNode result) {
        String where = sighting.where().isEmpty() ? audit.server() : sighting.where();
        result.put("ruleId", text(finding.id()));
        result.put("ruleIndex", rule);
        result.put("level", level(finding.severity()));
        List<String> evidence =
                sighting.evidence().stream().map(AuditSarif::text).toList();
        result.putObject("message")
                .put("text", text(where) + ": " + text(finding.title()) + "\n" + String.join("\n", evidence));
        ObjectNode physical = result.putArray("locations").addObject().putObject("physicalLocation");
        physical.putObject("artifactLocation").put("uri", URLEncoder.encode(text(where), StandardCharsets.UTF_8));
        physical.putObject("region").put("startLine", 1);
        result.putObject("partialFingerprints").put("weakness/v1", text(finding.id()) + " " + text(where));
        finding.ignored()
                .ifPresent(reason -> result.putArray("suppressions")
                        .addObject()
                        .put("kind", "external")
                        .put("justification", text(reason)));
    }

    private static String text(String text) {
        return Visible.text(text);
    }
}
