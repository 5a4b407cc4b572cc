package org.pop3spec.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxesTest {
    private static final Mailboxes MAILBOXES = Mailboxes.of(4711);

    static Stream<String> names() {
        return MAILBOXES.names().stream();
    }

    static Stream<String> small_names() {
        return names().filter(name -> !name.equals("large"));
    }

    private static Mailbox mailbox(String name) {
        return MAILBOXES.named(name).orElseThrow();
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static List<String> bodyLines(Message message) {
        String body = text(message.body());
        assertThat(body.isEmpty() || body.endsWith("\r\n")).isTrue();
        return body.isEmpty()
                ? List.of()
                : Arrays.asList(body.substring(0, body.length() - 2).split("\r\n", -1));
    }

    private static List<String> bodyLines(Mailbox mailbox) {
        return mailbox.messages().stream()
                .flatMap(message -> bodyLines(message).stream())
                .toList();
    }

    @Test
    void a_name_that_is_not_in_the_catalogue_gives_nothing() {
        assertThat(MAILBOXES.named("tree")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void the_same_seed_makes_the_same_octets(String name) {
        assertThat(Mailboxes.of(4711).named(name)).contains(mailbox(name));
    }

    @ParameterizedTest
    @MethodSource("small_names")
    void another_seed_makes_other_octets(String name) {
        Set<Message> others =
                Set.copyOf(Mailboxes.of(4712).named(name).orElseThrow().messages());
        Set<String> ids = others.stream().map(Message::id).collect(Collectors.toSet());
        assertThat(mailbox(name).messages())
                .noneMatch(others::contains)
                .extracting(Message::id)
                .noneMatch(ids::contains);
    }

    @Test
    void the_octets_do_not_change_between_releases_of_java() {
        assertThat(text(mailbox("one").messages().get(0).octets())).isEqualTo("""
                        Date: Thu, 1 Jan 2026 18:33:29 +0000\r
                        From: pop3spec <pop3spec@pop3spec.invalid>\r
                        To: maildrop <maildrop@pop3spec.invalid>\r
                        Subject: pop3spec one 1\r
                        X-Pop3spec-Message: one.1.216ff35f\r
                        Auto-Submitted: auto-generated\r
                        MIME-Version: 1.0\r
                        Content-Type: text/plain; charset=us-ascii\r
                        Content-Transfer-Encoding: 7bit\r
                        \r
                        f iyxkyoqburwyze 40d7cviwf2u9q\r
                        5zzm 76t8pf 6 9xlzl8 ybjgrebeg tes hrxhh 2u33 ml7vorhhb5 j1 b u h\r
                        7l4 sxzb2stiiqafmarzvp3mv 7c nncret38vw\r
                        """);
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_line_ends_with_crlf_and_no_cr_or_lf_stands_alone(String name) {
        for (Message message : mailbox(name).messages()) {
            byte[] octets = message.octets();
            for (int at = 0; at < octets.length; at++) {
                if (octets[at] == '\r' && (at + 1 == octets.length || octets[at + 1] != '\n')) {
                    throw new AssertionError(message + ": a CR alone at " + at);
                }
                if (octets[at] == '\n' && (at == 0 || octets[at - 1] != '\r')) {
                    throw new AssertionError(message + ": an LF alone at " + at);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_message_is_recognised_by_its_id(String name) {
        for (Message message : mailbox(name).messages()) {
            assertThat(Message.idIn(message.octets())).contains(message.id());
            assertThat(message.header()).allMatch(HeaderField::isWellFormed);
        }
    }

    @Test
    void ids_are_unique_but_for_the_twins() {
        List<String> ids = new ArrayList<>();
        small_names()
                .filter(name -> !name.equals("twins"))
                .forEach(name -> mailbox(name).messages().forEach(message -> ids.add(message.id())));
        assertThat(ids).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("small_names")
    void no_header_line_is_longer_than_the_message_format_allows(String name) {
        for (Message message : mailbox(name).messages()) {
            for (HeaderField field : message.header()) {
                assertThat(field.text().lines()).allMatch(line -> line.length() <= 998);
            }
        }
    }

    @Test
    void empty_has_no_message_and_the_counted_ones_have_as_many_as_they_say() {
        assertThat(mailbox("empty").messages()).isEmpty();
        assertThat(mailbox("one").messages()).hasSize(1);
        assertThat(mailbox("three").messages()).hasSize(3);
        assertThat(mailbox("ten").messages()).hasSize(10);
        assertThat(mailbox("thousand").messages()).hasSize(1000);
        assertThat(mailbox("ten-thousand").messages()).hasSize(10_000);
    }

    @Test
    void one_has_three_body_lines() {
        assertThat(bodyLines(mailbox("one"))).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("some_seeds")
    void the_messages_in_three_and_in_ten_have_different_sizes(long seed) {
        for (String name : List.of("three", "ten")) {
            assertThat(Mailboxes.of(seed).named(name).orElseThrow().messages())
                    .extracting(Message::size)
                    .doesNotHaveDuplicates();
        }
    }

    static Stream<Long> some_seeds() {
        return Stream.of(0L, 1L, -1L, Long.MIN_VALUE, 20261124L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"thousand", "ten-thousand"})
    void where_there_are_many_they_are_small(String name) {
        assertThat(mailbox(name).messages()).allMatch(message -> message.size() < 1000);
    }

    @Test
    void large_has_25_mebibytes_in_lines_that_all_differ() {
        Message large = mailbox("large").messages().get(0);
        byte[] octets = large.octets();
        assertThat(octets).hasSize(25 * 1024 * 1024);
        assertThat(large.size()).isEqualTo(octets.length);
        Set<String> numbers = new HashSet<>();
        Lines lines = new Lines(octets, Structure.of(octets).bodyOffset());
        while (lines.advance()) {
            assertThat(lines.length()).isBetween(70, 160);
            assertThat(numbers.add(lines.text().substring(0, 8))).isTrue();
        }
        assertThat(numbers).hasSizeGreaterThan(300_000);
        assertThat(large.octets()).isNotSameAs(octets).isEqualTo(octets);
    }

    @Test
    void large_is_not_made_before_somebody_asks_for_its_octets() {
        assertThat(mailbox("large").messages().get(0).id()).startsWith("large.1.");
    }

    @Test
    void twins_are_identical() {
        List<Message> twins = mailbox("twins").messages();
        assertThat(twins).hasSize(2);
        assertThat(twins.get(0).octets()).isEqualTo(twins.get(1).octets());
    }

    @Test
    void hundred_lines_are_numbered() {
        List<String> lines = bodyLines(mailbox("hundred-lines"));
        assertThat(lines).hasSize(100);
        assertThat(lines.get(0)).startsWith("line 001 ");
        assertThat(lines.get(99)).startsWith("line 100 ");
    }

    @Test
    void dots_begin_lines_in_every_number_but_never_make_a_lone_dot() {
        List<String> lines = bodyLines(mailbox("dots"));
        assertThat(lines)
                .contains(".x", "..", "...", "....", "..x", "x.", ". x")
                .doesNotContain(".");
        assertThat(lines).anyMatch(line -> line.matches("\\.{80}.*"));
        assertThat(bodyLines(mailbox("dots").messages().get(1)).get(0)).isEqualTo(".first");
    }

    @Test
    void a_lone_dot_stands_first_last_and_in_the_middle() {
        List<Message> messages = mailbox("lone-dot").messages();
        assertThat(bodyLines(messages.get(0))).contains(".").first().isNotEqualTo(".");
        assertThat(bodyLines(messages.get(0))).last().isNotEqualTo(".");
        assertThat(bodyLines(messages.get(1))).first().isEqualTo(".");
        assertThat(bodyLines(messages.get(2))).last().isEqualTo(".");
    }

    @Test
    void header_fields_begin_with_dots_within_the_header_and_at_its_end() {
        List<Message> messages = mailbox("dotted-fields").messages();
        assertThat(messages.get(0).header()).extracting(HeaderField::name).contains(".pop3spec-one", "..pop3spec-two");
        assertThat(messages.get(1).header())
                .last()
                .extracting(HeaderField::name)
                .isEqualTo(".pop3spec-last");
    }

    @Test
    void dots_stand_at_every_buffer_edge_and_beside_it_as_stored_and_as_sent() {
        List<Message> messages = mailbox("dots-at-buffer-edges").messages();
        for (int index = 0; index < DotSets.DISTANCES.size(); index++) {
            for (int edge : DotSets.EDGES) {
                int wanted = edge + DotSets.DISTANCES.get(index);
                assertThat(dotStarts(messages.get(index), false)).contains(wanted);
                assertThat(dotStarts(messages.get(index + DotSets.DISTANCES.size()), true))
                        .contains(wanted);
            }
        }
        assertThat(DotSets.EDGES).contains(512, 1024, 2048, 4096, 8192, 16384, 65536);
    }

    private static Set<Integer> dotStarts(Message message, boolean stuffed) {
        Set<Integer> starts = new HashSet<>();
        Lines lines = new Lines(message.octets(), 0);
        while (lines.advance()) {
            if (lines.length() > 0 && lines.at(0) == '.') {
                starts.add(lines.start() + (stuffed ? starts.size() : 0));
            }
        }
        return starts;
    }

    @Test
    void in_the_dense_message_a_dot_is_near_each_edge_however_far_everything_was_moved() {
        Message dense = mailbox("dots-at-buffer-edges").messages().get(10);
        assertThat(bodyLines(dense)).allMatch(line -> line.matches("\\.[a-z0-9 ]{1,4}"));
        assertThat(dense.size()).isGreaterThan(65536 + 4000);
    }

    @Test
    void eight_bit_has_every_octet_above_127_in_its_bodies_and_none_in_its_headers() {
        Set<Integer> octets = new HashSet<>();
        for (Message message : mailbox("eight-bit").messages()) {
            for (byte octet : message.body()) {
                octets.add(octet & 255);
            }
            assertThat(message.header()).noneMatch(HeaderField::isEightBit);
        }
        for (int octet = 128; octet < 256; octet++) {
            assertThat(octets).contains(octet);
        }
        assertThat(octets).doesNotContain(0);
    }

    @Test
    void long_lines_are_as_long_as_allowed_and_overlong_ones_are_longer() {
        assertThat(longest("long-lines")).containsExactly(998, 997);
        assertThat(longest("overlong-lines")).containsExactly(999, 1000, 2000, 20_000);
        assertThat(longest("megabyte-line")).containsExactly(1_048_576);
    }

    private static List<Integer> longest(String name) {
        return mailbox(name).messages().stream()
                .map(message -> message.traits().longestLine())
                .toList();
    }

    @Test
    void without_a_final_line_end_there_is_none() {
        List<Message> messages = mailbox("no-final-line-end").messages();
        assertThat(messages).noneMatch(Message::endsWithLineEnd);
        assertThat(text(messages.get(1).octets())).endsWith("\r\n.");
    }

    @ParameterizedTest
    @MethodSource("small_names")
    void only_no_final_line_end_has_no_final_line_end(String name) {
        assertThat(mailbox(name).messages())
                .allMatch(message -> message.endsWithLineEnd() != name.equals("no-final-line-end"));
    }

    @Test
    void no_body_is_header_and_empty_line_and_nothing_else() {
        Message message = mailbox("no-body").messages().get(0);
        assertThat(message.hasSeparator()).isTrue();
        assertThat(message.body()).isEmpty();
        assertThat(text(message.octets())).endsWith("7bit\r\n\r\n");
    }

    @Test
    void empty_body_is_one_empty_line() {
        assertThat(text(mailbox("empty-body").messages().get(0).body())).isEqualTo("\r\n");
    }

    @Test
    void headers_only_has_no_empty_line() {
        Message message = mailbox("headers-only").messages().get(0);
        assertThat(message.hasSeparator()).isFalse();
        assertThat(text(message.octets())).endsWith("7bit\r\n").doesNotContain("\r\n\r\n");
        assertThat(message.body()).isEmpty();
    }

    @Test
    void blank_lines_begin_and_end_bodies() {
        List<Message> messages = mailbox("blank-lines").messages();
        assertThat(text(messages.get(0).body())).startsWith("\r\n\r\n");
        assertThat(text(messages.get(1).body())).endsWith("\r\n\r\n\r\n");
        assertThat(text(messages.get(2).body())).contains("\r\n\r\n\r\n").endsWith("\r\n\r\n");
    }

    @Test
    void mime_has_attachments_in_base64_and_a_message_in_a_message() {
        List<Message> messages = mailbox("mime").messages();
        assertThat(text(messages.get(0).octets()))
                .contains("Content-Type: multipart/mixed", "Content-Disposition: attachment", "base64\r\n\r\n");
        assertThat(text(messages.get(1).body())).contains("message/rfc822", "multipart/alternative");
    }

    @Test
    void from_lines_have_what_an_mbox_file_has_to_quote() {
        assertThat(bodyLines(mailbox("from-lines")))
                .anyMatch(line -> line.startsWith("From "))
                .anyMatch(line -> line.startsWith(">From "))
                .anyMatch(line -> line.startsWith(">>From "));
    }

    @Test
    void utf8_headers_have_utf8_in_the_header_only() {
        Message message = mailbox("utf8-headers").messages().get(0);
        assertThat(message.traits().eightBitHeader()).isTrue();
        assertThat(message.traits().eightBitBody()).isFalse();
        assertThat(new String(message.octets(), StandardCharsets.UTF_8)).contains("K\u00f6ln");
    }

    @Test
    void binary_has_nul_octets() {
        assertThat(mailbox("binary").messages())
                .allMatch(message -> message.traits().nul());
        assertThat(text(mailbox("binary").messages().get(0).octets())).contains("Encoding: binary\r\n");
    }

    @Test
    void controls_are_all_there_but_nul_and_line_ends() {
        String body = text(mailbox("controls").messages().get(0).body()).replace("\r\n", "");
        for (char control = 1; control < ' '; control++) {
            assertThat(body.indexOf(control) >= 0)
                    .as("control %d", (int) control)
                    .isEqualTo(control != '\r' && control != '\n');
        }
        assertThat(body).contains("\u007f");
    }

    @Test
    void folded_fields_are_folded_and_many_fields_are_many() {
        assertThat(mailbox("folded-fields").messages().get(0).header())
                .filteredOn(field -> field.text().contains("\n"))
                .hasSize(2);
        assertThat(mailbox("many-fields").messages().get(0).header()).hasSizeGreaterThan(300);
    }

    @Test
    void bare_fields_are_empty_or_end_with_blanks() {
        assertThat(text(mailbox("bare-fields").messages().get(0).octets()))
                .contains("-Nothing:\r\n", "-Blank: \r\n", "a value \r\n", "a value\t\r\n");
    }

    @Test
    void trailing_blanks_end_lines_and_lookalikes_look_like_pop3() {
        assertThat(bodyLines(mailbox("trailing-blanks"))).contains("one blank ", "a tab\t", " ", "\t");
        assertThat(bodyLines(mailbox("lookalikes")))
                .contains("+OK", "-ERR", ". ")
                .doesNotContain(".");
    }

    @Test
    void every_mailbox_says_which_deliveries_can_carry_it() {
        Set<String> refusedBySmtp = new HashSet<>();
        Set<String> refusedByMbox = new HashSet<>();
        for (String name : MAILBOXES.names()) {
            Mailbox mailbox = mailbox(name);
            mailbox.obstacle(Carrier.SMTP).ifPresent(reason -> refusedBySmtp.add(name));
            mailbox.obstacle(Carrier.MBOX).ifPresent(reason -> refusedByMbox.add(name));
            assertThat(mailbox.obstacle(Carrier.LMTP).isPresent())
                    .isEqualTo(mailbox.obstacle(Carrier.SMTP).isPresent());
            assertThat(mailbox.obstacle(Carrier.MAILDIR)).isEmpty();
            assertThat(mailbox.obstacle(Carrier.COMMAND)).isEmpty();
            assertThat(mailbox.obstacle(Carrier.NONE)).isPresent();
        }
        assertThat(refusedBySmtp)
                .containsExactlyInAnyOrder("no-final-line-end", "overlong-lines", "megabyte-line", "binary");
        assertThat(refusedByMbox).containsExactlyInAnyOrder("no-final-line-end", "binary");
        assertThat(mailbox("no-final-line-end").obstacle(Carrier.SMTP))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .isEqualTo("mailbox no-final-line-end, message 1: SMTP always ends a message with CRLF,"
                                + " and this one ends without a line end"));
    }

    @Test
    void the_documentation_has_a_line_for_every_mailbox_and_says_truly_what_carries_it() throws Exception {
        Map<String, String> documented = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of("docs/mailboxes.md"))) {
            Matcher row = Pattern.compile("\\| `([a-z0-9-]+)` \\| ([0-9,]+) \\| .* \\| ([^|]+) \\|")
                    .matcher(line);
            if (row.matches()) {
                String carriers = row.group(3).startsWith("all") ? "all" : row.group(3);
                documented.put(row.group(1), row.group(2).replace(",", "") + " by " + carriers);
            }
        }
        Map<String, String> actual = new LinkedHashMap<>();
        for (String name : MAILBOXES.names()) {
            Mailbox mailbox = mailbox(name);
            boolean smtp = mailbox.obstacle(Carrier.SMTP).isEmpty();
            boolean mbox = mailbox.obstacle(Carrier.MBOX).isEmpty();
            String carriers = smtp ? "all" : mbox ? "maildir, mbox, command" : "maildir, command";
            actual.put(name, mailbox.messages().size() + " by " + carriers);
        }
        assertThat(documented).containsExactlyEntriesOf(actual);
    }
}
