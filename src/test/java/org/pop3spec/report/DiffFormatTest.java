package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pop3spec.result.Run;
import org.pop3spec.result.RunDiff;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.Verdict;

class DiffFormatTest {
    private static final Run BEFORE = SampleRun.of(
            SampleResult.of("x/breaks").build(),
            SampleResult.of("x/slow").took(100_000).build(),
            SampleResult.of("x/gone").build());
    private static final Run AFTER = SampleRun.incomplete(
            SampleResult.of("x/breaks").fails(Verdict.FAIL, "it |fell| over").build(),
            SampleResult.of("x/slow").took(4_000_000).build());

    @Test
    void the_console_tells_the_worst_first_and_which_runs_these_are() throws Exception {
        assertThat(written(DiffFormat.TEXT, RunDiff.of(BEFORE, AFTER))).isEqualTo("""
                Newly broken: 1
                  x/breaks (user-pass, cleartext): pass to fail
                      is: it |fell| over

                Only in the first run: 1
                  x/gone (user-pass, cleartext): pass

                Slower: 1
                  x/slow (user-pass, cleartext): 100 ms to 4.0 s

                  first     reference, 2026-03-01T09:30:00Z: 3 pass
                  second    reference, 2026-03-01T09:30:00Z: 1 pass, 1 fail; incomplete
                """);
        assertThat(written(DiffFormat.TEXT, RunDiff.of(BEFORE, BEFORE))).endsWith("Nothing differs\n");
    }

    @Test
    void markdown_has_the_same() throws Exception {
        assertThat(written(DiffFormat.MARKDOWN, RunDiff.of(BEFORE, AFTER)))
                .contains(
                        "### Newly broken: 1\n\n- x/breaks (user-pass, cleartext)&#58; pass to fail\n  - is&#58; it &#124;fell&#124; over")
                .contains("### Slower: 1");
        assertThat(written(DiffFormat.MARKDOWN, RunDiff.of(BEFORE, BEFORE))).contains("Nothing differs.");
    }

    @ParameterizedTest
    @EnumSource(DiffFormat.class)
    void what_a_server_says_stays_text(DiffFormat format) throws Exception {
        assertThat(written(format, RunDiff.of(SampleRun.hostile(), SampleRun.realistic())))
                .doesNotContain("\u001b", "\u009b", "\u202e", "\0")
                .satisfies(text -> assertThat(format == DiffFormat.MARKDOWN && text.contains("<script"))
                        .isFalse());
    }

    private static String written(DiffFormat format, RunDiff diff) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(diff, new Terminal(false, 160, false, true), out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
