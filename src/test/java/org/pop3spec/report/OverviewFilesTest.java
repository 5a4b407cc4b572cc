package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditFinding.Sighting;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.Grade;
import org.pop3spec.result.NotTested;
import org.pop3spec.result.Severity;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The reports on the audits of many servers. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OverviewFilesTest {
    private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
    private static final String HOSTILE = "</li><script>alert(1)</script> \"' | ]]> \u0000 \u001b[31m \n pop3spec_up 1";

    private static AuditFinding finding(String id, Severity severity) {
        return new AuditFinding(
                id,
                "login",
                "Weakness " + id,
                severity,
                List.of(new Sighting("here", List.of("S: +OK"))),
                "much",
                "do something",
                List.of(),
                List.of("RFC8314#3.3"),
                Optional.empty());
    }

    private static AuditResult audit(String server, Optional<Grade> grade, AuditFinding... findings) {
        return new AuditResult(
                AuditResult.SCHEMA,
                "pop3spec test",
                server,
                List.of("pop3://" + server),
                Optional.of("Dovecot"),
                START,
                Optional.of(START.plusSeconds(9)),
                true,
                List.of("audit"),
                grade.isPresent() ? Optional.empty() : Optional.of("nobody is there " + server),
                grade,
                Map.of(),
                List.of(findings),
                List.of(),
                List.of(new NotTested("tls-1.0", "tls", "", "no answer")),
                Optional.empty(),
                List.of());
    }

    private static AuditOverview overview(AuditResult... audits) {
        AuditOverview.Collector collector = new AuditOverview.Collector();
        List.of(audits).forEach(collector::add);
        return collector.overview();
    }

    private static AuditOverview sample() {
        return overview(audits());
    }

    private static AuditResult[] audits() {
        return new AuditResult[] {
            audit("a.example.org", Optional.of(Grade.B), finding("apop-offered", Severity.LOW)),
            audit("gone.example.org", Optional.empty()),
            audit(
                    "b.example.org",
                    Optional.of(Grade.E),
                    finding("cleartext-login", Severity.HIGH),
                    finding("apop-offered", Severity.LOW).ignoredFor("old printers")),
            audit("c.example.org", Optional.of(Grade.A))
        };
    }

    /** One of them is worse than the others. */
    static AuditOverview thousands() {
        AuditResult[] audits = new AuditResult[3000];
        for (int i = 0; i < audits.length; i++) {
            audits[i] = audit(
                    "mail" + i + ".example.org",
                    Optional.of(i == 2999 ? Grade.E : Grade.B),
                    finding(i == 2999 ? "cleartext-login" : "apop-offered", i == 2999 ? Severity.HIGH : Severity.LOW));
        }
        return overview(audits);
    }

    private static String written(OverviewFormat format, AuditOverview overview, Severity gate) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            format.write(overview, none -> {}, Optional.of(gate), out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void the_worst_servers_and_the_worst_weaknesses_come_first_and_those_nobody_reached_last() {
        assertThat(sample().servers())
                .extracting(AuditOverview.Server::name)
                .containsExactly("b.example.org", "a.example.org", "c.example.org", "gone.example.org");
        assertThat(sample().weaknesses())
                .extracting(w -> w.id() + " " + w.servers() + " " + w.ignored())
                .containsExactly("cleartext-login [b.example.org] 0", "apop-offered [a.example.org, b.example.org] 1");
        assertThat(sample().grades()).isEqualTo(Map.of(Grade.A, 1, Grade.B, 1, Grade.E, 1));
        assertThat(sample().unusable()).isEqualTo(1);
    }

    @Test
    void of_two_audits_of_one_server_the_one_that_began_last_counts() {
        AuditResult old = audit("a.example.org", Optional.of(Grade.E), finding("cleartext-login", Severity.HIGH));
        AuditResult mended = new AuditResult(
                old.schema(),
                old.tool(),
                old.server(),
                old.doors(),
                old.software(),
                START.plusSeconds(60),
                old.finished(),
                true,
                old.arguments(),
                old.unusable(),
                Optional.of(Grade.A),
                old.grades(),
                List.of(),
                List.of("cleartext-login"),
                List.of(),
                old.maildrop(),
                List.of());

        assertThat(overview(old, mended)).isEqualTo(overview(mended, old)).satisfies(overview -> {
            assertThat(overview.servers()).hasSize(1);
            assertThat(overview.weaknesses()).isEmpty();
        });
    }

    @Test
    void the_exit_code_is_about_all_servers() {
        assertThat(sample().exitCode(Optional.empty())).isEqualTo(ExitCode.CONFORMANT);
        assertThat(sample().exitCode(Optional.of(Severity.HIGH))).isEqualTo(ExitCode.NOT_CONFORMANT);
        assertThat(overview(audit("gone", Optional.empty())).exitCode(Optional.empty()))
                .isEqualTo(ExitCode.UNUSABLE);
    }

    @Test
    void an_overview_keeps_no_audit() {
        AuditOverview.Collector collector = new AuditOverview.Collector();
        List<WeakReference<AuditResult>> audits = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            AuditResult audit = audit("a" + i, Optional.of(Grade.E), finding("cleartext-login", Severity.HIGH));
            collector.add(audit);
            audits.add(new WeakReference<>(audit));
        }

        awaitGone(audits.subList(0, 999));

        assertThat(collector.overview().servers()).hasSize(1000);
    }

    @Test
    void what_thousands_of_servers_have_alike_is_in_memory_once() {
        List<AuditOverview.Server> servers = thousands().servers();

        assertThat(servers.get(1).found()).isSameAs(servers.get(2).found());
        assertThat(servers.get(1).software()).isSameAs(servers.get(2).software());
        assertThat(servers.get(1).grade()).isSameAs(servers.get(2).grade());
    }

    @ParameterizedTest
    @EnumSource(
            value = OverviewFormat.class,
            names = {"HTML", "PROMETHEUS"})
    void a_report_on_thousands_is_written_as_it_goes(OverviewFormat format) throws IOException {
        List<Integer> pieces = new ArrayList<>();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int octet) {
                pieces.add(1);
            }

            @Override
            public void write(byte[] octets, int offset, int length) {
                pieces.add(length);
            }
        };

        format.write(thousands(), none -> {}, Optional.empty(), out);

        assertThat(pieces).hasSizeGreaterThan(10).allMatch(octets -> octets <= 1 << 16);
    }

    @ParameterizedTest
    @EnumSource(
            value = OverviewFormat.class,
            names = {"HTML", "PROMETHEUS"})
    void a_full_disk_is_told_as_what_it_is(OverviewFormat format) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThatThrownBy(() -> format.write(sample(), none -> {}, Optional.empty(), full))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
    }

    @Test
    void the_page_has_a_place_for_each_weakness_and_a_row_for_each_server() {
        String page = written(OverviewFormat.HTML, sample(), Severity.HIGH);

        assertThat(page)
                .contains("<h1>4 servers</h1>")
                .contains("1 server could not be audited.")
                .contains("<li id=\"cleartext-login\">")
                .contains("<summary>2 servers, 67 %, ignored at 1</summary>")
                .contains("apop-offered (ignored)")
                .contains("nobody is there gone.example.org");
        assertThat(page.split("class=\"name\"", -1)).hasSize(5);
    }

    @ParameterizedTest
    @EnumSource(OverviewFormat.class)
    void what_a_list_or_a_server_says_is_nothing_but_text(OverviewFormat format) {
        AuditOverview hostile = overview(
                audit(HOSTILE, Optional.of(Grade.E), finding(HOSTILE, Severity.HIGH)),
                audit("x" + HOSTILE, Optional.empty()));

        String text = written(format, hostile, Severity.HIGH);

        assertThat(text).doesNotContain("\u001b", "\u0000", "\npop3spec_up", "\n pop3spec_up");
        if (format != OverviewFormat.PROMETHEUS && format != OverviewFormat.SARIF) {
            assertThat(text).doesNotContain("<script>alert");
        }
    }

    @Test
    void the_console_shows_no_octet_of_theirs_either() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new OverviewConsole(Terminal.NONE)
                .write(
                        overview(audit(HOSTILE, Optional.of(Grade.E), finding(HOSTILE, Severity.HIGH))),
                        List.of(),
                        new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
    }

    private static String sarif(AuditOverview overview, AuditSource audits) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OverviewFormat.SARIF.write(overview, audits, Optional.empty(), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void sarif_has_each_rule_once_and_each_servers_results_in_a_folder_of_its_own() throws IOException {
        JsonNode run = Sarif.run(sarif(sample(), taker -> List.of(audits()).forEach(taker)));

        assertThat(run.path("tool").path("driver").path("rules"))
                .extracting(rule -> rule.path("id").asText())
                .containsExactly("cleartext-login", "apop-offered");
        assertThat(run.path("results"))
                .extracting(result -> result.path("ruleId").asText() + " " + Sarif.uri(result))
                .containsExactly(
                        "apop-offered a.example.org/here",
                        "cleartext-login b.example.org/here",
                        "apop-offered b.example.org/here");
        assertThat(run.path("results"))
                .extracting(result -> result.path("partialFingerprints")
                        .path("primaryLocationLineHash")
                        .asText())
                .doesNotHaveDuplicates();
        assertThat(run.path("invocations"))
                .extracting(invocation -> invocation.path("executionSuccessful").asBoolean())
                .containsExactly(true, false, true, true);
    }

    @Test
    void sarif_of_hostile_names_is_sarif() throws IOException {
        AuditResult hostile = audit("..", Optional.of(Grade.E), finding(HOSTILE, Severity.HIGH));
        AuditResult other = audit(HOSTILE, Optional.of(Grade.E), finding(HOSTILE, Severity.HIGH));

        JsonNode run = Sarif.run(
                sarif(overview(hostile, other), taker -> List.of(hostile, other).forEach(taker)));

        assertThat(run.path("results"))
                .hasSize(2)
                .noneMatch(result -> Sarif.uri(result).startsWith("."));
    }

    @Test
    void sarif_keeps_no_audit_while_it_is_written() throws IOException {
        List<WeakReference<AuditResult>> audits = new ArrayList<>();
        AuditSource source = taker -> {
            for (int i = 0; i < 1000; i++) {
                AuditResult audit = audit("a" + i, Optional.of(Grade.E), finding("cleartext-login", Severity.HIGH));
                audits.add(new WeakReference<>(audit));
                taker.accept(audit);
            }
            awaitGone(audits.subList(0, audits.size() - 1));
        };

        OverviewFormat.SARIF.write(sample(), source, Optional.empty(), OutputStream.nullOutputStream());

        assertThat(audits).hasSize(2000);
    }

    private static void awaitGone(List<WeakReference<AuditResult>> audits) {
        while (audits.stream().anyMatch(audit -> audit.get() != null)) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void junit_has_a_case_for_each_server() throws Exception {
        Document xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        written(OverviewFormat.JUNIT, sample(), Severity.HIGH).getBytes(StandardCharsets.UTF_8)));

        Element suite = (Element) xml.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("tests")).isEqualTo("4");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(4);
        assertThat(xml.getElementsByTagName("failure").item(0).getTextContent())
                .isEqualTo("cleartext-login apop-offered (ignored)");
    }

    @Test
    void metrics_of_one_name_stand_together() {
        List<String> lines = written(OverviewFormat.PROMETHEUS, sample(), Severity.HIGH)
                .lines()
                .toList();

        assertThat(lines)
                .contains(
                        "pop3spec_audit_usable{server=\"gone.example.org\"} 0",
                        "pop3spec_audit_grade{server=\"b.example.org\"} 5",
                        "pop3spec_audit_finding{server=\"b.example.org\",id=\"apop-offered\"} 1",
                        "pop3spec_audit_ignored{server=\"b.example.org\",id=\"apop-offered\"} 1",
                        "pop3spec_audit_findings{server=\"b.example.org\",severity=\"high\"} 1",
                        "pop3spec_audit_findings{server=\"c.example.org\",severity=\"high\"} 0",
                        "pop3spec_audit_not_tested{server=\"b.example.org\"} 1",
                        "pop3spec_audit_started_timestamp_seconds{server=\"b.example.org\"} " + START.getEpochSecond());
        assertThat(lines.stream().filter(line -> line.startsWith("# TYPE")))
                .hasSize(8)
                .doesNotHaveDuplicates();
    }

    @Test
    void a_summary_of_thousands_names_the_worst_and_says_how_many_more_there_are() {
        String summary = written(OverviewFormat.MARKDOWN, thousands(), Severity.HIGH);

        assertThat(summary)
                .contains("3,000 servers")
                .contains("| low | Weakness apop-offered")
                .contains("2,500 servers more, not worse than these.");
        assertThat(summary.lines().filter(line -> line.startsWith("| mail")).findFirst())
                .hasValueSatisfying(row -> assertThat(row).startsWith("| mail2999"));
        assertThat(summary.length()).isLessThan(1 << 20);
    }
}
