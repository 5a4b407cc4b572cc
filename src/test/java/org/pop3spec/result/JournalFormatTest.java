package org.pop3spec.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalFormatTest {
    private static final ScenarioResult FIRST = SampleResult.of("a/first").build();
    private static final ScenarioResult SECOND =
            SampleResult.of("a/second").fails(Verdict.FAIL, "no").build();
    private static final Run RUNNING = SampleRun.incomplete();

    @Test
    void a_journal_without_an_end_is_an_incomplete_run() throws Exception {
        Journal journal = read(JournalFormat.line(RUNNING) + JournalFormat.line(FIRST) + JournalFormat.line(SECOND));
        assertThat(journal.run()).isEqualTo(RUNNING.withResults(List.of(FIRST, SECOND)));
        assertThat(journal.run().complete()).isFalse();
        assertThat(journal.notes()).isEmpty();
    }

    @Test
    void the_last_run_line_tells_how_it_ended() throws Exception {
        Run ended = SampleRun.of(FIRST);
        Journal journal = read(JournalFormat.line(RUNNING) + JournalFormat.line(FIRST) + JournalFormat.line(ended));
        assertThat(journal.run()).isEqualTo(ended);
    }

    @Test
    void a_result_cut_off_at_any_octet_is_left_out_and_told_and_the_others_stay() throws Exception {
        String start = JournalFormat.line(RUNNING) + JournalFormat.line(FIRST);
        String last = JournalFormat.line(SECOND);
        for (int kept = 1; kept < last.length() - 1; kept++) {
            Journal journal = read(start + last.substring(0, kept));
            assertThat(journal.run().results()).containsExactly(FIRST);
            assertThat(journal.notes()).containsExactly("line 3 of the journal is damaged and was left out");
        }
    }

    @Test
    void a_result_that_lacks_only_its_line_end_counts() throws Exception {
        Journal journal =
                read(JournalFormat.line(RUNNING) + JournalFormat.line(FIRST).stripTrailing());
        assertThat(journal.run().results()).containsExactly(FIRST);
    }

    @Test
    void a_damaged_line_in_the_middle_does_not_take_the_rest_with_it() throws Exception {
        Journal journal = read(JournalFormat.line(RUNNING) + "\0\0\0\n" + JournalFormat.line(FIRST));
        assertThat(journal.run().results()).containsExactly(FIRST);
        assertThat(journal.notes()).containsExactly("line 2 of the journal is damaged and was left out");
    }

    @Test
    void every_line_is_one_line_whatever_the_server_said() {
        for (ScenarioResult result : SampleRun.hostile().results()) {
            assertThat(JournalFormat.line(result).chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
            assertThat(JournalFormat.line(result)).containsOnlyOnce("\n").endsWith("\n");
        }
    }

    @Test
    void a_journal_that_does_not_begin_with_its_run_is_refused() {
        assertThatThrownBy(() -> read(JournalFormat.line(FIRST)))
                .isInstanceOf(ResultFormatException.class)
                .hasMessage("the journal does not begin with its run");
        assertThatThrownBy(() -> read(""))
                .isInstanceOf(ResultFormatException.class)
                .hasMessage("the journal is empty");
        assertThatThrownBy(() -> read("{\"run\":{\"sch")).isInstanceOf(ResultFormatException.class);
    }

    @Test
    void a_journal_of_a_later_version_is_refused() {
        assertThatThrownBy(() -> read("{\"run\":{\"schema\":9,\"who\":\"knows\"}}\n"))
                .isInstanceOf(ResultFormatException.class)
                .hasMessageContaining("version 9");
    }

    private static Journal read(String text) throws IOException {
        return JournalFormat.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
