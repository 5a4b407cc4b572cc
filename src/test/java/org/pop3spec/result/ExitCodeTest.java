package org.pop3spec.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExitCodeTest {
    private static final ScenarioResult PASSED = SampleResult.of("pass").build();
    private static final ScenarioResult FAILED =
            SampleResult.of("fail").fails(Verdict.FAIL, "no").build();
    private static final ScenarioResult WARNED =
            SampleResult.of("warn").fails(Verdict.WARN, "hm").build();
    private static final ScenarioResult ERRED =
            SampleResult.of("error").fails(Verdict.ERROR, "unreliable").build();
    private static final ScenarioResult SKIPPED =
            SampleResult.of("skip").skipped(SkipReason.Code.SLOW, "slow").build();

    @Test
    void a_run_without_fails_and_errors_is_conformant() {
        assertThat(code(SampleRun.of(PASSED, WARNED, SKIPPED), "none")).isEqualTo(ExitCode.CONFORMANT);
    }

    @Test
    void a_fail_or_an_error_of_the_run_is_not() {
        assertThat(code(SampleRun.of(PASSED, FAILED), "none")).isEqualTo(ExitCode.NOT_CONFORMANT);
        assertThat(code(SampleRun.of(PASSED, ERRED), "none")).isEqualTo(ExitCode.NOT_CONFORMANT);
    }

    @Test
    void an_interrupted_run_never_counts_as_conformant() {
        assertThat(code(SampleRun.incomplete(PASSED), "none")).isEqualTo(ExitCode.NOT_CONFORMANT);
    }

    @Test
    void an_unusable_target_comes_before_a_fail() {
        assertThat(code(SampleRun.unusable("connection refused", FAILED), "none"))
                .isEqualTo(ExitCode.UNUSABLE);
    }

    @Test
    void a_run_in_which_nothing_was_said_about_the_server_is_unusable() {
        assertThat(code(SampleRun.empty(), "none")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(code(SampleRun.of(SKIPPED, ERRED), "none")).isEqualTo(ExitCode.UNUSABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "none, LOW, 0", "warn, HIGH, 0", "low, INFO, 0", "low, LOW, 1", "low, HIGH, 1",
        "medium, LOW, 0", "medium, MEDIUM, 1", "high, MEDIUM, 0", "high, HIGH, 1", "'warn,high', HIGH, 1"
    })
    void findings_fail_from_the_severity_asked_for(String failOn, Severity severity, int expected) {
        ScenarioResult found =
                SampleResult.of("found").finding("x", severity, "seen").build();
        assertThat(code(SampleRun.of(found), failOn).value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"none, 0", "warn, 1", "low, 0", "'warn, low', 1"})
    void warnings_fail_only_where_asked(String failOn, int expected) {
        assertThat(code(SampleRun.of(WARNED), failOn).value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fail", "info", "warn,", "low,high"})
    void other_words_are_refused(String written) {
        assertThatThrownBy(() -> Gate.parse(written)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ExitCode code(Run run, String failOn) {
        return ExitCode.of(run, failOn.equals("none") ? Gate.FAIL_ONLY : Gate.parse(failOn));
    }
}
