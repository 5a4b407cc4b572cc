package org.pop3spec.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.Faults;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.IncludeSource;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioException;
import org.pop3spec.scenario.ScenarioParser;
import org.pop3spec.scenario.SourceFile;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GapsTest {
    private static final String RSET_UNMARKS = "login\nC: DELE 1\nS: +OK\nC: RSET\nS: +OK\nC: LIST 1\nS: +OK 1\n";

    private final List<Scenario> scenarios = new ArrayList<>();

    private void scenario(String id, String frontMatter, String session) throws ScenarioException {
        String text = "---\ntitle: " + id + "\n" + frontMatter + "---\n" + session;
        scenarios.add(new ScenarioParser(
                        new LoginVariants().vocabulary(Mailboxes.of(1).names()), new Expressions())
                .parse(id, new SourceFile(id + ".pop3", text), IncludeSource.NONE));
    }

    private Proof proof() {
        return new Proof(scenarios, (done, all) -> {});
    }

    @Test
    void a_scenario_that_fails_with_its_faults_has_no_gap() throws Exception {
        scenario("a", "mailbox: three\ntouches: maildrop\nfaults: [rset-keeps-marks]\n", RSET_UNMARKS);
        Proof proof = proof();

        assertThat(Gaps.accusing(proof.faultless().values())).isEmpty();
        assertThat(Gaps.surviving(scenarios, proof.withNamed())).isEmpty();
    }

    @Test
    void a_scenario_that_fails_through_many_logins_counts_once_where_it_is_enough_that_some_fail() throws Exception {
        scenario("a", "tags: [each-variant]\n", "login\nC: STAT\nS: +OK ${n:number} ${m:number}\n");
        scenario("b", "", "login\nC: NOOP\nS: +OK\n");
        Fault fault = Faults.named("stat-with-two-blanks").orElseThrow();

        assertThat(proof().rows(Map.of(List.of(fault), scenarios), 2))
                .singleElement()
                .extracting(Row::verdicts)
                .isEqualTo(Map.of("a", Verdict.FAIL, "b", Verdict.PASS));
    }

    @Test
    void a_scenario_that_does_not_notice_its_fault_survives() throws Exception {
        scenario("a", "mailbox: three\ntouches: maildrop\nfaults: [stat-with-two-blanks]\n", RSET_UNMARKS);
        scenario("b", "", "C: NOOP\nS: -ERR\n");

        assertThat(Gaps.surviving(scenarios, proof().withNamed()))
                .containsExactly(new Gap("a", "pass with stat-with-two-blanks"), new Gap("b", "names no fault"));
    }

    @Test
    void a_scenario_that_fails_without_fault_accuses() throws Exception {
        scenario("a", "", "login\nC: NOOP\nS: -ERR\n");

        assertThat(Gaps.accusing(proof().faultless().values()))
                .singleElement()
                .satisfies(gap -> assertThat(gap.what()).startsWith("fail without any fault: "));
    }

    @Test
    void a_fault_that_there_is_not_is_told_with_the_nearest_name() throws Exception {
        scenario("a", "faults: rset-keeps-mark\n", "C: NOOP\nS: -ERR\n");

        assertThat(Gaps.misnamed(scenarios))
                .containsExactly(new Gap("a", "there is no fault rset-keeps-mark, did you mean rset-keeps-marks?"));
    }

    @Test
    void faults_that_nobody_fails_with_are_uncaught() {
        List<Row> rows = List.of(
                new Row("rset-keeps-marks", Map.of("a", Verdict.FAIL, "b", Verdict.PASS)),
                new Row("stat-with-two-blanks", Map.of("a", Verdict.SKIP, "b", Verdict.ERROR)));

        assertThat(Gaps.uncaught(rows, Set.of()))
                .contains(new Gap("stat-with-two-blanks", "fails no scenario"))
                .doesNotContain(new Gap("rset-keeps-marks", "fails no scenario"));
    }

    @Test
    void a_slow_scenario_is_played_with_fast_timers() throws Exception {
        scenario("a", "slow: true\n", "login\nwait 120s\nC: NOOP\nS: +OK\n");

        assertThat(proof().faultless().get("a").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void a_scenario_for_other_servers_is_played_against_one_set_up_so() throws Exception {
        scenario("a", "unless: user\n", "C: USER x\nS: -ERR\n");
        scenario("b", "requires: login-delay\n", "C: CAPA\nS: +OK\nS some: LOGIN-DELAY ${n:number}\n");

        assertThat(proof().faultless())
                .allSatisfy((id, result) -> assertThat(result.verdict()).isEqualTo(Verdict.PASS));
    }

    @Test
    void a_scenario_that_only_a_fault_fails_which_most_others_fail_too_is_not_spared() throws Exception {
        scenario("a", "faults: stat-with-words\n", "login\nC: STAT\nS: +OK ${n:number} ${m:number}\n");
        scenario("b", "faults: stat-with-words\n", "login\nC: STAT\nS: +OK ${n:number} ${m:number}\n");
        scenario("c", "faults: rset-keeps-marks\nmailbox: three\ntouches: maildrop\n", RSET_UNMARKS);
        Proof proof = proof();

        assertThat(proof.unspared(proof.withNamed(), 3)).isEqualTo(Set.of("a", "b"));
    }

    @Test
    void the_scenario_in_question_is_not_one_of_the_others() {
        Map<String, Verdict> verdicts = List.of("a", "b", "c", "d", "e").stream()
                .collect(Collectors.toMap(
                        Function.identity(), id -> id.compareTo("c") < 0 ? Verdict.FAIL : Verdict.PASS));
        Row row = new Row("some-fault", verdicts);

        assertThat(row.spares(verdicts.keySet(), "a")).isTrue();
        assertThat(row.spares(verdicts.keySet(), "c")).isFalse();
    }

    @Test
    void the_matrix_has_a_line_for_each_fault_and_a_column_for_each_scenario(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("matrix.tsv");

        MatrixFile.write(
                List.of(
                        new Row("one", Map.of("a", Verdict.FAIL, "b", Verdict.PASS)),
                        new Row("two", Map.of("b", Verdict.WARN))),
                file);

        assertThat(Files.readAllLines(file))
                .containsExactly("fault\tfailed\tpassed\ta\tb", "one\t1\t1\tfail\tpass", "two\t1\t0\t\twarn");
    }

    @Test
    void a_fault_that_fails_more_than_ten_scenarios_has_to_say_why() {
        assertThat(Gaps.unexplained(List.of(row("rset-keeps-marks", 10), row("kpop-any-version", 11))))
                .containsExactly(new Gap("kpop-any-version", "fails 11 scenarios and does not say why"));
        assertThat(Gaps.unexplained(List.of(row("greeting-missing", 11)))).isEmpty();
    }

    @Test
    void what_people_read_names_the_scenarios_of_a_fault_and_of_a_wide_one_why_they_are_so_many(@TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("proof.md");

        ProofMarkdown.write(
                LocalDate.of(2026, 2, 3),
                List.of(row("rset-keeps-marks", 2), row("greeting-missing", 11)),
                Map.of("s0", List.of("rset-keeps-marks", "greeting-missing")),
                List.of(new Gap("s1", "names no fault")),
                file);

        assertThat(Files.readString(file))
                .contains("Played on 2026-02-03", "Gaps: 1,")
                .contains("| MUST RFC1939#5 RSET | 2 | `s0`, `s1` |")
                .contains("| 11 | every session begins with the greeting |")
                .contains("| `s0` | `rset-keeps-marks`, `greeting-missing` |")
                .contains("- s1: names no fault");
    }

    private static Row row(String fault, int failed) {
        return new Row(
                fault, IntStream.range(0, failed).boxed().collect(Collectors.toMap(i -> "s" + i, i -> Verdict.FAIL)));
    }
}
