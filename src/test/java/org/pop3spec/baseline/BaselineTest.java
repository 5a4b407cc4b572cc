package org.pop3spec.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pop3spec.result.BaselineCheck;
import org.pop3spec.result.BaselineCheck.Showing;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Standing;
import org.pop3spec.result.Verdict;

class BaselineTest {
    private static final String KNOWN = """
            deviations:
              - scenario: a/b
                verdict: fail
                says: [got nothing]
                reason: it is old
                link: docs/old.md
            """;
    private static final String WITH_SKIPS = KNOWN + """
            skips:
              - {code: slow, says: takes long}
            """;
    private static final ScenarioResult DEVIATION =
            SampleResult.of("a/b").fails(Verdict.FAIL, "it got nothing at all").build();
    private static final ScenarioResult PASSED = SampleResult.of("d").build();
    private static final ScenarioResult SKIPPED =
            SampleResult.of("c").skipped(SkipReason.Code.SLOW, "takes long; so").build();

    @Test
    void what_is_known_fails_no_run() throws Exception {
        Run run = judge(KNOWN, DEVIATION, PASSED);

        assertThat(run.results())
                .extracting(ScenarioResult::standing)
                .containsExactly(
                        Optional.of(new Standing(
                                Standing.State.KNOWN,
                                "it is old",
                                Optional.of("docs/old.md"),
                                Optional.empty(),
                                Optional.empty())),
                        Optional.empty());
        assertThat(code(run)).isEqualTo(ExitCode.CONFORMANT);
    }

    @Test
    void what_is_said_of_a_reason_is_said_of_each_deviation_that_gives_it() throws Exception {
        Run run = judge(KNOWN + """
                causes:
                  - {reason: it is young, defence: nothing}
                  - {reason: it is old, defence: it was right once, upstream: https://example.org/1}
                """, DEVIATION);

        assertThat(run.results().get(0).standing()).hasValueSatisfying(standing -> {
            assertThat(standing.defence()).contains("it was right once");
            assertThat(standing.upstream()).contains("https://example.org/1");
        });
    }

    @Test
    void what_is_new_fails_it_a_warning_too() throws Exception {
        ScenarioResult warned =
                SampleResult.of("d").fails(Verdict.WARN, "better not").build();

        Run run = judge(KNOWN, DEVIATION, warned);

        assertThat(run.results().get(1).standing()).contains(Standing.unknown("the baseline does not have it"));
        assertThat(code(run)).isEqualTo(ExitCode.NOT_CONFORMANT);
    }

    @Test
    void a_known_scenario_with_another_message_is_new_and_its_entry_is_stale_where_it_passes_elsewhere()
            throws Exception {
        ScenarioResult other =
                SampleResult.of("a/b").fails(Verdict.FAIL, "it got too much").build();

        Run run = judge(KNOWN, other);

        assertThat(run.results().get(0).standing())
                .contains(Standing.unknown("line 2 of the baseline knows another verdict or message of it"));
        assertThat(check(run).stale()).hasSize(1);
        assertThat(code(run)).as("what is new outweighs what is stale").isEqualTo(ExitCode.NOT_CONFORMANT);
    }

    @Test
    void a_known_scenario_with_another_verdict_is_new() throws Exception {
        ScenarioResult warned = SampleResult.of("a/b")
                .fails(Verdict.WARN, "it got nothing at all")
                .build();

        assertThat(judge(KNOWN, warned).results().get(0).stands(Standing.State.NEW))
                .isTrue();
    }

    @Test
    void a_further_warning_in_a_known_scenario_makes_it_new() throws Exception {
        ScenarioResult more = SampleResult.of("a/b")
                .fails(Verdict.FAIL, "it got nothing at all")
                .warning("and it was slow")
                .build();
        String both = KNOWN.replace("[got nothing]", "[got nothing, was slow]");

        assertThat(judge(KNOWN, more).count(Standing.State.NEW)).isEqualTo(1);
        assertThat(judge(both, more).count(Standing.State.KNOWN)).isEqualTo(1);
    }

    @Test
    void what_went_away_is_stale_and_ends_in_4() throws Exception {
        Run run = judge(KNOWN, SampleResult.of("a/b").build());

        assertThat(check(run).stale())
                .containsExactly(
                        new BaselineCheck.Entry(2, "fail a/b: got nothing", false, Optional.empty(), Showing.ABSENT));
        assertThat(code(run)).isEqualTo(ExitCode.STALE_BASELINE);
        assertThat(code(run).value()).isEqualTo(4);
    }

    @Test
    void what_was_not_played_or_went_wrong_makes_nothing_stale() throws Exception {
        ScenarioResult skipped = SampleResult.of("a/b")
                .skipped(SkipReason.Code.SLOW, "takes long")
                .build();
        ScenarioResult error =
                SampleResult.of("a/b").fails(Verdict.ERROR, "reset").build();

        assertThat(check(judge(KNOWN, PASSED, skipped)).untried()).isEqualTo(1);
        assertThat(check(judge(KNOWN, PASSED, error)).stale()).isEmpty();
        assertThat(code(judge(KNOWN, PASSED, skipped))).isEqualTo(ExitCode.CONFORMANT);
    }

    @Test
    void an_entry_about_a_scenario_that_is_not_there_is_stale_only_where_everything_was_played() throws Exception {
        Baseline baseline = BaselineFile.parse(KNOWN, "b.yaml");

        assertThat(check(baseline.judge(SampleRun.of(PASSED), false)).stale()).isEmpty();
        assertThat(check(baseline.judge(SampleRun.of(PASSED), true)).stale()).hasSize(1);
    }

    @Test
    void flaky_ones_may_show_or_not_and_are_counted_apart() throws Exception {
        String flaky = KNOWN.replace("deviations", "flaky");

        Run shown = judge(flaky, DEVIATION, PASSED);
        assertThat(shown.count(Standing.State.FLAKY)).isEqualTo(1);
        assertThat(shown.count(Standing.State.KNOWN)).isZero();
        assertThat(code(shown)).isEqualTo(ExitCode.CONFORMANT);

        Run absent = judge(flaky, SampleResult.of("a/b").build());
        assertThat(check(absent).stale()).isEmpty();
        assertThat(code(absent)).isEqualTo(ExitCode.CONFORMANT);
    }

    @Test
    void an_entry_counts_on_the_day_it_expires_and_no_longer_after_it() throws Exception {
        Run until = judge(KNOWN + "    expires: 2026-03-01\n", DEVIATION);
        assertThat(code(until)).isEqualTo(ExitCode.CONFORMANT);
        assertThat(check(until).expired()).isEmpty();

        Run after = judge(KNOWN + "    expires: 2026-02-28\n", DEVIATION);
        assertThat(after.results().get(0).standing())
                .contains(Standing.unknown("line 2 of the baseline expired on 2026-02-28"));
        assertThat(check(after).expired())
                .singleElement()
                .satisfies(entry -> assertThat(entry.expired()).contains(LocalDate.parse("2026-02-28")));
        assertThat(code(after)).isEqualTo(ExitCode.NOT_CONFORMANT);
    }

    @Test
    void patterns_variants_and_channels_say_what_an_entry_is_about() throws Exception {
        String pattern = KNOWN.replace("a/b", "a/*") + "    variant: sasl-*\n    channel: tls\n";

        assertThat(judge(pattern, played("sasl-plain", "tls")).count(Standing.State.KNOWN))
                .isEqualTo(1);
        assertThat(judge(pattern, played("sasl-plain", "stls")).count(Standing.State.NEW))
                .isEqualTo(1);
        assertThat(judge(pattern, played("apop", "tls")).count(Standing.State.NEW))
                .isEqualTo(1);
    }

    @Test
    void an_entry_about_other_targets_is_not_there() throws Exception {
        String elsewhere = WITH_SKIPS
                .replace("link:", "target: server:*\n    link:")
                .replace("takes long", "takes long, target: server:*");
        Baseline baseline = BaselineFile.parse(elsewhere, "b.yaml");

        Run run = baseline.judge(SampleRun.of(DEVIATION, SKIPPED), true);
        assertThat(run.count(Standing.State.NEW)).isEqualTo(2);
        assertThat(run.results().get(0).standing()).contains(Standing.unknown("the baseline does not have it"));
        assertThat(check(run).entries()).isEmpty();
        assertThat(check(baseline.judge(SampleRun.of(PASSED), true)).stale()).isEmpty();
        assertThat(judge(elsewhere.replace("server:*", "'!server:*'"), DEVIATION, SKIPPED)
                        .count(Standing.State.NEW))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'',                       mail,           true",
        "mail,                     mail,           true",
        "mail,                     mail:lock,      false",
        "mail:*,                   mail:lock,      true",
        "mail mail:lock,           mail:lock,      true",
        "mail mail:lock,           mail:hardened,  false",
        "!*:lock,                  mail,           true",
        "!*:lock,                  mail:lock,      false",
        "!*:lock !*:hardened,      mail:hardened,  false",
        "mail:* !*:lock,           mail:new:lock,  false",
        "mail:* !*:lock,           mail:new,       true",
        "mail:* !*:lock,           mail,           false",
    })
    void targets_are_those_that_a_pattern_has_but_for_those_behind_an_exclamation_mark(
            String patterns, String target, boolean included) {
        List<String> all = patterns.isEmpty() ? List.of() : List.of(patterns.split(" "));

        assertThat(new Targets(all).include(target)).isEqualTo(included);
    }

    @Test
    void an_error_is_new_unless_it_is_listed() throws Exception {
        ScenarioResult error =
                SampleResult.of("d").fails(Verdict.ERROR, "the run went wrong").build();
        String listed = KNOWN + "flaky:\n  - {scenario: d, verdict: error, says: went wrong}\n";

        assertThat(code(judge(KNOWN, DEVIATION, error))).isEqualTo(ExitCode.NOT_CONFORMANT);
        assertThat(code(judge(listed, DEVIATION, error))).isEqualTo(ExitCode.CONFORMANT);
    }

    @Test
    void why_something_is_not_played_is_looked_at_where_reasons_are_listed() throws Exception {
        ScenarioResult lacking = SampleResult.of("c")
                .skipped(SkipReason.Code.TARGET_LACKS, "there are too few accounts")
                .build();

        assertThat(code(judge(KNOWN, DEVIATION, lacking))).isEqualTo(ExitCode.CONFORMANT);
        assertThat(code(judge(WITH_SKIPS, DEVIATION, SKIPPED))).isEqualTo(ExitCode.CONFORMANT);
        assertThat(code(judge(WITH_SKIPS, DEVIATION, SKIPPED, lacking))).isEqualTo(ExitCode.NOT_CONFORMANT);
    }

    @Test
    void a_reason_that_is_gone_is_stale_where_everything_was_played() throws Exception {
        Baseline baseline = BaselineFile.parse(WITH_SKIPS, "b.yaml");

        assertThat(check(baseline.judge(SampleRun.of(DEVIATION), true)).stale())
                .extracting(BaselineCheck.Entry::text)
                .containsExactly("skip slow: takes long");
        assertThat(check(baseline.judge(SampleRun.of(DEVIATION), false)).stale())
                .isEmpty();
    }

    @Test
    void an_interrupted_run_is_judged_by_what_it_reached() throws Exception {
        ScenarioResult unreached = SampleResult.of("c")
                .skipped(SkipReason.Code.NOT_REACHED, "the run ended before its turn")
                .build();
        Run run = BaselineFile.parse(WITH_SKIPS, "b.yaml").judge(SampleRun.incomplete(DEVIATION, unreached), false);

        assertThat(run.count(Standing.State.NEW)).isZero();
        assertThat(code(run)).isEqualTo(ExitCode.NOT_CONFORMANT);
    }

    @Test
    void findings_and_the_gate_are_as_without_a_baseline() throws Exception {
        ScenarioResult known = SampleResult.of("a/b")
                .fails(Verdict.FAIL, "it got nothing at all")
                .finding("x", org.pop3spec.result.Severity.HIGH, "seen")
                .build();

        assertThat(ExitCode.of(judge(KNOWN, known), Gate.parse("high"))).isEqualTo(ExitCode.NOT_CONFORMANT);
        assertThat(ExitCode.of(judge(KNOWN, known), Gate.parse("warn"))).isEqualTo(ExitCode.CONFORMANT);
    }

    private static ScenarioResult played(String variant, String channel) {
        return SampleResult.of("a/b")
                .variant(variant, channel)
                .fails(Verdict.FAIL, "it got nothing at all")
                .build();
    }

    private static Run judge(String yaml, ScenarioResult... results) throws InvalidBaseline {
        return BaselineFile.parse(yaml, "b.yaml").judge(SampleRun.of(List.of(results)), false);
    }

    private static BaselineCheck check(Run run) {
        return run.baseline().orElseThrow();
    }

    private static ExitCode code(Run run) {
        return ExitCode.of(run, Gate.FAIL_ONLY);
    }
}
