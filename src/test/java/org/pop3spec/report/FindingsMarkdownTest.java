package org.pop3spec.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pop3spec.result.Run;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Standing;
import org.pop3spec.result.Verdict;

/** What real servers do differently, for people who judge the verdicts. */
class FindingsMarkdownTest {
    private static String text(Run run) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FindingsMarkdown.write(List.of(new ServerRun(run, "")), out);
        return out.toString(UTF_8);
    }

    @Test
    void a_deviation_has_its_section_its_reason_and_where_it_is_known() throws IOException {
        String text = text(SampleRun.of(
                SampleResult.of("rfc1939/a").title("STAT counts").build(),
                SampleResult.of("rfc1939/b")
                        .title("LIST counts")
                        .spec("RFC1939#5 LIST")
                        .fails(Verdict.FAIL, "two blanks")
                        .stands(Standing.State.KNOWN, "a blank too many", "https://example.org/1")
                        .build()));

        assertThat(text)
                .contains(
                        "### ✗ a blank too many",
                        "Known: <https://example.org/1>",
                        "**LIST counts** [RFC 1939 section 5](https://",
                        "two blanks")
                .doesNotContain("STAT counts");
    }

    @Test
    void deviations_of_one_cause_stand_together_behind_what_can_be_said_for_the_server() throws IOException {
        String text = text(SampleRun.of(
                deviation("rfc1939/a", Verdict.WARN, "a blank too many"),
                deviation("rfc1939/b", Verdict.FAIL, "no blank"),
                deviation("rfc1939/c", Verdict.FAIL, "a blank too many")));

        assertThat(text.lines().filter(line -> line.matches("#{3} .*|.*[*]{2}.*|- .*")))
                .containsExactly(
                        "### ✗ a blank too many",
                        "- For the server: it is seen by nobody",
                        "- Its maintainers: mended, <https://example.org/2>",
                        "! **rfc1939/a** ",
                        "✗ **rfc1939/c** ",
                        "### ✗ no blank",
                        "- For the server: it is seen by nobody",
                        "- Its maintainers: mended, <https://example.org/2>",
                        "✗ **rfc1939/b** ");
    }

    private static ScenarioResult deviation(String id, Verdict verdict, String cause) {
        return SampleResult.of(id)
                .title(id)
                .fails(verdict, "so")
                .stands(Standing.State.KNOWN, cause, "", "it is seen by nobody", "mended, https://example.org/2")
                .build();
    }

    @Test
    void nothing_that_a_server_said_becomes_markup() throws IOException {
        assertThat(text(SampleRun.hostile()).replaceAll("(?s)(`{3,})text\n.*?\n\\1\n", ""))
                .doesNotContain("<script", "<img", "](javascript", "\u202e", "\u0000", "\u001b");
    }
}
