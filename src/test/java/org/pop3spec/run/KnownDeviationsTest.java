package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pop3spec.result.Run;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;

class KnownDeviationsTest {
    private static final KnownDeviations KNOWN = KnownDeviations.parse("""
            deviations:
              - {scenario: a/b, verdict: fail, says: [got nothing]}
            skips:
              - {code: slow, says: takes long}
            """);
    private static final ScenarioResult DEVIATION =
            SampleResult.of("a/b").fails(Verdict.FAIL, "it got nothing at all").build();
    private static final ScenarioResult SKIPPED =
            SampleResult.of("c").skipped(SkipReason.Code.SLOW, "takes long; so").build();

    @Test
    void what_is_known_is_no_difference() {
        assertThat(KNOWN.differences(
                        run(DEVIATION, SKIPPED, SampleResult.of("d").build())))
                .isEmpty();
    }

    @Test
    void a_new_deviation_is_one() {
        ScenarioResult warned =
                SampleResult.of("d").fails(Verdict.WARN, "better not").build();
        assertThat(KNOWN.differences(run(DEVIATION, SKIPPED, warned))).containsExactly("new: WARN d [better not]");
    }

    @Test
    void the_same_scenario_with_another_message_is_one_that_came_and_one_that_went() {
        ScenarioResult other =
                SampleResult.of("a/b").fails(Verdict.FAIL, "it got too much").build();
        assertThat(KNOWN.differences(run(other, SKIPPED)))
                .containsExactly("new: FAIL a/b [it got too much]", "gone: FAIL a/b [got nothing]");
    }

    @Test
    void a_deviation_that_no_longer_shows_is_one() {
        ScenarioResult passed = SampleResult.of("a/b").build();
        assertThat(KNOWN.differences(run(passed, SKIPPED))).containsExactly("gone: FAIL a/b [got nothing]");
    }

    @Test
    void an_error_is_one() {
        ScenarioResult error =
                SampleResult.of("d").fails(Verdict.ERROR, "the run went wrong").build();
        assertThat(KNOWN.differences(run(DEVIATION, SKIPPED, error)))
                .containsExactly("new: ERROR d [the run went wrong]");
    }

    @Test
    void a_scenario_left_out_for_another_reason_is_one_and_so_is_a_reason_that_is_gone() {
        ScenarioResult lacking = SampleResult.of("c")
                .skipped(SkipReason.Code.TARGET_LACKS, "there are too few accounts")
                .build();
        assertThat(KNOWN.differences(run(DEVIATION, lacking)))
                .containsExactly("new: SKIP c TARGET_LACKS there are too few accounts", "gone: SLOW takes long");
    }

    private static Run run(ScenarioResult... results) {
        return SampleRun.of(results);
    }
}
