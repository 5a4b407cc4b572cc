package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pop3spec.result.ClientMode;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

class MarkdownReportTest {
    @Test
    void the_summary_tells_the_verdict_the_counts_and_what_went_wrong() throws Exception {
        assertThat(write(SampleRun.realistic()))
                .startsWith("## pop3spec: staging: Not conformant\n")
                .contains("| RFC 2449 | 7 | 0 | 1 | 3 | 0 |\n")
                .contains("| Other scenarios | 1 | 0 | 0 | 0 | 0 |\n")
                .contains("| All | 52 | 4 | 2 | 5 | 1 |\n")
                .contains(
                        "<summary>✗ fail: A message marked as deleted is absent from the scan listing</summary>\n\n```text\n")
                .contains("received: 1 120\\r\\n\n")
                .contains("- 3 not offered by the server\n");
    }

    @Test
    void clients_are_told_by_what_they_do() throws Exception {
        assertThat(write(SampleRun.of(
                        SampleResult.of("a")
                                .client("mutt", ClientMode.HEADERS_FIRST)
                                .observed("works-but", "no TOP")
                                .build(),
                        SampleResult.of("b")
                                .client("fetchmail", ClientMode.DOWNLOAD_AND_DELETE)
                                .build())))
                .contains("""
                        ### Clients

                        | Client | Download and delete | Headers first |
                        | --- | --- | --- |
                        | fetchmail 1.0 | works |  |
                        | mutt 1.0 |  | works, but&#58; no TOP |
                        """);
    }

    @Test
    void a_hostile_server_gets_out_of_neither_text_nor_fence() throws Exception {
        boolean fenced = false;
        for (String line : write(SampleRun.hostile()).lines().toList()) {
            if (line.matches("`{3,}(text)?")) {
                fenced = !fenced;
            } else if (!fenced) {
                assertThat(line.replaceAll("</?details>|</?summary>", ""))
                        .doesNotContain("<", ">", "`", "[", "]", "*", "@");
            }
        }
        assertThat(fenced).isFalse();
    }

    @Test
    void a_fence_is_longer_than_any_in_what_it_holds() throws Exception {
        ScenarioResult result =
                SampleResult.of("x").fails(Verdict.FAIL, "`````").build();
        assertThat(write(SampleRun.of(result))).contains("\n``````text\n");
    }

    @Test
    void of_very_many_failures_the_rest_is_a_number() throws Exception {
        List<ScenarioResult> many = IntStream.range(0, 1000)
                .mapToObj(i ->
                        SampleResult.of("s/" + i).fails(Verdict.FAIL, "no " + i).build())
                .toList();
        assertThat(write(SampleRun.of(many))).contains("And 970 more").hasSizeLessThan(100_000);
    }

    private static String write(Run run) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MarkdownReport.write(run, Gate.FAIL_ONLY, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
