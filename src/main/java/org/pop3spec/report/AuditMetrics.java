package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.AuditOverview.Found;
import org.pop3spec.result.AuditOverview.Server;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.Grade;
import org.pop3spec.result.Severity;

/** Audits in the text format of Prometheus, for the textfile collector of its node exporter. */
final class AuditMetrics {
    private static final String USABLE = "Whether anything could be said about the server.";
    private static final String COMPLETE = "Whether the audit came to its end.";
    private static final String GRADE = "The grade, from 1 for A to 6 for F.";
    /** The same for one server and for many: a collector that reads both takes one text for a name only. */
    private static final String FINDING =
            "1 for each weakness that is there, 0 for each that was looked for and is not; of many servers only the 1.";

    private static final String IGNORED = "1 for each weakness that is there and taken as it is.";
    private static final String FINDINGS =
            "How many weaknesses of a severity are there that are not taken as they are.";
    private static final String NOT_TESTED = "How many questions have no answer.";
    private static final String STARTED = "When the audit began.";

    private AuditMetrics() {}

    /** Writes the report; does not close {@code out}. */
    static void write(AuditResult audit, OutputStream out) throws IOException {
        Stream<String> notThere = audit.sound().stream().map(id -> sample("finding", audit.server(), "id", id, 0));
        List<String> lines =
                Stream.concat(lines(AuditOverview.of(audit)), notThere).toList();
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** All metrics of some servers, those of a name together, {@code finding} last. */
    static Stream<String> lines(AuditOverview overview) {
        return Stream.of(
                        metric(
                                "usable",
                                USABLE,
                                overview,
                                s -> one(s, "usable", s.unusable().isEmpty() ? 1 : 0)),
                        metric("complete", COMPLETE, overview, s -> one(s, "complete", s.complete() ? 1 : 0)),
                        metric(
                                "grade",
                                GRADE,
                                overview,
                                s -> s.grade().stream().flatMap(grade -> one(s, "grade", number(grade)))),
                        metric("findings", FINDINGS, overview, AuditMetrics::bySeverity),
                        metric(
                                "ignored",
                                IGNORED,
                                overview,
                                s -> s.found().stream()
                                        .filter(Found::ignored)
                                        .map(found -> sample("ignored", s.name(), "id", found.id(), 1))),
                        metric("not_tested", NOT_TESTED, overview, s -> one(s, "not_tested", s.notTested())),
                        metric(
                                "started_timestamp_seconds",
                                STARTED,
                                overview,
                                s -> one(
                                        s,
                                        "started_timestamp_seconds",
                                        s.started().getEpochSecond())),
                        metric(
                                "finding",
                                FINDING,
                                overview,
                                s -> s.found().stream().map(found -> sample("finding", s.name(), "id", found.id(), 1))))
                .flatMap(Function.identity());
    }

    private static Stream<String> metric(
            String name, String help, AuditOverview overview, Function<Server, Stream<String>> samples) {
        return Stream.concat(
                Stream.of("# HELP pop3spec_audit_" + name + " " + help, "# TYPE pop3spec_audit_" + name + " gauge"),
                overview.servers().stream().flatMap(samples));
    }

    private static Stream<String> one(Server server, String name, long value) {
        return Stream.of("pop3spec_audit_" + name + "{server=\"" + label(server.name()) + "\"} " + value);
    }

    /** Of each severity, so that a series does not end when its last weakness is mended. */
    private static Stream<String> bySeverity(Server server) {
        return Stream.of(Severity.values())
                .map(severity -> sample(
                        "findings",
                        server.name(),
                        "severity",
                        AuditText.word(severity),
                        server.found().stream()
                                .filter(found -> !found.ignored() && found.severity() == severity)
                                .count()));
    }

    private static String sample(String name, String server, String key, String text, long value) {
        return "pop3spec_audit_" + name + "{server=\"" + label(server) + "\"," + key + "=\"" + label(text) + "\"} "
                + value;
    }

    static int number(Grade grade) {
        return List.of(Grade.values()).indexOf(grade) + 1;
    }

    /** Line ends were made visible, with a backslash that is escaped again. */
    static String label(String value) {
        return Visible.text(value).replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
