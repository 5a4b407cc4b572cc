package org.pop3spec.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.mailbox.Difference.Part;

class ComparisonTest {
    private static final String HEADER = "Date: today\r\nSubject: a\r\n folded one\r\nX-Pop3spec-Message: m.1\r\n";
    private static final String TEXT = HEADER + "\r\nfirst\r\nFrom here\r\n.third\r\n\r\nfifth\r\n";
    private static final Message MESSAGE = message(TEXT);

    private static Message message(String text) {
        return Message.of("m.1", octets(text));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void assertEqual(Message expected, String received) {
        assertThat(Comparison.compare(expected, octets(received))).isEmpty();
    }

    private static Difference difference(String received) {
        return difference(MESSAGE, received);
    }

    private static Difference difference(Message expected, String received) {
        return Comparison.compare(expected, octets(received)).orElseThrow();
    }

    // what the law excuses

    @ParameterizedTest
    @MethodSource("all_messages")
    void a_message_equals_itself(Message message) {
        assertThat(Comparison.compare(message, message.octets())).isEmpty();
    }

    static Stream<Message> all_messages() {
        Mailboxes mailboxes = Mailboxes.of(7);
        return mailboxes.names().stream()
                .filter(name -> !name.endsWith("thousand"))
                .flatMap(name -> mailboxes.named(name).orElseThrow().messages().stream());
    }

    static Stream<Message> small_messages() {
        return all_messages().filter(message -> message.size() < 20_000);
    }

    @Test
    void added_header_fields_are_excused_wherever_they_stand() {
        assertEqual(MESSAGE, "Return-Path: <>\r\nReceived: from x\r\n\tby y;\r\n  today\r\n" + TEXT);
        assertEqual(MESSAGE, TEXT.replace("X-Pop3", "Status: RO\r\nX-Pop3"));
        assertEqual(MESSAGE, TEXT.replace("m.1\r\n", "m.1\r\nX-UIDL: 1\r\n"));
        assertEqual(MESSAGE, "Subject: another one\r\n" + TEXT);
    }

    @Test
    void bare_line_feeds_are_excused() {
        assertEqual(MESSAGE, TEXT.replace("\r\n", "\n"));
    }

    @Test
    void mbox_quoting_is_excused_in_both_directions() {
        assertEqual(MESSAGE, TEXT.replace("From here", ">From here"));
        assertEqual(message(TEXT.replace("From here", ">From here")), TEXT);
        assertEqual(message(TEXT.replace("From here", ">From here")), TEXT.replace("From here", ">>From here"));
    }

    @Test
    void what_only_looks_like_mbox_quoting_is_noticed() {
        assertThat(difference(TEXT.replace("first", ">first")).reason()).contains("octet 66 has become 3E");
        assertThat(difference(TEXT.replace("From here", ">From there"))).isNotNull();
        assertThat(difference(TEXT.replace("From here", "> From here"))).isNotNull();
    }

    @Test
    void a_line_end_behind_a_message_without_one_is_excused() {
        Message message = message(HEADER + "\r\nno end");
        assertEqual(message, HEADER + "\r\nno end\r\n");
        assertEqual(message, HEADER + "\r\nno end");
        assertThat(difference(message, HEADER + "\r\nno end\r\n\r\n").reason())
                .isEqualTo("there is a line behind the end of the message");
    }

    @Test
    void an_empty_line_behind_a_header_that_had_none_is_excused() {
        assertEqual(message(HEADER), HEADER);
        assertEqual(message(HEADER), HEADER + "\r\n");
        assertThat(difference(message(HEADER), HEADER + "\r\n\r\n")).isNotNull();
    }

    @Test
    void an_ascii_surrogate_of_a_header_field_in_utf8_is_excused() {
        String utf8 = "Subject: gr\u00c3\u00bc\u00c3\u009fe\r\nX-Id: 1\r\n\r\nbody\r\n";
        assertEqual(message(utf8), "Subject: =?utf-8?q?gr=C3=BC=C3=9Fe?=\r\nX-Id: 1\r\n\r\nbody\r\n");
        assertEqual(message(utf8), "Downgraded-Subject: =?utf-8?q?gr=C3=BC?=\r\nX-Id: 1\r\n\r\nbody\r\n");
        assertThat(difference(message(utf8), utf8.replace('\u00bc', '\u00bd')).reason())
                .isEqualTo("the field was altered");
        assertThat(difference(message(utf8), "X-Id: 1\r\n\r\nbody\r\n").reason())
                .isEqualTo("the field is missing");
    }

    // what it does not excuse

    @Test
    void a_changed_octet_in_the_body_is_told_with_its_place() {
        Difference difference = difference("Received: x\r\n" + TEXT.replace(".third", ".thord"));
        assertThat(difference.part()).isEqualTo(Part.BODY);
        assertThat(difference.line()).isEqualTo(3);
        assertThat(difference.place()).isEqualTo("body line 3");
        assertThat(difference.offset()).isEqualTo(("Received: x\r\n" + TEXT).indexOf("ird"));
        assertThat(difference.expected()).isEqualTo(".third");
        assertThat(difference.received()).isEqualTo(".thord");
        assertThat(difference.inWords())
                .isEqualTo("body line 3: octet 69 has become 6F (at octet " + difference.offset()
                        + "; expected \".third\", received \".thord\")");
    }

    @Test
    void a_dot_too_many_or_too_few_is_named() {
        assertThat(difference(TEXT.replace(".third", "..third")).reason()).contains("a dot too many");
        assertThat(difference(TEXT.replace(".third", "third")).reason()).contains("lacks a dot");
    }

    @Test
    void lost_added_doubled_and_reordered_lines_are_named() {
        assertThat(difference(TEXT.replace("first\r\n", "")).reason()).isEqualTo("the line is missing");
        assertThat(difference(TEXT.replace("first\r\n", "")).line()).isEqualTo(1);
        assertThat(difference(TEXT.replace("fifth\r\n", "")).reason()).isEqualTo("the last line is missing");
        assertThat(difference(HEADER + "\r\nfirst\r\n").reason()).isEqualTo("this line and all behind it are missing");
        assertThat(difference(TEXT.replace("first", "first\r\nfirst")).reason()).contains("not put in");
        assertThat(difference(TEXT.replace("first\r\nFrom here", "From here\r\nfirst"))
                        .reason())
                .contains("changed places");
        assertThat(difference(TEXT + "more\r\n").reason()).isEqualTo("there is a line behind the end of the message");
        assertThat(difference(TEXT + "\r\n").reason()).isEqualTo("there is a line behind the end of the message");
        assertThat(difference(TEXT.replace("\r\n\r\nfifth", "\r\nfifth")).reason())
                .isEqualTo("the line is missing");
    }

    @Test
    void a_line_that_was_cut_or_broken_is_named() {
        assertThat(difference(TEXT.replace("From here", "From")).reason()).isEqualTo("the line was cut after 4 octets");
        assertThat(difference(TEXT.replace("From here", "From\r\n here")).reason())
                .isEqualTo("the line was broken after 4 octets");
        assertThat(difference(TEXT.replace("fifth", "fifth and more")).reason()).contains("more behind");
    }

    @Test
    void a_lost_eighth_bit_is_named() {
        Message message = message(HEADER + "\r\ncaf\u00e9\r\n");
        assertThat(difference(message, HEADER + "\r\ncafi\r\n").reason()).isEqualTo("the eighth bit is lost");
        assertThat(difference(message, HEADER + "\r\ncaf\u00c3\u00a9\r\n").received())
                .isEqualTo("caf\\xC3\\xA9");
    }

    @Test
    void missing_altered_doubled_and_reordered_header_fields_are_named() {
        assertThat(difference(TEXT.replace("Date: today\r\n", "")).inWords())
                .startsWith("header field Date: the field is missing");
        assertThat(difference(TEXT.replace("Date: today\r\n", "Date: to-day\r\n"))
                        .inWords())
                .startsWith("header field Date: the field was altered (at octet 8;");
        assertThat(difference(TEXT.replace(" folded one", "\tfolded one")).place())
                .isEqualTo("header field Subject");
        assertThat(difference(TEXT.replace("Date: today\r\n", "Date: today\r\nDate: today\r\n"))
                        .reason())
                .isEqualTo("the field stands twice");
        String reordered = TEXT.replace("Date: today\r\n", "").replace("\r\n\r\nfirst", "\r\nDate: today\r\n\r\nfirst");
        assertThat(difference(reordered).reason()).isEqualTo("the field stands out of order");
    }

    @Test
    void an_added_line_that_is_no_header_field_is_noticed() {
        assertThat(difference("From x@y Thu Jan  1 00:00:00 2026\r\n" + TEXT).reason())
                .isEqualTo("a line was added that is no header field");
        assertThat(difference("\tDate: x\r\n" + TEXT).part()).isEqualTo(Part.HEADER);
    }

    @Test
    void a_missing_empty_line_behind_the_header_is_noticed() {
        Difference difference = difference(message(HEADER + "\r\n"), HEADER);
        assertThat(difference.part()).isEqualTo(Part.SEPARATOR);
    }

    @Test
    void a_missing_line_end_at_the_end_is_noticed() {
        assertThat(difference(TEXT.substring(0, TEXT.length() - 2)).reason()).contains("line end");
        assertThat(difference(message(HEADER), HEADER.substring(0, HEADER.length() - 2))
                        .reason())
                .contains("line end");
    }

    @Test
    void nothing_at_all_is_noticed() {
        assertThat(difference("").reason()).isEqualTo("the field is missing");
    }

    @Test
    void excerpts_are_bounded_and_have_nothing_invisible_in_them() {
        Message message = message(HEADER + "\r\n" + "x".repeat(20_000) + "\r\n");
        String changed = HEADER + "\r\n" + "x".repeat(10_000) + "\u001b" + "x".repeat(9_999) + "\r\n";
        Difference difference = difference(message, changed);
        assertThat(difference.received()).contains("x\\x1Bx").hasSizeLessThan(100);
        assertThat(difference.expected()).hasSizeLessThan(100).startsWith("...").endsWith("...");
        assertThat(difference.offset()).isEqualTo(HEADER.length() + 2 + 10_000);
    }

    /** Flips of one octet, everywhere in every kind of message: most octets of the small, a sample of the others. */
    @ParameterizedTest
    @MethodSource("small_messages")
    void one_changed_octet_is_noticed_wherever_it_is(Message message) {
        Random random = new Random(message.id().hashCode());
        byte[] octets = message.octets();
        for (int flip = 0; flip < 2000; flip++) {
            int at = flip < 4 ? octets.length - 1 - flip : random.nextInt(octets.length);
            byte was = octets[at];
            byte becomes = changed(random, was);
            octets[at] = becomes;
            assertThat(Comparison.compare(message, octets))
                    .as("%s: octet %d from %02x to %02x", message.id(), at, was, becomes)
                    .isPresent();
            octets[at] = was;
        }
    }

    /** Octets that mean something to the comparison come up as often as all others together. */
    private static byte changed(Random random, byte was) {
        String special = "\r\n\t .:>F\0";
        while (true) {
            byte becomes = (byte)
                    (random.nextBoolean() ? random.nextInt(256) : special.charAt(random.nextInt(special.length())));
            if (becomes != was) {
                return becomes;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("small_messages")
    void one_changed_octet_is_noticed_between_added_fields_and_with_other_line_ends(Message message) {
        byte[] stored = octets("Return-Path: <>\nReceived: by x;\n\ttoday\n"
                + new String(message.octets(), StandardCharsets.ISO_8859_1).replace("\r\n", "\n")
                + (message.endsWithLineEnd() ? "" : "\n"));
        int added = "Return-Path: <>\nReceived: by x;\n\ttoday\n".length();
        assertThat(Comparison.compare(message, stored)).isEmpty();
        Random random = new Random(message.id().hashCode());
        for (int flip = 0; flip < 500; flip++) {
            int at = added + random.nextInt(stored.length - added - 1);
            byte was = stored[at];
            stored[at] = changed(random, was);
            assertThat(Comparison.compare(message, stored))
                    .as("%s: octet %d from %02x to %02x", message.id(), at, was, stored[at])
                    .isPresent();
            stored[at] = was;
        }
    }

    @Test
    void one_changed_octet_in_25_mebibytes_is_noticed() {
        Message large = Mailboxes.of(3).named("large").orElseThrow().messages().get(0);
        byte[] octets = large.octets();
        for (int at : List.of(400, 12_345_678, octets.length - 3)) {
            octets[at] ^= 1;
            assertThat(Comparison.compare(large, octets))
                    .hasValueSatisfying(
                            difference -> assertThat(difference.offset()).isEqualTo(at));
            octets[at] ^= 1;
        }
    }

    // TOP

    private static String top(int lines) {
        List<String> body = Arrays.asList("first", "From here", ".third", "", "fifth");
        return HEADER + "\r\n"
                + String.join(
                        "",
                        body.subList(0, lines).stream()
                                .map(line -> line + "\r\n")
                                .toList());
    }

    @Test
    void the_answer_to_top_has_header_empty_line_and_as_many_body_lines_as_asked_for() {
        for (int lines = 0; lines <= 5; lines++) {
            assertThat(Comparison.compareTop(MESSAGE, lines, octets(top(lines))))
                    .isEmpty();
            assertThat(Comparison.compareTop(MESSAGE, lines, octets("Received: x\r\n" + top(lines))))
                    .isEmpty();
        }
        assertThat(Comparison.compareTop(MESSAGE, 6, octets(TEXT))).isEmpty();
        assertThat(Comparison.compareTop(MESSAGE, Integer.MAX_VALUE, octets(TEXT)))
                .isEmpty();
    }

    @Test
    void one_body_line_more_or_less_in_the_answer_to_top_is_noticed() {
        for (int lines = 0; lines < 5; lines++) {
            assertThat(Comparison.compareTop(MESSAGE, lines, octets(top(lines + 1)))
                            .orElseThrow()
                            .reason())
                    .isEqualTo("there are more body lines than the " + lines + " asked for");
            assertThat(Comparison.compareTop(MESSAGE, lines + 1, octets(top(lines))))
                    .isPresent();
        }
        assertThat(Comparison.compareTop(MESSAGE, 9, octets(TEXT + "\r\n"))).isPresent();
        assertThat(Comparison.compareTop(MESSAGE, 9, octets(top(4)))).isPresent();
    }

    @Test
    void the_empty_line_behind_the_header_is_asked_for_even_with_no_body_lines() {
        assertThat(Comparison.compareTop(MESSAGE, 0, octets(HEADER))).isPresent();
        assertThat(Comparison.compareTop(message(HEADER), 0, octets(HEADER))).isEmpty();
        assertThat(Comparison.compareTop(message(HEADER), 0, octets(HEADER + "\r\n")))
                .isEmpty();
    }

    @Test
    void a_final_empty_line_may_be_there_or_not_in_the_answer_to_top() {
        Message blank = message(HEADER + "\r\nfirst\r\n\r\n");
        assertThat(Comparison.compareTop(blank, 2, octets(HEADER + "\r\nfirst\r\n")))
                .isEmpty();
        assertThat(Comparison.compareTop(blank, 9, octets(HEADER + "\r\nfirst\r\n\r\n\r\n")))
                .isEmpty();
        assertThat(Comparison.compareTop(blank, 9, octets(HEADER + "\r\nfirst\r\n\r\n\r\n\r\n")))
                .isPresent();
        assertThat(Comparison.compare(blank, octets(HEADER + "\r\nfirst\r\n"))).isPresent();
        Message unfinished = message(HEADER + "\r\nfirst");
        assertThat(Comparison.compareTop(unfinished, 9, octets(HEADER + "\r\nfirst\r\n\r\n")))
                .isEmpty();
        assertThat(Comparison.compareTop(unfinished, 1, octets(HEADER + "\r\nfirst\r\n")))
                .isEmpty();
    }

    @Test
    void a_negative_number_of_lines_is_refused() {
        assertThatThrownBy(() -> Comparison.compareTop(MESSAGE, -1, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
