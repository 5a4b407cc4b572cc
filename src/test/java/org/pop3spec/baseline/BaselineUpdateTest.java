package org.pop3spec.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Gist;
import org.pop3spec.result.Run;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;

class BaselineUpdateTest {
    private static final ScenarioResult A = failing("a", "it got \"nothing\"\tat all, caf\u00e9\r\n");
    private static final ScenarioResult B = SampleResult.of("b")
            .fails(Verdict.WARN, "better not")
            .warning("nor this")
            .build();
    private static final ScenarioResult PASSED = SampleResult.of("p").build();
    private static final String FILE = """
            # this server
            deviations:
              # about z
              - scenario: z
                verdict: fail
                says: [gone]
                reason: it was old
              # about b
              - scenario: b   # here
                verdict: warn
                says: ['better', "nor"]
                reason: it is old
                link: docs/old.md
                expires: 2027-12-31
            flaky:
              - {scenario: f, verdict: fail, says: comes and goes}
            skips:
              - {code: slow, says: takes long}
            # the end
            """;

    @Test
    void the_first_baseline_has_all_that_deviates_and_makes_the_same_run_pass() throws Exception {
        ScenarioResult skipped =
                SampleResult.of("s").skipped(SkipReason.Code.SLOW, "takes long").build();
        Run run = SampleRun.of(A, B, PASSED, skipped, skipped);

        BaselineUpdate first = BaselineUpdate.first(run, "b.yaml");

        assertThat(first.text()).isEqualTo("""
                # What a server is known to do differently. A scenario that deviates as one of these entries says fails no run.
                deviations:
                  - scenario: a
                    verdict: fail
                    says: ["it got \\"nothing\\"\\u0009at all, caf\\u00e9\\u000d\\u000a"]
                  - scenario: b
                    verdict: warn
                    says: ["better not", "nor this"]
                skips:
                  - {code: slow, says: "takes long"}
                """);
        assertThat(first.added()).hasSize(3);
        assertThat(ExitCode.of(BaselineFile.parse(first.text(), "b.yaml").judge(run, true), Gate.FAIL_ONLY))
                .isEqualTo(ExitCode.CONFORMANT);
    }

    @Test
    void what_is_new_is_added_what_is_gone_is_taken_out_and_everything_else_stays_as_it_is_written() throws Exception {
        BaselineUpdate update = update(FILE, A, B, SampleResult.of("z").build(), PASSED);

        assertThat(update.text()).isEqualTo("""
                # this server
                deviations:
                  # about b
                  - scenario: b   # here
                    verdict: warn
                    says: ['better', "nor"]
                    reason: it is old
                    link: docs/old.md
                    expires: 2027-12-31
                  - scenario: a
                    verdict: fail
                    says: ["it got \\"nothing\\"\\u0009at all, caf\\u00e9\\u000d\\u000a"]
                flaky:
                  - {scenario: f, verdict: fail, says: comes and goes}
                skips:
                  - {code: slow, says: takes long}
                # the end
                """);
        assertThat(update.added()).singleElement().asString().startsWith("fail a: it got");
        assertThat(update.removed()).containsExactly("fail z: gone");
    }

    @Test
    void a_run_that_shows_nothing_else_leaves_the_file_octet_for_octet() throws Exception {
        String odd = FILE.replace("\n", "\r\n").strip();

        assertThat(update(odd, B, failing("z", "gone"), PASSED).text()).isEqualTo(odd);
    }

    @Test
    void a_changed_message_makes_a_new_entry_without_the_reason_of_the_old_one() throws Exception {
        BaselineUpdate update = update(FILE, B, failing("z", "something else"));

        assertThat(update.text()).contains("says: [\"something else\"]").doesNotContain("it was old");
        assertThat(update.removed()).containsExactly("fail z: gone");
    }

    @Test
    void what_was_not_played_stays() throws Exception {
        assertThat(update(FILE, A).text()).contains("- scenario: z").contains("- scenario: b");
    }

    @Test
    void what_expired_is_not_renewed() throws Exception {
        String expired = FILE.replace("2027-12-31", "2026-01-01");

        assertThat(update(expired, B, failing("z", "gone"))).satisfies(update -> {
            assertThat(update.text()).isEqualTo(expired);
            assertThat(update.added()).isEmpty();
        });
    }

    @Test
    void errors_are_not_added() throws Exception {
        ScenarioResult error =
                SampleResult.of("e").fails(Verdict.ERROR, "reset").build();

        assertThat(update(FILE, B, failing("z", "gone"), error).added()).isEmpty();
    }

    @Test
    void an_entry_is_bound_to_the_variants_and_channels_in_which_it_showed() throws Exception {
        Run run = SampleRun.of(
                by("a", "apop", "tls", true),
                by("a", "apop", "stls", true),
                by("a", "user-pass", "tls", true),
                by("a", "user-pass", "stls", false),
                by("c", "apop", "tls", true),
                by("c", "user-pass", "tls", true));

        assertThat(BaselineUpdate.first(run, "b.yaml").added())
                .containsExactly("fail a (apop): no", "fail a (user-pass, tls): no", "fail c: no");
    }

    @Test
    void entries_in_brackets_are_written_anew_with_all_that_they_have() throws Exception {
        String flow = "deviations: [{scenario: z, verdict: fail, says: gone}, {scenario: b, verdict: warn,"
                + " says: [better, nor], reason: 'it is: old', expires: 2027-12-31}]\n";

        assertThat(update(flow, A, B, SampleResult.of("z").build()).text()).isEqualTo("""
                # What a server is known to do differently. A scenario that deviates as one of these entries says fails no run.
                deviations:
                  - scenario: b
                    verdict: warn
                    says: ["better", "nor"]
                    reason: "it is: old"
                    expires: 2027-12-31
                  - scenario: a
                    verdict: fail
                    says: ["it got \\"nothing\\"\\u0009at all, caf\\u00e9\\u000d\\u000a"]
                """);
    }

    @Test
    void in_a_file_for_several_targets_an_update_is_about_the_one_that_was_played() throws Exception {
        String several = """
                deviations:
                  - scenario: a
                    target: [other]
                    verdict: fail
                    says: [it got]
                  - {scenario: z, verdict: fail, says: gone}
                  - {scenario: y, verdict: fail, says: gone, target: reference}
                skips:
                """;

        BaselineUpdate update = update(
                several,
                failing("a", "it got"),
                SampleResult.of("z").build(),
                SampleResult.of("y").build(),
                SampleResult.of("s").skipped(SkipReason.Code.SLOW, "takes long").build());

        assertThat(update.text()).isEqualTo("""
                deviations:
                  - scenario: a
                    target: [other]
                    verdict: fail
                    says: [it got]
                  - {scenario: z, verdict: fail, says: gone}
                  - scenario: a
                    target: ["reference"]
                    verdict: fail
                    says: ["it got"]
                skips:
                  - {code: slow, says: "takes long", target: ["reference"]}
                """);
        assertThat(update.removed()).containsExactly("fail y: gone");
    }

    @Test
    void a_list_that_is_empty_or_missing_gets_what_is_new() throws Exception {
        assertThat(update("deviations:\nskips:\n", A).added()).hasSize(1);
        assertThat(BaselineFile.parse(update("deviations:\n# end\n", A).text(), "b.yaml")
                        .deviations())
                .hasSize(1);
        assertThat(BaselineFile.parse(update("skips:\n", A).text(), "b.yaml").deviations())
                .hasSize(1);
        assertThat(BaselineFile.parse(
                                update(
                                                FILE,
                                                SampleResult.of("z").build(),
                                                SampleResult.of("b").build())
                                        .text(),
                                "b.yaml")
                        .deviations())
                .extracting(Deviation::scenario)
                .containsExactly("f");
    }

    @Test
    void reasons_for_not_playing_something_are_kept_up_to_date_where_they_are_listed() throws Exception {
        ScenarioResult other = SampleResult.of("s")
                .skipped(SkipReason.Code.UNSUPPORTED, "no TOP")
                .build();
        Run run = SampleRun.of(B, failing("z", "gone"), other);
        Baseline baseline = BaselineFile.parse(FILE, "b.yaml");

        assertThat(BaselineUpdate.of(FILE, baseline, run, true)).satisfies(update -> {
            assertThat(update.text()).contains("  - {code: unsupported, says: \"no TOP\"}\n# the end");
            assertThat(update.removed()).containsExactly("skip slow: takes long");
        });
        assertThat(BaselineUpdate.of(FILE, baseline, run, false).removed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'the server said +OK <123.456@host> to it'  | 'the server said +OK '",
                "'expected -ERR, got \"+OK SESSIONID=<cyrus-12-' | 'expected -ERR, got \"+OK SESSIONID='",
                "'expected -ERR, got \"+ TlRMTVNTUAACAAAAxY\"' | 'expected -ERR, got \"+ '",
                "'the message has 1234567 octets'             | 'the message has '",
                "'a line of 999 octets'                       | 'a line of 999 octets'",
                "'1234567 octets'                             | '1234567 octets'",
                "'internationalization'                       | 'internationalization'",
            })
    void a_message_counts_up_to_what_differs_from_run_to_run(String message, String piece) {
        assertThat(Gist.of(message)).isEqualTo(piece);
    }

    private static ScenarioResult failing(String id, String message) {
        return SampleResult.of(id).fails(Verdict.FAIL, message).build();
    }

    private static ScenarioResult by(String id, String variant, String channel, boolean fails) {
        SampleResult result = SampleResult.of(id).variant(variant, channel);
        return fails ? result.fails(Verdict.FAIL, "no").build() : result.build();
    }

    private static BaselineUpdate update(String text, ScenarioResult... results) throws InvalidBaseline {
        return BaselineUpdate.of(text, BaselineFile.parse(text, "b.yaml"), SampleRun.of(results), false);
    }
}
