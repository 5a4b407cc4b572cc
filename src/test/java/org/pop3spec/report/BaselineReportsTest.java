package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pop3spec.result.BaselineCheck;
import org.pop3spec.result.BaselineCheck.Entry;
import org.pop3spec.result.BaselineCheck.Showing;
import org.pop3spec.result.Gate;
import org.pop3spec.result.ResultJson;
import org.pop3spec.result.Run;
import org.pop3spec.result.RunMerger;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Standing;
import org.pop3spec.result.Verdict;

/** What is known, new, flaky, stale and expired is told in every report. */
class BaselineReportsTest {
    private static final ScenarioResult KNOWN = SampleResult.of("x/known")
            .fails(Verdict.FAIL, "the old fault")
            .stands(Standing.State.KNOWN, "it is <old>", "https://example.org/7")
            .build();
    private static final ScenarioResult FLAKY = SampleResult.of("x/flaky")
            .fails(Verdict.ERROR, "a reset")
            .stands(Standing.State.FLAKY, "now and then", "")
            .build();
    private static final ScenarioResult NEW = SampleResult.of("x/new")
            .fails(Verdict.WARN, "the young fault")
            .stands(Standing.State.NEW, "the baseline does not have it", "")
            .build();
    private static final ScenarioResult NEW_SKIP = SampleResult.of("x/skip")
            .skipped(SkipReason.Code.UNSUPPORTED, "no TOP any more")
            .stands(Standing.State.NEW, "not listed", "")
            .build();
    private static final Entry SHOWN = entry(2, "fail x/known", Showing.SHOWN, Optional.empty());
    private static final Entry STALE = entry(5, "fail x/gone: it was", Showing.ABSENT, Optional.empty());
    private static final Entry EXPIRED =
            entry(9, "fail x/late: it was", Showing.UNTRIED, Optional.of(LocalDate.parse("2026-01-01")));
    private static final Run RUN = run(List.of(SHOWN, STALE, EXPIRED), KNOWN, FLAKY, NEW, NEW_SKIP);
    private static final Run KNOWN_ONLY = run(List.of(SHOWN), KNOWN, FLAKY);

    @Test
    void the_console_tells_in_full_what_is_new_and_lists_the_rest() {
        assertThat(console(RUN))
                .contains("the young fault")
                .doesNotContain("the old fault")
                .contains("Baseline b.yaml: 2 new, 1 known, 1 flaky, 1 stale, 1 expired, 1 not tried")
                .contains("Flaky: comes and goes\n    error x/flaky")
                .contains("Known\n    fail x/known (user-pass, cleartext): it is <old> (https://example.org/7)")
                .contains("line 5: fail x/gone: it was")
                .contains("line 9, on 2026-01-01: fail x/late: it was")
                .contains("skip x/skip (user-pass, cleartext): no TOP any more: not listed")
                .contains("Deviates in ways that the baseline does not have");
        assertThat(console(KNOWN_ONLY)).contains("Nothing new\n");
        assertThat(console(run(List.of(STALE), SampleResult.of("x/gone").build())))
                .contains("Nothing new, but the baseline is stale");
        assertThat(console(run(
                        List.of(),
                        SampleResult.of("a")
                                .fails(Verdict.FAIL, "no")
                                .stands(Standing.State.NEW, "", "")
                                .build())))
                .contains("1 of 1 scenario that reached a verdict failed and are not in the baseline");
    }

    @Test
    void junit_skips_what_is_known_and_fails_what_is_new() throws Exception {
        String xml = file(ReportFormat.JUNIT, RUN);

        assertThat(xml)
                .contains("tests=\"5\" failures=\"2\" errors=\"1\" skipped=\"2\"")
                .contains(
                        "<skipped message=\"fail that the baseline lists: known: it is &lt;old&gt;: https://example.org/7\"/>")
                .contains("<skipped message=\"error that the baseline lists: flaky: now and then\"/>")
                .contains("<failure message=\"the young fault\" type=\"warn\">")
                .contains("<failure message=\"no TOP any more\" type=\"skip\">")
                .contains("<testcase classname=\"run\" name=\"The baseline is up to date\"")
                .contains("line 5 no longer shows: fail x/gone: it was")
                .contains("<property name=\"baseline\" value=\"b.yaml: 2 new");
        assertThat(file(ReportFormat.JUNIT, KNOWN_ONLY)).contains("failures=\"0\" errors=\"0\" skipped=\"2\"");
    }

    @Test
    void markdown_and_html_list_them() throws Exception {
        assertThat(file(ReportFormat.MARKDOWN, RUN))
                .contains("### Baseline b.yaml: 2 new, 1 known")
                .contains("<details><summary>Known (1)</summary>")
                .contains("the young fault")
                .doesNotContain("the old fault");
        assertThat(file(ReportFormat.HTML, RUN))
                .contains("<section id=\"baseline\"")
                .contains("b.yaml: 2 new, 1 known")
                .contains("<a href=\"https://example.org/7\"")
                .contains("known: it is &lt;old&gt;")
                .contains("line 9, on 2026-01-01");
    }

    @Test
    void json_keeps_all_of_it() throws Exception {
        assertThat(ResultJson.read(file(ReportFormat.JSON, RUN).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(RUN);
    }

    @Test
    void of_shards_what_one_shows_is_no_longer_stale() {
        Run one = run(List.of(SHOWN, STALE), KNOWN);
        Run two = run(
                List.of(
                        entry(2, "fail x/known", Showing.UNTRIED, Optional.empty()),
                        entry(5, "fail x/gone: it was", Showing.SHOWN, Optional.empty())),
                FLAKY);

        assertThat(RunMerger.merge(List.of(one, two)).baseline().orElseThrow().entries())
                .extracting(Entry::showing)
                .containsExactly(Showing.SHOWN, Showing.SHOWN);
    }

    @Test
    void shards_that_were_held_against_different_baselines_are_together_held_against_none() {
        Run merged = RunMerger.merge(List.of(run(List.of(SHOWN), KNOWN), run(List.of(STALE), FLAKY)));

        assertThat(merged.baseline()).isEmpty();
        assertThat(merged.results())
                .allSatisfy(result -> assertThat(result.standing()).isEmpty());
    }

    private static Entry entry(int line, String text, Showing showing, Optional<LocalDate> expired) {
        return new Entry(line, text, false, expired, showing);
    }

    private static Run run(List<Entry> entries, ScenarioResult... results) {
        return SampleRun.of(results).against(Optional.of(new BaselineCheck("b.yaml", entries)), List.of(results));
    }

    private static String console(Run run) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ConsoleReport(new Terminal(false, 160, false, true))
                .write(run, Gate.FAIL_ONLY, List.of(), new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String file(ReportFormat format, Run run) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(run, Gate.FAIL_ONLY, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
