package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditFinding.Setting;
import org.pop3spec.result.AuditFinding.Sighting;
import org.pop3spec.result.AuditMaildrop;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.Grade;
import org.pop3spec.result.NotTested;
import org.pop3spec.result.Observation;
import org.pop3spec.result.Severity;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class AuditFilesTest {
    private static final String HOSTILE =
            "</pre><script>alert(1)</script> \"' \\ ``` | ]]> \u0000 \u001b[31m \n pop3spec_up 1";

    private static AuditFinding finding(String id, Severity severity, String text) {
        return new AuditFinding(
                id,
                "login",
                "A weakness",
                severity,
                List.of(new Sighting("mail.example.org:110", List.of("S: +OK " + text))),
                "much",
                "do something",
                List.of(
                        new Setting("Dovecot 2.4", "ssl = required " + text, "https://doc.dovecot.org/"),
                        Setting.tried("Dovecot 2.3", "ssl = required", "https://doc.dovecot.org/2.3/", "2.3.19")),
                List.of("RFC8314#3.3", "CVE-2011-0411", "MS-NLMP"),
                Optional.empty());
    }

    private static AuditResult sample(String text) {
        return new AuditResult(
                AuditResult.SCHEMA,
                "pop3spec test",
                text.isEmpty() ? "mail.example.org" : text,
                List.of("pop3://mail.example.org:110"),
                Optional.of("Dovecot"),
                Instant.parse("2026-11-25T10:00:00Z"),
                Optional.of(Instant.parse("2026-11-25T10:00:09Z")),
                true,
                List.of("audit"),
                Optional.empty(),
                Optional.of(Grade.E),
                Map.of("login", Grade.E),
                List.of(
                        finding("cleartext-login", Severity.HIGH, text),
                        finding("apop-offered", Severity.LOW, text).ignoredFor("old printers")),
                List.of("rpop-offered"),
                List.of(new NotTested("tls-1.0", "tls", "mail.example.org:995", "no answer " + text)),
                Optional.of(new AuditMaildrop(Optional.of(true), "3 messages")),
                List.of(new Observation("ALPN", "none " + text)));
    }

    private static String written(AuditFormat format, AuditResult audit, Severity gate) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            format.write(audit, Optional.of(gate), out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(AuditFormat.class)
    void every_report_tells_the_finding_and_ends_its_last_line(AuditFormat format) {
        assertThat(written(format, sample(""), Severity.HIGH))
                .contains("cleartext-login")
                .endsWith("\n");
    }

    @ParameterizedTest
    @EnumSource(AuditFormat.class)
    void no_control_character_gets_through(AuditFormat format) {
        assertThat(written(format, sample(HOSTILE), Severity.HIGH)).doesNotContain("\u0000", "\u001b");
    }

    @Test
    void the_html_has_neither_script_nor_a_way_to_load_one() {
        assertThat(written(AuditFormat.HTML, sample(HOSTILE), Severity.HIGH))
                .contains("default-src &#39;none&#39;")
                .contains("<a href=\"https://www.rfc-editor.org/rfc/rfc8314#section-3.3\">")
                .doesNotContain("<script>", "</pre><");
    }

    @Test
    void sarif_has_a_rule_a_result_and_a_suppression() throws Exception {
        JsonNode run = Sarif.run(written(AuditFormat.SARIF, sample(HOSTILE), Severity.HIGH));

        JsonNode rules = run.path("tool").path("driver").path("rules");
        assertThat(rules).hasSize(2);
        assertThat(rules.path(0).path("help").path("text").asText())
                .contains("\nDovecot 2.3: ssl = required (tried with 2.3.19; https://doc.dovecot.org/2.3/)")
                .contains("(not tried; https://doc.dovecot.org/)");
        assertThat(run.path("results")).hasSize(2);
        for (JsonNode result : run.path("results")) {
            assertThat(Sarif.uri(result)).endsWith("/mail.example.org%3A110");
        }
        assertThat(run.path("results").path(0).path("level").asText()).isEqualTo("error");
        assertThat(run.path("results")
                        .path(1)
                        .path("suppressions")
                        .path(0)
                        .path("justification")
                        .asText())
                .isEqualTo("old printers");
        assertThat(run.path("invocations")
                        .path(0)
                        .path("toolExecutionNotifications")
                        .path(0)
                        .path("message")
                        .path("text")
                        .asText())
                .contains("tls-1.0 at ", "(mail.example.org:995) was not tested");
    }

    @Test
    void junit_fails_what_the_gate_says_and_skips_what_was_not_tested() throws Exception {
        Element suite = suite(sample(HOSTILE), Severity.LOW);

        assertThat(suite.getAttribute("tests")).isEqualTo("5");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(5);
        assertThat(suite.getElementsByTagName("failure").getLength()).isEqualTo(1);
        assertThat(suite.getElementsByTagName("skipped").getLength()).isEqualTo(1);
        assertThat(suite.getElementsByTagName("system-out").item(0).getTextContent())
                .contains("ignored: old printers");
    }

    @Test
    void a_maildrop_that_is_not_as_it_was_fails_junit_and_is_told_as_such_everywhere() throws Exception {
        AuditResult changed = compared(Optional.of(false));

        Element suite = suite(changed, Severity.HIGH);

        assertThat(suite.getAttribute("failures")).isEqualTo("2");
        assertThat(suite.getElementsByTagName("failure").getLength()).isEqualTo(2);
        assertThat(written(AuditFormat.MARKDOWN, changed, Severity.HIGH))
                .contains("The maildrop is not as it was", "3 messages.");
        assertThat(written(AuditFormat.HTML, changed, Severity.HIGH))
                .contains("The maildrop is not as it was", "3 messages.");
        assertThat(suite(compared(Optional.empty()), Severity.HIGH).getAttribute("skipped"))
                .isEqualTo("2");
    }

    private static AuditResult compared(Optional<Boolean> unchanged) {
        AuditResult a = sample("");
        return new AuditResult(
                a.schema(),
                a.tool(),
                a.server(),
                a.doors(),
                a.software(),
                a.started(),
                a.finished(),
                a.complete(),
                a.arguments(),
                a.unusable(),
                a.grade(),
                a.grades(),
                a.findings(),
                a.sound(),
                a.notTested(),
                Optional.of(new AuditMaildrop(unchanged, "3 messages")),
                a.observations());
    }

    private static Element suite(AuditResult audit, Severity gate) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        written(AuditFormat.JUNIT, audit, gate).getBytes(StandardCharsets.UTF_8)));
        return (Element) document.getElementsByTagName("testsuite").item(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = AuditFormat.class,
            names = {"HTML", "JSON", "SARIF", "JUNIT", "MARKDOWN"})
    void a_setting_is_told_with_the_version_it_was_tried_with_and_the_vendors_document(AuditFormat format) {
        assertThat(written(format, sample(""), Severity.HIGH))
                .contains("ssl = required", "2.3.19", "https://doc.dovecot.org/2.3/");
    }

    @Test
    void prometheus_has_a_sample_a_line_whatever_the_server_is_called() {
        assertThat(written(AuditFormat.PROMETHEUS, sample(HOSTILE), Severity.HIGH)
                        .lines())
                .allMatch(
                        line -> line.matches(
                                "# (HELP|TYPE) pop3spec_audit_[a-z_]+ .*"
                                        + "|pop3spec_audit_[a-z_]+\\{server=\"(?:[^\"\\\\]|\\\\[\\\\\"n])*\"(,[a-z]+=\"[a-z0-9.-]+\")*} [0-9]+"))
                .anyMatch(line ->
                        line.startsWith("pop3spec_audit_finding{") && line.contains("id=\"cleartext-login\"} 1"))
                .anyMatch(line -> line.startsWith("pop3spec_audit_finding{") && line.contains("id=\"rpop-offered\"} 0"))
                .anyMatch(line -> line.startsWith("pop3spec_audit_ignored{") && line.contains("id=\"apop-offered\"} 1"))
                .anyMatch(line -> line.startsWith("pop3spec_audit_findings{") && line.contains("severity=\"high\"} 1"))
                .anyMatch(line -> line.startsWith("pop3spec_audit_findings{") && line.contains("severity=\"low\"} 0"))
                .anyMatch(line -> line.startsWith("pop3spec_audit_grade{") && line.endsWith(" 5"));
    }

    @Test
    void metrics_of_one_server_and_of_many_have_the_same_help_for_a_name_and_keep_its_samples_together() {
        String one = written(AuditFormat.PROMETHEUS, sample(""), Severity.HIGH);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        try {
            OverviewFormat.PROMETHEUS.write(AuditOverview.of(sample("")), none -> {}, Optional.empty(), many);
        } catch (IOException e) {
            throw new AssertionError(e);
        }

        assertThat(help(many.toString(StandardCharsets.UTF_8)))
                .isEqualTo(help(one))
                .hasSize(8);
        String name = "";
        for (String line : one.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                name = line.split(" ", -1)[2];
            } else if (!line.startsWith("#")) {
                assertThat(line).startsWith(name + "{");
            }
        }
    }

    private static List<String> help(String metrics) {
        return metrics.lines().filter(line -> line.startsWith("# HELP")).toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = AuditFormat.class,
            names = {"HTML", "MARKDOWN"})
    void people_are_told_when_where_and_by_what_rule(AuditFormat format) {
        assertThat(written(format, sample(""), Severity.HIGH).replace("&#58;", ":"))
                .contains("mail.example.org", "pop3://mail.example.org:110", "one high")
                .contains("Made by pop3spec test, begun 2026-11-25T10:00:00Z, in 9 s")
                .contains("2 findings (1 ignored)", "The maildrop is as it was", "Seen", "ALPN");
    }

    @Test
    void the_console_says_what_failed_the_audit_and_when_it_was_made() {
        assertThat(console(Optional.of(Severity.LOW)))
                .contains("failed by --fail-on low: cleartext-login\n")
                .contains("begun 2026-11-25T10:00:00Z, in 9 s")
                .contains("grade E (one high)");
        assertThat(console(Optional.empty())).doesNotContain("failed by");
    }

    @Test
    void what_the_console_colours_keeps_to_its_width() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new AuditConsole(new Terminal(true, 40, true, true))
                .write(
                        sample(""),
                        Optional.of(Severity.LOW),
                        List.of(),
                        new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")))
                .contains("failed by --fail-on low: cleartext-login")
                .filteredOn(line -> line.startsWith("failed") || line.startsWith("the maildrop"))
                .allMatch(line -> line.length() <= 40);
    }

    private static String console(Optional<Severity> gate) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new AuditConsole(Terminal.NONE)
                .write(sample(""), gate, List.of(), new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void sarif_has_the_version_and_no_link_that_a_server_wrote() throws Exception {
        JsonNode run = Sarif.run(written(AuditFormat.SARIF, sample("[here](https://evil.example/)"), Severity.HIGH));

        assertThat(run.path("tool").path("driver").path("version").asText()).isEqualTo("test");
        assertThat(run.path("results").path(0).path("message").path("text").asText())
                .startsWith("A weakness at ")
                .contains("[here] (https://evil.example/)")
                .doesNotContain("](");
    }

    @Test
    void junit_has_the_facts_as_properties_and_tells_where_was_not_tested() throws Exception {
        Element suite = suite(sample(""), Severity.HIGH);

        assertThat(suite.getElementsByTagName("property").getLength()).isEqualTo(5);
        assertThat(((Element) suite.getElementsByTagName("skipped").item(0)).getAttribute("message"))
                .startsWith("mail.example.org:995: no answer");
    }

    @Test
    void markdown_keeps_the_text_of_servers_in_its_fence() {
        assertThat(written(AuditFormat.MARKDOWN, sample(HOSTILE), Severity.HIGH))
                .contains("````text")
                .contains("| login | E |")
                .doesNotContain("\n pop3spec_up");
    }
}
