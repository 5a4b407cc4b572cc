package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.report.Visible.Kind;
import org.pop3spec.report.Visible.Piece;
import org.pop3spec.result.SampleRun;

class VisibleTest {
    private static final String ALL_OCTETS =
            IntStream.range(0, 256).mapToObj(Character::toString).collect(Collectors.joining());

    @Test
    void octets_are_shown_as_the_scenario_language_writes_them() {
        assertThat(Visible.octets("+OK\0\t\u001b[1m caf\u00e9 \\r\r\n"))
                .isEqualTo("+OK\\0\\t\\x1b[1m caf\\xe9 \\\\r\\r\\n");
    }

    @Test
    void no_octet_comes_out_raw_unless_it_is_printable() {
        assertThat(Visible.octets(ALL_OCTETS).chars()).allMatch(c -> c >= ' ' && c <= '~');
    }

    @Test
    void what_is_beyond_an_octet_is_shown_too() {
        assertThat(Visible.octets("\u202e\ud800")).isEqualTo("\\u{202e}\\u{d800}");
    }

    @Test
    void the_pieces_say_the_same_as_the_whole() {
        for (String octets : new String[] {ALL_OCTETS, SampleRun.HOSTILE, "", "\r\r\n\n"}) {
            assertThat(Visible.pieces(octets).stream().map(Piece::text).collect(Collectors.joining()))
                    .isEqualTo(Visible.octets(octets));
        }
    }

    @Test
    void a_bare_cr_or_lf_is_not_a_line_end() {
        assertThat(Visible.pieces("a\r\nb\nc\rd\u0001\u0002"))
                .containsExactly(
                        new Piece(Kind.PLAIN, "a"),
                        new Piece(Kind.LINE_END, "\\r\\n"),
                        new Piece(Kind.PLAIN, "b"),
                        new Piece(Kind.BARE, "\\n"),
                        new Piece(Kind.PLAIN, "c"),
                        new Piece(Kind.BARE, "\\r"),
                        new Piece(Kind.PLAIN, "d"),
                        new Piece(Kind.ODD, "\\x01\\x02"));
    }

    @Test
    void a_line_end_that_two_segments_share_is_no_bare_one() {
        assertThat(Visible.pieces("+OK\r")).last().isEqualTo(new Piece(Kind.LINE_END, "\\r"));
        assertThat(Visible.pieces("\n+OK")).first().isEqualTo(new Piece(Kind.LINE_END, "\\n"));
    }

    @Test
    void text_keeps_its_letters_in_any_script() {
        assertThat(Visible.text("Grüße, 世界 – ✓ \\o/")).isEqualTo("Grüße, 世界 – ✓ \\o/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b", "\u009b", "\u007f", "\0", "\u202e", "\u2066", "\u2028", "\ud800", "\udc00", "\ufffe", "\u200b"
            })
    void what_a_terminal_or_a_reader_would_obey_or_hide_is_escaped_in_text(String dangerous) {
        assertThat(Visible.text("a" + dangerous + "b"))
                .matches("a\\\\[xu0][0-9a-f{}]*b")
                .doesNotContain(dangerous);
    }

    @Test
    void text_is_one_line_and_lines_are_lines() {
        assertThat(Visible.text("a\r\nb")).isEqualTo("a\\r\\nb");
        assertThat(Visible.lines("a\r\nb")).isEqualTo("a\\r\nb");
    }

    @ParameterizedTest
    @CsvSource({"abcdefghijkl, 12, abcdefghijkl", "abcdefghijkl, 9, abcd...kl", "abcdefghijkl, 3, ...", "'', 5, ''"})
    void what_is_too_long_loses_its_middle(String text, int most, String expected) {
        assertThat(Visible.shortened(text, most)).isEqualTo(expected);
    }
}
