package org.pop3spec.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditFinding.Sighting;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.AuditOverview.Weakness;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.NotTested;
import org.pop3spec.result.Severity;

/**
 * Audits in SARIF 2.1.0, as GitHub's code scanning takes it: a rule for each weakness that was found, a result for each place
 * where it was seen. A server stands where SARIF wants a folder, and a port where it wants a file. Each audit is written as it
 * is read, so that none is in memory with another.
 */
final class AuditSarif {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private static final int HASH_DIGITS = 16;

    private final JsonGenerator json;
    private final Map<String, Integer> rules = new HashMap<>();

    private AuditSarif(JsonGenerator json) {
        this.json = json;
    }

    /** Writes the report on one server; does not close {@code out}. */
    static void write(AuditResult audit, OutputStream out) throws IOException {
        write(AuditOverview.of(audit), each -> each.accept(audit), out);
    }

    /**
     * Writes the report on many servers; does not close {@code out}.
     *
     * @param overview of these audits
     */
    static void write(AuditOverview overview, AuditSource audits, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).useDefaultPrettyPrinter();
            new AuditSarif(json).log(overview, audits);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        out.write('\n');
    }

    private void log(AuditOverview overview, AuditSource audits) throws IOException {
        json.writeStartObject();
        json.writeStringField("$schema", SCHEMA);
        json.writeStringField("version", "2.1.0");
        json.writeArrayFieldStart("runs");
        json.writeStartObject();
        json.writeFieldName("tool");
        json.writeTree(tool(overview));
        json.writeStringField("columnKind", "utf16CodeUnits");
        list("invocations", audits, audit -> write(invocation(audit)));
        list("results", audits, this::results);
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private void list(String name, AuditSource audits, Consumer<AuditResult> each) throws IOException {
        json.writeArrayFieldStart(name);
        audits.each(each);
        json.writeEndArray();
    }

    private void write(ObjectNode node) {
        try {
            json.writeTree(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode tool(AuditOverview overview) {
        ObjectNode tool = JSON.createObjectNode();
        ObjectNode driver = tool.putObject("driver");
        driver.put("name", "pop3spec audit");
        driver.put("fullName", text(String.join(", ", overview.tools())));
        if (overview.tools().size() == 1) {
            driver.put("version", text(overview.tools().get(0).replaceFirst("^pop3spec ", "")));
        }
        ArrayNode all = driver.putArray("rules");
        for (Weakness weakness : overview.weaknesses()) {
            rules.put(weakness.id(), all.size());
            rule(weakness, all.addObject());
        }
        return tool;
    }

    private static void rule(Weakness weakness, ObjectNode rule) {
        rule.put("id", text(weakness.id()));
        rule.putObject("shortDescription").put("text", text(weakness.title()));
        rule.putObject("fullDescription").put("text", text(weakness.gain()));
        String settings = weakness.settings().stream()
                .map(setting -> "\n" + AuditText.setting(setting))
                .collect(Collectors.joining());
        rule.putObject("help").put("text", text(weakness.remedy()) + settings);
        weakness.references().stream()
                .map(AuditText::url)
                .filter(url -> !url.isEmpty())
                .findFirst()
                .ifPresent(url -> rule.put("helpUri", url));
        rule.putObject("defaultConfiguration").put("level", level(weakness.severity()));
        ObjectNode properties = rule.putObject("properties");
        properties.putArray("tags").add("security").add(text(weakness.area()));
        properties.put("security-severity", score(weakness.severity()));
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

    private static ObjectNode invocation(AuditResult audit) {
        ObjectNode invocation = JSON.createObjectNode();
        invocation.put(
                "executionSuccessful", audit.complete() && audit.unusable().isEmpty());
        invocation.put("startTimeUtc", audit.started().toString());
        audit.finished().ifPresent(end -> invocation.put("endTimeUtc", end.toString()));
        ArrayNode notifications = invocation.putArray("toolExecutionNotifications");
        audit.unusable()
                .ifPresent(why -> notification(
                        notifications.addObject(), "error", "unusable", text(audit.server()) + ": " + text(why)));
        for (NotTested open : audit.notTested()) {
            notification(
                    notifications.addObject(),
                    "note",
                    text(open.id()),
                    text(open.id()) + " at " + place(audit, open.where()) + " was not tested: " + text(open.reason()));
        }
        return invocation;
    }

    private static void notification(ObjectNode notification, String level, String id, String text) {
        notification.putObject("descriptor").put("id", id);
        notification.put("level", level);
        notification.putObject("message").put("text", withoutLinks(text));
    }

    private void results(AuditResult audit) {
        for (AuditFinding finding : audit.findings()) {
            for (Sighting sighting : finding.sightings()) {
                write(result(audit, finding, sighting));
            }
        }
    }

    private ObjectNode result(AuditResult audit, AuditFinding finding, Sighting sighting) {
        ObjectNode result = JSON.createObjectNode();
        result.put("ruleId", text(finding.id()));
        result.put("ruleIndex", rules.getOrDefault(finding.id(), -1));
        result.put("level", level(finding.severity()));
        List<String> evidence =
                sighting.evidence().stream().map(AuditSarif::text).toList();
        result.putObject("message")
                .put(
                        "text",
                        withoutLinks(text(finding.title()) + " at " + place(audit, sighting.where()) + "."
                                + evidence.stream().map(line -> "\n" + line).collect(Collectors.joining())));
        ObjectNode physical = result.putArray("locations").addObject().putObject("physicalLocation");
        physical.putObject("artifactLocation").put("uri", uri(audit.server(), sighting.where()));
        physical.putObject("region").put("startLine", 1);
        String same = text(finding.id()) + " " + place(audit, sighting.where());
        ObjectNode fingerprints = result.putObject("partialFingerprints");
        fingerprints.put("weakness/v1", same);
        // the one that GitHub goes by; without it, it would look for the file
        fingerprints.put("primaryLocationLineHash", hash(same) + ":1");
        finding.ignored()
                .ifPresent(reason -> result.putArray("suppressions")
                        .addObject()
                        .put("kind", "external")
                        .put("justification", text(reason)));
        return result;
    }

    /** What a server says may look like a link, which viewers of SARIF would show as one. */
    private static String withoutLinks(String text) {
        return text.replace("](", "] (");
    }

    private static String place(AuditResult audit, String where) {
        return text(audit.server()) + (where.isEmpty() ? "" : " (" + text(where) + ")");
    }

    /** Relative, for GitHub takes no other: the server, and a port of it. */
    private static String uri(String server, String where) {
        return segment(server) + (where.isEmpty() ? "" : "/" + segment(where));
    }

    private static String segment(String name) {
        String encoded = URLEncoder.encode(text(name), StandardCharsets.UTF_8).replace("+", "%20");
        return encoded.matches("\\.*") ? encoded.replace(".", "%2E") + "%20" : encoded;
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static String text(String text) {
        return Visible.text(text);
    }
}
