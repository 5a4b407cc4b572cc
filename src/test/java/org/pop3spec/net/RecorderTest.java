package org.pop3spec.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.result.Event;

class RecorderTest {
    private static final String PASSWORD = "kennwort9";

    private final Secrets secrets = new Secrets();
    private final Recorder recorder = new Recorder(secrets);

    private String text(Event.Kind kind) {
        return recorder.transcript().events().stream()
                .filter(e -> e.kind() == kind)
                .map(Event::octets)
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource({
        "PASS one two, PASS *******",
        "pAsS x, pAsS *",
        "'  PASS x', '  PASS *'",
        "APOP alice c4c9334bac560ecc979e58001b3e22fb, APOP alice ********************************",
        "AUTH PLAIN AGFsaWNlAHNlY3JldA==, AUTH PLAIN ********************",
        "AUTH PLAIN, AUTH PLAIN",
        "USER alice, USER alice",
        "PASSWORD x, PASSWORD x",
        "PASS, PASS"
    })
    void credentials_are_masked_by_where_they_stand(String sent, String masked) {
        recorder.sent(1, sent + "\r\n", false);
        assertThat(text(Event.Kind.SENT)).isEqualTo(masked + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"p\\xE4ss/w+rt", "p%E4ss%2Fw%2Brt", "p%e4ss/w+rt", "%70%E4%73%73%2F%77%2B%72%74", "cORzcy93K3J0"
            })
    void a_password_is_masked_in_every_form_that_servers_write(String form) {
        secrets.addPassword("p\u00E4ss/w+rt");
        assertThat(secrets.mask("-ERR no " + form + " here")).doesNotContain(form.substring(2, 6));
    }

    @Test
    void a_line_end_that_never_comes_does_not_show_the_password() {
        recorder.sent(1, "PASS a\rb", false);
        recorder.sent(1, "c\r", false);
        assertThat(text(Event.Kind.SENT)).isEqualTo("PASS ****\r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", "rspauth=ea40f60335c427b5527b84dbabcdfffd"})
    void what_a_server_computed_from_the_password_is_masked_wherever_it_stands(String proof) {
        String coded = Base64.getEncoder().encodeToString(proof.getBytes(StandardCharsets.ISO_8859_1));
        recorder.sent(1, "AUTH SCRAM-SHA-1 biwsbj1hbGljZSxyPWFiYw==\r\n", false);
        recorder.received(1, "+ cj1hYmNkZWYscz1hYWFhLGk9NDA5Ng==\r\n", false);
        recorder.sent(1, "Yz1iaXdzLHI9YWJjZGVm\r\n", false);
        recorder.received(1, "+ " + coded.substring(0, 7), false);
        recorder.received(1, coded.substring(7) + "\r\n", false);

        assertThat(text(Event.Kind.RECEIVED))
                .contains("+ cj1hYmNkZWYscz1hYWFhLGk9NDA5Ng==")
                .doesNotContain(coded.substring(0, 7), coded.substring(7));
        assertThat(secrets.mask("the proof is " + proof)).doesNotContain(proof.substring(proof.indexOf('=') + 1));
    }

    @Test
    void lines_of_a_sasl_exchange_are_masked_until_the_servers_status_line() {
        recorder.sent(1, "AUTH LOGIN\r\n", false);
        recorder.received(1, "+ VXNlcm5hbWU6\r\n", false);
        recorder.sent(1, "YWxpY2U=\r\n", false);
        recorder.received(1, "+ UGFzc3dvcmQ6\r\n", false);
        recorder.sent(1, "c2VjcmV0MTIz\r\n", false);
        recorder.received(1, "-ERR what is c2VjcmV0MTIz?\r\n", false);
        recorder.sent(1, "STAT\r\n", false);
        assertThat(text(Event.Kind.SENT)).isEqualTo("AUTH LOGIN\r\n********\r\n************\r\nSTAT\r\n");
        assertThat(text(Event.Kind.RECEIVED)).doesNotContain("c2VjcmV0MTIz").contains("-ERR what is ****");
    }

    @Test
    void a_password_that_the_server_sends_back_is_masked_in_any_case_and_in_base64() {
        secrets.addPassword(PASSWORD);
        recorder.received(1, "-ERR no command KENN", false);
        recorder.received(1, "WORT9\r\n", false);
        String coded =
                Base64.getEncoder().encodeToString(("\0alice\0" + PASSWORD).getBytes(StandardCharsets.ISO_8859_1));
        recorder.received(1, "-ERR " + coded + "\r\n", false);
        assertThat(recorder.transcript().events().get(0).octets()).isEqualTo("-ERR no command ****");
        assertThat(recorder.transcript().events().get(1).octets()).isEqualTo("*****\r\n");
        String shown = recorder.transcript().events().get(2).octets();
        assertThat(shown.replaceAll("[^*]", "").length()).isGreaterThanOrEqualTo(11);
        assertThat(shown).hasSize(coded.length() + 7);
    }

    @ParameterizedTest
    @CsvSource({"PASS kennwort, kennwort", "PASS KENNWORT9, KENNWORT9", "HELO alice kenn\\wort9, kenn\\wort9"})
    void what_is_nearly_the_password_is_masked_where_the_server_sends_it_back(String sent, String nearly) {
        secrets.addPassword(PASSWORD);
        recorder.sent(1, sent + "\r\n", false);
        recorder.received(1, "-ERR " + nearly + " is wrong\r\n", false);

        assertThat(text(Event.Kind.RECEIVED)).isEqualTo("-ERR " + "*".repeat(nearly.length()) + " is wrong\r\n");
        assertThat(secrets.mask("it says " + nearly)).doesNotContain(nearly);
    }

    @Test
    void a_wrong_password_that_has_nothing_of_the_right_one_is_shown_as_the_server_sends_it_back() {
        secrets.addPassword(PASSWORD);
        recorder.sent(1, "PASS kerberos\r\n", false);
        recorder.received(1, "-ERR kerberos is wrong\r\n", false);

        assertThat(text(Event.Kind.RECEIVED)).isEqualTo("-ERR kerberos is wrong\r\n");
    }

    @Test
    void of_a_text_that_is_cut_the_beginning_of_a_secret_is_masked_too() {
        secrets.add("0123456789abcdef");
        String cut = Printable.beginning("it says 0123456789abcdef", 18);

        assertThat(secrets.mask(cut)).isEqualTo("it says **********... (24 octets)");
        assertThat(Printable.beginning("as it is", 18)).isEqualTo("as it is");
    }

    @Test
    void notes_are_masked_too() {
        secrets.addPassword(PASSWORD);
        recorder.note(Event.Kind.NOTE, 1, "the server knows " + PASSWORD, false);
        assertThat(text(Event.Kind.NOTE)).isEqualTo("the server knows *********");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void however_a_session_is_cut_into_segments_no_secret_is_in_the_transcript(long seed) {
        Random random = new Random(seed);
        secrets.addPassword(PASSWORD);
        String token =
                Base64.getEncoder().encodeToString(("\0alice\0" + PASSWORD).getBytes(StandardCharsets.ISO_8859_1));
        String client = "CAPA\r\nUSER alice\r\nPaSs " + PASSWORD + "\r\nX " + PASSWORD + "\r\n" + "y".repeat(9000)
                + PASSWORD + "\r\nAPOP alice 0123456789abcdef0123456789abcdef\r\nAUTH PLAIN " + token + "\r\n";
        String server = "+OK\r\n-ERR PASS " + PASSWORD.toUpperCase(Locale.ROOT) + "\r\n" + "z".repeat(12_000) + PASSWORD
                + "z".repeat(random.nextInt(3000)) + "\r\n-ERR APOP alice 0123456789abcdef0123456789abcdef\r\n";
        cut(client, random, 1 + random.nextInt(6000)).forEach(piece -> recorder.sent(1, piece, false));
        cut(server, random, 1 + random.nextInt(6000)).forEach(piece -> recorder.received(1, piece, false));

        String whole = text(Event.Kind.SENT).toLowerCase(Locale.ROOT) + "\n"
                + text(Event.Kind.RECEIVED).toLowerCase(Locale.ROOT);
        assertThat(whole)
                .doesNotContain(PASSWORD)
                .doesNotContain("0123456789abcdef")
                .doesNotContain(token.toLowerCase(Locale.ROOT))
                .contains("user alice\r\n");
    }

    private static List<String> cut(String text, Random random, int most) {
        List<String> pieces = new java.util.ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int length = Math.min(text.length() - at, 1 + random.nextInt(most));
            pieces.add(text.substring(at, at + length));
            at += length;
        }
        return pieces;
    }

    @Test
    void a_large_event_keeps_its_beginning_and_its_end() {
        recorder.received(1, "a".repeat(5000) + "b".repeat(5000), true);
        Event event = recorder.transcript().events().get(0);
        assertThat(event.octets()).isEqualTo("a".repeat(Recorder.HEAD) + "b".repeat(Recorder.TAIL));
        assertThat(event.elided()).isEqualTo(10_000 - Recorder.HEAD - Recorder.TAIL);
        assertThat(event.encrypted()).isTrue();
    }

    @Test
    void a_flood_is_one_event_and_what_follows_is_still_there() {
        String much = "x".repeat(64 * 1024);
        for (int i = 0; i < 1000; i++) {
            recorder.received(1, much, false);
        }
        recorder.note(Event.Kind.CLOSED_BY_CLIENT, 1, "", false);
        List<Event> events = recorder.transcript().events();
        assertThat(events).hasSize(2);
        assertThat(events.get(0).octets().length() + events.get(0).elided()).isEqualTo(1000L * 64 * 1024);
        assertThat(events.get(1).kind()).isEqualTo(Event.Kind.CLOSED_BY_CLIENT);
    }

    @Test
    void of_very_many_events_the_first_and_the_last_are_kept_and_found_by_number() {
        for (int i = 0; i < 50_000; i++) {
            recorder.sent(1, "NOOP " + i + "\r\n", false);
        }
        List<Event> events = recorder.transcript().events();
        assertThat(events).hasSizeLessThan(2100);
        assertThat(events.get(3).octets()).isEqualTo("NOOP 3\r\n");
        assertThat(events.get(events.size() - 1).octets()).isEqualTo("NOOP 49999\r\n");
        assertThat(events).anySatisfy(e -> assertThat(e.octets()).contains("events were left out here"));
        assertThat(recorder.latestEvent()).isEqualTo(49_999);
        assertThat(recorder.index(49_999)).hasValue(events.size() - 1);
        assertThat(recorder.index(3)).hasValue(3);
        assertThat(recorder.index(20_000)).isEmpty();
        assertThat(recorder.index(50_000)).isEmpty();
    }

    @Test
    void offsets_count_each_direction_of_each_connection() {
        recorder.sent(1, "NOOP\r\n", false);
        recorder.received(1, "+OK\r\n", false);
        recorder.sent(2, "QUIT\r\n", false);
        recorder.sent(1, "STAT\r\n", false);
        assertThat(recorder.transcript().events()).extracting(Event::offset).containsExactly(0L, 0L, 0L, 6L);
    }
}
