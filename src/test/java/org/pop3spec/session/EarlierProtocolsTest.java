package org.pop3spec.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.result.Failure;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Touch;

/** What lines of POP2 and POP1 are held against, and what of them is not sent. */
@Timeout(60)
class EarlierProtocolsTest {
    private static final Limits QUICK = Limits.standard().withAnswer(Duration.ofSeconds(1));

    private static Outcome play(String protocol, String session, EnumSet<Touch> allowed, String... answers)
            throws Exception {
        try (ScriptedServer server = Stage.answering(answers)) {
            return new ScenarioPlayer()
                    .play(
                            Stage.scenario("protocol: " + protocol + "\n", session.replace("; ", "\n")),
                            Stage.setting(server.endpoint(), QUICK, Channel.CLEARTEXT, allowed, KnownMessages.NONE));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    S: #${n:number}; assert n == 13  | '#13 messages for you'
                    S: #13                           | '#13 messages for you'
                    S: #13                           | '#13'
                    S: =0                            | '=0 no more messages'
                    S: +                             | '+ OK'
                    S: +                             | '+'
                    S: +                             | '+OK'
                    S: + ${text}; assert text == 'a' | '+ a'
                    S: -                             | '- error'
                    'S: -|close'                     | '-'
                    """)
    void a_status_line_of_pop2_fits(String expectation, String answer) throws Exception {
        assertThat(pop2(expectation, answer + "\r\n").verdict()).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    S: #${n:number} | '#13messages'   | without status indicator (RFC 937)
                    S: #${n:number} | '# 13'          | without status indicator (RFC 937)
                    S: #${n:number} | '=13'           | 'expected a count (#), got "=13"'
                    S: #13          | '#14'           | the text after # is not as expected
                    S: #1           | '#13'           | the text after # is not as expected
                    S: =0           | '+OK 0'         | 'expected a length (=), got "+OK 0"'
                    S: +            | '- no'          | 'expected a positive status line (+), got "- no"'
                    S: +            | 'OK'            | without status indicator (RFC 937)
                    """)
    void another_line_does_not(String expectation, String answer, String complaint) throws Exception {
        Outcome outcome = pop2(expectation, answer + "\r\n");
        assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcome.failure())
                .get()
                .extracting(Failure::message)
                .asString()
                .contains(complaint);
    }

    @ParameterizedTest
    @CsvSource({"pop2, FAIL", "pop1, PASS"})
    void a_bare_line_feed_is_wrong_only_where_the_text_says_so(String protocol, Verdict verdict) throws Exception {
        String greeting = protocol.equals("pop2") ? "+ POP2 host\r\n" : "+OK\r\n";
        Outcome outcome = play(
                protocol,
                "C: X; S: #3",
                EnumSet.allOf(Touch.class),
                "GREETING",
                greeting,
                "X",
                "#3\n",
                "QUIT",
                "+\r\n");
        assertThat(outcome.verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-ERR no", "-Error no", "-Error", "-err"})
    void an_error_of_pop1_has_either_name(String answer) throws Exception {
        assertThat(play("pop1", "C: X; S: -ERR", EnumSet.allOf(Touch.class), "X", answer + "\r\n")
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    'abc\\r\\n'     | PASS |
                    'abc\\r\\n.\\r\\n' | FAIL | the server sent more than the answer to RETR (RFC 937)
                    'ab'          | FAIL | expected 5 octets
                    """)
    void as_many_octets_come_as_were_told(String mail, Verdict verdict, String complaint) throws Exception {
        Outcome outcome = play(
                "pop2",
                "C: READ; S: =${n:number}; C: RETR; S octets n as mail; C: ACKS; S: =0",
                EnumSet.allOf(Touch.class),
                "GREETING",
                "+ POP2 host\r\n",
                "READ",
                "=5\r\n",
                "RETR",
                mail.translateEscapes(),
                "ACKS",
                "=0\r\n",
                "QUIT",
                "+\r\n");
        assertThat(outcome.verdict()).isEqualTo(verdict);
        assertThat(outcome.failure().map(Failure::message).orElse("")).contains(complaint == null ? "" : complaint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    C: HELO ${user} no                                    | a wrong password
                    C: HELO ${user} ${password2}                          | a wrong password
                    C raw "HE" 1ms "LO ${user} no\\r\\n"                  | a wrong password
                    C: HELO ${user} ${password}; S: #1; C: RETR           | RETR
                    C: HELO ${user} ${password}; S: #1; C: READ; S: =1; C: ACKD | ACKD
                    """)
    void what_is_not_allowed_is_not_sent(String session, String what) throws Exception {
        Outcome outcome = guarded(session);
        assertThat(outcome.failure())
                .get()
                .extracting(Failure::message)
                .isEqualTo("the scenario would send " + what + ", which is not allowed on this account");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C: HELO ${quoted(user)} ${quoted(password)}; S: #1",
                "C: HELO \\a${slice(user, 1, 5)} ${password}; S: #1",
                "C: HELO ${user}; S: #1"
            })
    void the_right_password_is_sent_however_it_is_quoted(String session) throws Exception {
        assertThat(guarded(session).verdict()).isEqualTo(Verdict.PASS);
    }

    /** Where nothing is allowed. */
    private static Outcome guarded(String session) throws Exception {
        return play(
                "pop2",
                session,
                EnumSet.noneOf(Touch.class),
                "GREETING",
                "+ POP2 host\r\n",
                "HELO",
                "#1\r\n",
                "READ",
                "=1\r\n",
                "QUIT",
                "+\r\n");
    }

    private static Outcome pop2(String expectation, String answer) throws Exception {
        return play(
                "pop2",
                "C: X; " + expectation,
                EnumSet.allOf(Touch.class),
                "GREETING",
                "+ POP2 host\r\n",
                "X",
                answer,
                "QUIT",
                "+ Bye\r\n");
    }
}
