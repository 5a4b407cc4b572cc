package org.pop3spec.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.result.Finding;
import org.pop3spec.result.Observation;
import org.pop3spec.result.Severity;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Touch;

/** Every construct of docs/scenario-language.md, with a server that satisfies it and one that does not. */
@Timeout(120)
class ConstructsTest {
    private static final String MESSAGE = "+OK\r\nSubject: 1\r\n\r\nbody\r\n..dot\r\n.\r\n";

    /** A session, the answer to its command from a good server, the answer from a bad one, and what is said of that. */
    static Stream<Arguments> expectations() {
        return Stream.of(
                arguments(
                        "C: X\nS: +OK",
                        "+OK fine\r\n",
                        "-ERR no\r\n",
                        "expected a positive status line (+OK), got \"-ERR no\""),
                arguments(
                        "C: X\nS: -ERR",
                        "-ERR\r\n",
                        "+OK 3 messages\r\n",
                        "expected a negative status line (-ERR), got \"+OK 3 messages\""),
                arguments("C: X\nS: +OK all well", "+OK all well\r\n", "+OK all wel\r\n", "the text after +OK"),
                arguments("C: X\nS: +OK all well", "+OK all well\r\n", "+OK all well then\r\n", "the text after +OK"),
                arguments("C: X\nS: -ERR [IN-USE]", "-ERR [in-use] wait\r\n", "-ERR [AUTH] no\r\n", "not [IN-USE]"),
                arguments("C: X\nS: -ERR [IN-USE]", "-ERR [IN-USE]\r\n", "-ERR IN-USE\r\n", "not [IN-USE]"),
                arguments("C: X\nS: +OK|-ERR", "-ERR\r\n", "OK\r\n", "without status indicator"),
                arguments("C: X\nS: -ERR|close", "CLOSE", "+OK\r\n", "expected a negative status line (-ERR) or"),
                arguments("C: X\nS within 200ms: -ERR|silence", "NOTHING", "+OK\r\n", "or no answer"),
                arguments("C: X\nS: + ${challenge:base64}", "+ YWJj\r\n", "+ Y*Jj\r\n", "the text after +"),
                arguments("C: X\nS: + ${challenge}", "+ x\r\n", "+OK x\r\n", "expected a continuation (+)"),
                arguments("C: LIST\nS: +OK\nS: 1 120\nS: .", "+OK\r\n1 120\r\n.\r\n", "+OK\r\n1 121\r\n.\r\n", "1 121"),
                arguments("C: X\nS: /\\+OK [a-c]+/", "+OK abc\r\n", "+OK abcd\r\n", "the line is not as expected"),
                arguments(
                        "C: X\nS: /\\+OK (?P<n>[0-9]+).*/\nassert number(n) == 7",
                        "+OK 7 things\r\n",
                        "+OK 8 things\r\n",
                        "it does not hold that number(n) == 7"),
                arguments("C: LIST\nS: +OK\nS: .", "+OK\r\n.\r\n", "+OK\r\n1 120\r\n.\r\n", "the line is not as"),
                arguments(
                        "C: UIDL\nS: +OK\nS each: ${n:number} ${id:uid}\nassert size(id) == 2 and id[1] == 'b'",
                        "+OK\r\n1 a\r\n2 b\r\n.\r\n",
                        "+OK\r\n1 a\r\n2  b\r\n.\r\n",
                        "line 2 of the answer is not as expected: \"2  b\""),
                arguments(
                        "C: UIDL\nS: +OK\nS each: ${n:number} ${id:uid}\nassert size(id) == 0",
                        "+OK\r\n.\r\n",
                        "+OK\r\n1 a\r\n.\r\n",
                        "it does not hold"),
                arguments(
                        "C: CAPA\nS: +OK\nS some: UIDL",
                        "+OK\r\nTOP\r\nUIDL\r\n.\r\n",
                        "+OK\r\nTOP\r\nUIDLX\r\n.\r\n",
                        "none of the 2 lines of the answer is UIDL"),
                arguments(
                        "C: CAPA\nS: +OK\nS lines as all\nassert all == ['.a', 'b']",
                        "+OK\r\n..a\r\nb\r\n.\r\n",
                        "+OK\r\n.a\r\nb\r\n.\r\n",
                        "it does not hold"),
                arguments(
                        "C: RETR 1\nS: +OK\nS message 1", MESSAGE, MESSAGE.replace("body", "Body"), "message 1 is not"),
                arguments("C: RETR 1\nS: +OK\nS message 1", MESSAGE, MESSAGE.replace("..", "."), "message 1 is not"),
                arguments(
                        "C: RETR 1\nS: +OK\nS message as text\nassert size(text) == 26",
                        MESSAGE,
                        MESSAGE.replace("body", "bod"),
                        "it does not hold"),
                arguments(
                        "C: RETR 1\nS: +OK\nS message",
                        MESSAGE,
                        MESSAGE.replace("body\r\n", "body\n"),
                        "ends with LF alone, RFC 1939 section 3"),
                arguments(
                        "C: TOP 1 0\nS: +OK\nS top 1 0 as head\nassert size(head) == 14",
                        "+OK\r\nSubject: 1\r\n\r\n.\r\n",
                        MESSAGE,
                        "message 1 is not what was delivered: the body is cut elsewhere"),
                arguments("C: X\nS close", "CLOSE", "+OK\r\n", "expected the connection to be closed, got \"+OK"),
                arguments("C: X\nS silence 100ms", "NOTHING", "+OK\r\n", "expected silence, got \"+OK"),
                arguments("C: X\nS: +OK ${n:number}", "+OK 12\r\n", "+OK 12a\r\n", "the text after +OK"),
                arguments("C: X\nS: +OK ${w:word}", "+OK a\r\n", "+OK a b\r\n", "the text after +OK"),
                arguments("C: X\nS: +OK 1 ${i:uid}", "+OK 1 !~\r\n", "+OK 1 " + "x".repeat(71) + "\r\n", "the text"),
                arguments(
                        "let n = 2 + 3\nC: X\nS: +OK ${n} of ${n * 2}",
                        "+OK 5 of 10\r\n",
                        "+OK 5 of 5\r\n",
                        "the text after +OK"),
                arguments(
                        "C: X\neither\n S: -ERR\nor\n S: +OK yes\n C: NOOP\n S: -ERR\nend",
                        "+OK yes\r\n",
                        "+OK perhaps\r\n",
                        "none of the allowed answers came: got \"+OK perhaps\""),
                arguments(
                        "C: X\neither\n S silence 100ms\nor\n S: -ERR\nend",
                        "-ERR\r\n",
                        "+OK\r\n",
                        "none of the allowed answers"),
                arguments(
                        "C: X\nS: +OK ${t}\nwhen t == 'a'\n C: NOOP\n S: -ERR\nelse\n fail \"it is ${t}\"\nend",
                        "+OK a\r\n",
                        "+OK b\r\n",
                        "it is b"),
                arguments(
                        "let sum = 0\nrepeat 3 as i\n C: X\n S: +OK ${i}\nend",
                        "+OK 1\r\n",
                        "+OK one\r\n",
                        "the text after +OK"),
                arguments("C: X\nS: +OK ${t}\nassert t == 'a' \"got ${t}\"", "+OK a\r\n", "+OK b\r\n", "got b"),
                arguments("C: X\nS: +OK\nC: Y\nS: -ERR", "+OK\r\n", "+OK\r\n+OK\r\n", "the server sent more than"),
                arguments(
                        "C: X\nS: +OK", "+OK\r\n", "+OK\r\nboo", "sent more than the answer to X (RFC 1939 section 3)"),
                arguments("C: X\nS: +OK", "+OK\r\n", "+OK\n", "the line ends with LF alone, RFC 1939 section 3"),
                arguments("C: X\nS: +OK|-ERR", "+OK\r\n", "+ok\r\n", "without status indicator (RFC 1939 section 3)"),
                arguments("C: X\nS: +OK|-ERR", "+OK\r\n", "+OKAY\r\n", "without status indicator"),
                arguments(
                        "C: LIST\nS: +OK\nS lines",
                        "+OK\r\n1 1\r\n.\r\n",
                        "+OK\r\n1 1\n.\r\n",
                        "the line ends with LF alone"));
    }

    @ParameterizedTest
    @MethodSource("expectations")
    void a_construct_holds_where_it_should_and_fails_where_it_should(
            String session, String good, String bad, String message) throws Exception {
        if (session.startsWith("let sum")) {
            // each time another answer
            String[] counts = {"+OK 1\r\n", "+OK 2\r\n", "+OK 3\r\n"};
            assertThat(counting(counts, session).verdict()).isEqualTo(Verdict.PASS);
        } else {
            Outcome passed = play(session, good);
            assertThat(passed.failure()).isEmpty();
            assertThat(passed.verdict()).isEqualTo(Verdict.PASS);
        }
        Outcome failed = play(session, bad);
        assertThat(failed.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(failed.certain()).isTrue();
        assertThat(failed.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.message()).contains(message);
            assertThat(failure.at()).isPresent();
            assertThat(failure.event()).isPresent();
        });
    }

    private static Outcome counting(String[] answers, String session) throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say(Stage.GREETING);
            for (String answer : answers) {
                peer.hear();
                peer.say(answer);
            }
            peer.untilClientLeaves();
        })) {
            return Stage.playHastily(session, server);
        }
    }

    @Test
    void a_maildrop_of_many_messages_is_compared_in_good_time() throws Exception {
        String session = """
                login
                C: UIDL
                S: +OK
                S each: ${n:number} ${id:uid}
                C: UIDL
                S: +OK
                S each: ${n2:number} ${id2:uid}
                assert size(without(id, id2)) == 0
                let last = 0
                repeat size(n) as i
                  let last = n[i - 1]
                end
                assert last == 50000
                """;
        StringBuilder listing = new StringBuilder("+OK\r\n");
        for (int n = 1; n <= 50_000; n++) {
            listing.append(n).append(" id-").append(n).append("\r\n");
        }
        try (ScriptedServer server =
                Stage.answering("UIDL", listing.append(".\r\n").toString())) {
            Outcome outcome = Stage.play(session, server);

            assertThat(outcome.failure()).isEmpty();
            assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void a_message_is_held_against_what_was_put_in_without_being_judged() throws Exception {
        String session = "login\nC: RETR 1\nS: +OK\nS message as whole\n"
                + "observe first \"${intact(1, whole) ? 'same' : 'other'}\"\n"
                + "observe second \"${intact(2, whole) ? 'same' : 'other'}\"\n";

        Outcome outcome = play(session, "+OK\r\nSubject: 1\r\n\r\nbody\r\n..dot\r\n.\r\n");

        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
        assertThat(outcome.observations())
                .contains(new Observation("first", "same"), new Observation("second", "other"));
    }

    private static Outcome play(String session, String answer) throws Exception {
        try (ScriptedServer server = Stage.answering(
                "X", answer, "LIST", answer, "UIDL", answer, "CAPA", answer, "RETR", answer, "TOP", answer)) {
            Setting setting = Stage.setting(
                    server.endpoint(), Limits.standard(), Channel.CLEARTEXT, EnumSet.allOf(Touch.class), Stage.THREE);
            return new ScenarioPlayer().play(Stage.scenario(session), setting);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHOULD", "MUST", "MAY", "HISTORIC"})
    void what_is_not_met_fails_or_at_the_level_should_warns(String level) throws Exception {
        try (ScriptedServer server = Stage.answering()) {
            Outcome outcome = new ScenarioPlayer()
                    .play(Stage.scenario("level: " + level + "\n", "C: X\nS: +OK"), Stage.setting(server.endpoint()));
            assertThat(outcome.verdict()).isEqualTo(level.equals("SHOULD") ? Verdict.WARN : Verdict.FAIL);
            assertThat(outcome.failure()).isPresent();
        }
    }

    @Test
    void a_should_that_does_not_hold_warns_and_the_session_goes_on() throws Exception {
        try (ScriptedServer server = Stage.answering("X", "+OK\r\n")) {
            Outcome outcome =
                    Stage.play("should 1 == 2 \"one is not two\"\nC: X\nS: +OK\nobserve done \"yes\"", server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.WARN);
            assertThat(outcome.warnings())
                    .singleElement()
                    .satisfies(w -> assertThat(w.message()).isEqualTo("one is not two"));
            assertThat(outcome.failure())
                    .hasValueSatisfying(f -> assertThat(f.message()).isEqualTo("one is not two"));
            assertThat(outcome.observations()).containsExactly(new Observation("done", "yes"));
        }
    }

    @Test
    void a_warning_does_not_hide_a_failure() throws Exception {
        try (ScriptedServer server = Stage.answering()) {
            Outcome outcome = Stage.play("should 1 == 2\nC: X\nS: +OK", server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(outcome.warnings()).hasSize(1);
        }
    }

    @Test
    void a_script_concludes_with_the_verdict_it_says_and_sends_nothing_more() throws Exception {
        for (Verdict verdict : List.of(Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.SKIP)) {
            try (ScriptedServer server = Stage.answering("X", "+OK a\r\n")) {
                String word = verdict.name().toLowerCase(Locale.ROOT);
                Outcome outcome = Stage.play(
                        "C: X\nS: +OK ${t}\nwhen t == 'a'\n" + word + " \"as ${t} says\"\nend\nC: Z\nS: +OK", server);
                assertThat(outcome.verdict()).isEqualTo(verdict);
                assertThat(outcome.transcript().events())
                        .noneMatch(e -> e.octets().contains("Z"));
                if (verdict == Verdict.SKIP) {
                    assertThat(outcome.skip()).contains(new SkipReason(SkipReason.Code.NOT_APPLICABLE, "as a says"));
                } else if (verdict != Verdict.PASS) {
                    assertThat(outcome.failure())
                            .hasValueSatisfying(f -> assertThat(f.message()).isEqualTo("as a says"));
                }
            }
        }
    }

    @Test
    void a_finding_is_reported_and_does_not_change_the_verdict() throws Exception {
        try (ScriptedServer server = Stage.answering("X", "+OK a\r\n")) {
            Outcome outcome = Stage.play("C: X\nS: +OK ${t}\nfinding weak-thing high \"it says ${t}\"", server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
            assertThat(outcome.findings()).containsExactly(new Finding("weak-thing", Severity.HIGH, "it says a"));
        }
    }

    @Test
    void a_listing_may_go_on_after_a_blank_and_that_is_an_observation() throws Exception {
        String session = "C: STAT\nS: +OK 2 320\nC: LIST\nS: +OK\nS: 1 120\nS each: ${n:number} ${m:number}\n"
                + "assert m == [200]\nC: LIST 1\nS: +OK 1 120\nC: LAST\nS: +OK 1";
        try (ScriptedServer server = Stage.answering(
                "STAT", "+OK 2 320 more\r\n",
                "LAST", "+OK 1 is the last message seen\r\n",
                "LIST 1", "+OK 1 120 more\r\n",
                "LIST", "+OK\r\n1 120 more\r\n2 200 x y\r\n.\r\n")) {
            Outcome outcome = Stage.play(session, server);
            assertThat(outcome.failure()).isEmpty();
            assertThat(outcome.observations())
                    .extracting(Observation::name)
                    .containsExactly("text-after-stat", "text-after-list", "text-after-last");
        }
        try (ScriptedServer server = Stage.answering("STAT", "+OK 2 320more\r\n")) {
            assertThat(Stage.play("C: STAT\nS: +OK 2 320", server).verdict()).isEqualTo(Verdict.FAIL);
        }
    }

    @Test
    void an_answer_that_comes_too_late_fails_but_is_not_certain() throws Exception {
        try (ScriptedServer server = Stage.answering("X", "NOTHING")) {
            Outcome outcome = Stage.play("C: X\nS within 100ms: +OK", server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(outcome.certain()).isFalse();
            assertThat(outcome.failure())
                    .hasValueSatisfying(f -> assertThat(f.message())
                            .isEqualTo("expected a positive status line (+OK); nothing came in time"));
            assertThat(Stage.play("C: X\nS within 100ms close", server).certain())
                    .isFalse();
            assertThat(Stage.playHastily("C: X\neither\nS: +OK\nor\nS: -ERR\nend", server)
                            .certain())
                    .isFalse();
        }
    }

    @Test
    void the_time_of_all_alternatives_runs_at_once() throws Exception {
        try (ScriptedServer server = Stage.answering("X", "NOTHING")) {
            Limits limits = Limits.standard().withAnswer(Duration.ofMillis(200));
            Outcome outcome = new ScenarioPlayer()
                    .play(
                            Stage.scenario("C: X\neither\nS: +OK\nor\nS: -ERR\nor\nS silence 100ms\nend"),
                            Stage.setting(server.endpoint(), limits));
            assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
            assertThat(outcome.transcript().events()).allMatch(e -> e.micros() < 20_000_000);
        }
    }

    @Test
    void a_close_by_reset_counts_as_a_close_and_is_an_observation() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say(Stage.GREETING);
            peer.hear();
            peer.reset();
        })) {
            Outcome outcome = Stage.play("C: X\nS close", server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
            assertThat(outcome.observations()).extracting(Observation::name).containsExactly("close-by-reset");
        }
    }

    @Test
    void an_unexpected_close_is_not_certain() throws Exception {
        try (ScriptedServer server = Stage.answering("X", "CLOSE")) {
            Outcome outcome = Stage.play("C: X\nS: +OK", server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(outcome.certain()).isFalse();
            assertThat(Stage.play("C: X\nS silence 5s", server).certain()).isFalse();
        }
    }

    @Test
    void an_expression_without_value_is_an_error_at_its_place() throws Exception {
        try (ScriptedServer server = Stage.answering("X", "+OK many\r\n")) {
            Outcome outcome = Stage.play("C: X\nS: +OK ${t}\nlet n = number(t)", server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
            assertThat(outcome.failure().orElseThrow().at().orElseThrow().line())
                    .isEqualTo(7);
        }
    }
}
