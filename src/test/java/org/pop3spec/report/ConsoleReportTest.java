package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pop3spec.result.ClientMode;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Severity;
import org.pop3spec.result.Verdict;

class ConsoleReportTest {
    private static final Terminal PLAIN = new Terminal(false, 100, false, true);
    private static final Terminal COLOURED = new Terminal(true, 100, true, true);
    private static final Terminal ASCII = new Terminal(false, 60, false, false);
    private static final ScenarioResult PASSED = SampleResult.of("pass").build();

    @Test
    void a_failure_tells_what_was_asked_what_came_where_and_how_to_repeat_it() {
        assertThat(report(SampleRun.realistic(), PLAIN)).contains("""
                        ✗ FAIL  A message marked as deleted is absent from the scan listing
                          asked by  RFC 1939, section 5 (DELE), MUST
                          asks      After DELE the message is no longer listed, and any other reference to it is an error.
                          scenario  rfc1939/dele/absent-from-listing (user-pass, cleartext)
                          why       the server still lists message 1
                          expected  2 344
                          received  1 120\\r\\n
                          at        scenarios/rfc1939/dele/absent-from-listing.pop3:13:1
                          breaks    A client that lists again after deleting fetches mail that the user has thrown away.
                          replay    ./pop3spec run --target staging.yaml --only rfc1939/dele/absent-from-listing
                        """);
    }

    @Test
    void skipped_scenarios_are_told_by_their_reasons() {
        assertThat(report(SampleRun.realistic(), PLAIN))
                .contains("Skipped: 5\n     3  not offered by the server\n")
                .contains("          it sends a wrong password; failed-logins: 1 on an account allows it\n");
    }

    @Test
    void what_was_left_out_and_would_allow_it_is_told() {
        assertThat(report(SampleRun.realistic(), PLAIN))
                .contains("Left out\n  9 scenarios send wrong passwords; failed-logins: 3 on an account allows them\n");
    }

    @Test
    void the_verdict_and_the_reports_come_last() {
        assertThat(report(SampleRun.realistic(), PLAIN).lines().toList())
                .endsWith(
                        "staging (ShuttlePost 2.4-3+deb12u1): "
                                + SampleRun.realistic().results().size()
                                + " scenarios in 14.7 s: 52 passed, 4 failed, 2 warned, 5 skipped, 1 in error",
                        "Not conformant",
                        "  4 of 58 scenarios that reached a verdict failed.",
                        "  1 scenario ended in an error of the run, which says nothing about the server.",
                        "Reports: reports/latest/index.html  reports/latest/results.json");
    }

    @Test
    void findings_are_told_with_the_worst_first() {
        String told = report(SampleRun.realistic(), PLAIN);
        assertThat(told.indexOf("HIGH    stls-injection"))
                .isPositive()
                .isLessThan(told.indexOf("MEDIUM  cleartext-login"));
    }

    @Test
    void clients_are_told_with_what_they_have_in_common() {
        assertThat(report(
                        SampleRun.of(
                                SampleResult.of("a")
                                        .client("mutt", ClientMode.HEADERS_FIRST)
                                        .observed("works-but", "no TOP")
                                        .build(),
                                SampleResult.of("b")
                                        .client("mutt", ClientMode.NEXT_DAY)
                                        .build(),
                                SampleResult.of("c")
                                        .client("mutt", ClientMode.TWO_AT_ONCE)
                                        .build()),
                        PLAIN))
                .contains("""
                        Clients: what they need, whatever the texts ask for
                          mutt 1.0
                                  ! works, but: no TOP (headers first)
                                  ✓ works (two at once, next day)
                        """);
    }

    @Test
    void a_conformant_server_gets_a_short_answer() {
        assertThat(report(SampleRun.of(PASSED), PLAIN).lines().toList())
                .containsExactly(
                        "reference: 1 scenario in 3.0 s: 1 passed",
                        "Conformant",
                        "Reports: reports/latest/index.html  reports/latest/results.json");
    }

    @Test
    void an_interrupted_run_says_so() {
        assertThat(report(SampleRun.incomplete(PASSED), PLAIN))
                .contains("Incomplete, no failure so far\n  The run is incomplete: 1 of 6 scenarios have a result.\n");
    }

    @Test
    void an_unusable_target_says_why() {
        assertThat(report(SampleRun.unusable("127.0.0.1:110 refuses the connection"), PLAIN))
                .contains("The target could not be used\n  127.0.0.1:110 refuses the connection\n");
    }

    @Test
    void what_fails_the_run_beyond_fails_is_said() {
        ScenarioResult found =
                SampleResult.of("f").finding("weak", Severity.LOW, "seen").build();
        assertThat(report(SampleRun.of(found), PLAIN, Gate.parse("low"))).contains("Findings fail this run: 1.");
        assertThat(report(SampleRun.of(found), PLAIN, Gate.FAIL_ONLY)).doesNotContain("fail this run");
    }

    @Test
    void after_a_score_of_failures_the_others_get_a_line_each() {
        List<ScenarioResult> many = IntStream.range(0, 1000)
                .mapToObj(i ->
                        SampleResult.of("s/" + i).fails(Verdict.FAIL, "no " + i).build())
                .toList();
        String told = report(SampleRun.of(many), PLAIN);
        assertThat(told.lines().filter(l -> l.contains("  why "))).hasSize(20);
        assertThat(told.lines().filter(l -> l.startsWith("✗ FAIL"))).hasSize(1000);
    }

    @Test
    void one_mistake_that_many_scenarios_see_is_told_once() {
        List<ScenarioResult> many = IntStream.range(0, 100)
                .mapToObj(i -> SampleResult.of("s/" + i)
                        .fails(Verdict.FAIL, "the line ends with LF alone", "+OK", "+OK\n", 1, 1)
                        .build())
                .toList();
        assertThat(report(SampleRun.of(many), PLAIN)).containsOnlyOnce("✗ FAIL").contains("""
                          also in   s/1 (user-pass, cleartext)
                                    s/2 (user-pass, cleartext)
                                    s/3 (user-pass, cleartext)
                                    s/4 (user-pass, cleartext)
                                    s/5 (user-pass, cleartext)
                                    s/6 (user-pass, cleartext)
                                    and 93 scenarios more
                        """);
    }

    @Test
    void a_replay_of_several_lines_keeps_them() {
        ScenarioResult failed = SampleResult.of("x")
                .fails(Verdict.FAIL, "no")
                .replay("nc -C ::1 110\nUSER alice\n\u001b[2J")
                .build();
        assertThat(report(SampleRun.of(failed), PLAIN))
                .contains("  replay    nc -C ::1 110\n            USER alice\n            \\x1b[2J\n");
    }

    @Test
    void a_hostile_server_gets_no_octet_of_its_own_to_the_terminal() {
        assertThat(report(SampleRun.hostile(), PLAIN).chars())
                .allMatch(c -> c == '\n' || (c >= ' ' && c != 0x7f && !(c >= 0x80 && c < 0xa0)));
        String coloured = report(SampleRun.hostile(), COLOURED);
        assertThat(coloured.replaceAll("\u001b\\[(0|1|2|32|33|1;31)m", ""))
                .isEqualTo(report(SampleRun.hostile(), PLAIN));
    }

    @Test
    void without_unicode_everything_is_ascii() {
        assertThat(report(SampleRun.realistic(), ASCII).chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
    }

    @Test
    void text_keeps_to_the_width_of_the_terminal() {
        assertThat(report(SampleRun.realistic(), ASCII).lines().filter(l -> l.startsWith("            ")))
                .allMatch(l -> l.length() <= 60 || l.strip().indexOf(' ') < 0);
    }

    private static String report(Run run, Terminal terminal) {
        return report(run, terminal, Gate.FAIL_ONLY);
    }

    private static String report(Run run, Terminal terminal, Gate gate) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Path> files = List.of(Path.of("reports/latest/index.html"), Path.of("reports/latest/results.json"));
        new ConsoleReport(terminal).write(run, gate, files, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
