package org.pop3spec.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pop3spec.result.Level;
import org.pop3spec.result.Run;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;

/** Servers side by side. */
class MatrixHtmlTest {
    private static MatrixPage page(Run... runs) {
        return MatrixPage.of(
                List.of(runs).stream()
                        .map(run -> new ServerRun(run, "own/index.html"))
                        .toList(),
                SampleRun.STARTED);
    }

    @Test
    void scenarios_that_servers_differ_in_come_first_and_link_to_the_servers_own_reports() {
        MatrixPage page = page(
                SampleRun.of(
                        SampleResult.of("rfc1939/a").build(),
                        SampleResult.of("rfc1939/b").build()),
                SampleRun.of(
                        SampleResult.of("rfc1939/a").build(),
                        SampleResult.of("rfc1939/b")
                                .fails(Verdict.FAIL, "two blanks")
                                .build()));

        assertThat(page.differing()).extracting(MatrixPage.Row::id).containsExactly("rfc1939/b");
        MatrixPage.Cell failed = page.differing().get(0).cells().get(1);
        assertThat(failed.verdict()).isEqualTo("fail");
        assertThat(failed.text()).contains("two blanks");
        assertThat(failed.href()).isEqualTo("own/index.html#rfc1939/b");
    }

    @Test
    void among_what_servers_differ_in_what_a_text_demands_comes_first() {
        MatrixPage page = page(
                SampleRun.of(
                        SampleResult.of("rfc1225/a").level(Level.HISTORIC).build(),
                        SampleResult.of("rfc1939/b").level(Level.SHOULD).build(),
                        SampleResult.of("rfc1939/c").build()),
                SampleRun.of(
                        SampleResult.of("rfc1225/a")
                                .level(Level.HISTORIC)
                                .fails(Verdict.FAIL, "two blanks")
                                .build(),
                        SampleResult.of("rfc1939/b")
                                .level(Level.SHOULD)
                                .fails(Verdict.WARN, "two blanks")
                                .build(),
                        SampleResult.of("rfc1939/c")
                                .fails(Verdict.FAIL, "two blanks")
                                .build()));

        assertThat(page.differing())
                .extracting(MatrixPage.Row::id)
                .containsExactly("rfc1939/c", "rfc1939/b", "rfc1225/a");
    }

    @Test
    void a_server_that_was_not_played_with_differs_from_nobody() {
        MatrixPage page = page(
                SampleRun.of(SampleResult.of("rfc1939/a").build()),
                SampleRun.of(SampleResult.of("rfc1939/a")
                        .skipped(SkipReason.Code.UNSUPPORTED, "the server does not offer apop")
                        .build()),
                SampleRun.of());

        assertThat(page.differing()).isEmpty();
        assertThat(page.groups().get(0).rows().get(0).cells())
                .extracting(MatrixPage.Cell::text)
                .containsExactly("", "the server does not offer apop", "not played");
    }

    @Test
    void variants_that_led_to_different_verdicts_are_told_apart() {
        MatrixPage page = page(SampleRun.of(
                SampleResult.of("rfc1939/a").variant("user-pass", "cleartext").build(),
                SampleResult.of("rfc1939/a")
                        .variant("apop", "cleartext")
                        .fails(Verdict.FAIL, "denied")
                        .build()));

        MatrixPage.Cell cell = page.groups().get(0).rows().get(0).cells().get(0);
        assertThat(cell.verdict()).isEqualTo("fail");
        assertThat(cell.parts()).extracting(MatrixPage.Part::variants).containsExactly("apop cleartext", "the other 1");
    }

    @Test
    void two_runs_of_one_name_are_two_servers() {
        assertThat(page(SampleRun.realistic(), SampleRun.realistic()).servers())
                .extracting(MatrixPage.Server::name)
                .doesNotHaveDuplicates();
    }

    @Test
    void nothing_that_a_server_said_becomes_markup() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        MatrixHtml.write(List.of(new ServerRun(SampleRun.hostile(), "")), SampleRun.STARTED, out);

        assertThat(out.toString(UTF_8))
                .contains("&lt;script")
                .doesNotContain("<script>alert", "<img", "\u202e", "\u0000");
    }
}
