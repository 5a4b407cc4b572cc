package org.pop3spec.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.Event;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Touch;

/** How maildrops are opened, left and guarded. */
@Timeout(120)
class LoginsTest {
    private static String sent(Outcome outcome) {
        return outcome.transcript().events().stream()
                .filter(e -> e.kind() == Event.Kind.SENT)
                .map(Event::octets)
                .collect(Collectors.joining());
    }

    private static Outcome play(String session, ScriptedServer server, Touch... allowed) throws InterruptedException {
        Set<Touch> touches = EnumSet.noneOf(Touch.class);
        touches.addAll(List.of(allowed));
        return new ScenarioPlayer()
                .play(
                        Stage.scenario(session),
                        Stage.setting(server.endpoint(), Limits.standard(), Channel.CLEARTEXT, touches, Stage.THREE));
    }

    @Test
    void a_login_is_user_and_pass_or_the_variant_that_is_named() throws Exception {
        try (ScriptedServer server = Stage.answering("APOP", "+OK\r\n", "X", "+OK\r\n")) {
            assertThat(sent(Stage.play("login\nC: X\nS: +OK", server)))
                    .isEqualTo("USER alice\r\nPASS **********\r\nX\r\nRSET\r\nQUIT\r\n");
            assertThat(sent(Stage.play("login apop as 2\nC: X\nS: +OK", server)))
                    .isEqualTo("APOP bob " + "*".repeat(32) + "\r\nX\r\nRSET\r\nQUIT\r\n");
            assertThat(Stage.play("login on 3\nC3: X\nS3: +OK", server)
                            .transcript()
                            .events())
                    .allMatch(e -> e.connection() == 3);
        }
    }

    @Test
    void a_refused_login_is_an_error_where_login_is_not_the_subject() throws Exception {
        try (ScriptedServer server = Stage.answering("PASS", "-ERR [AUTH] wrong\r\n")) {
            Outcome outcome = Stage.play("login\nC: X\nS: +OK", server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
            assertThat(outcome.failure().orElseThrow().message())
                    .isEqualTo("login by user-pass failed: the server refused it: \"[AUTH] wrong\"");
            assertThat(server.connections()).isEqualTo(1);
            assertThat(Stage.play("C: USER ${user}\nS: +OK\nC: PASS ${password}\nS: +OK", server)
                            .verdict())
                    .isEqualTo(Verdict.FAIL);
        }
    }

    @Test
    void a_strict_login_that_is_refused_warns_and_one_that_breaks_the_exchange_fails() throws Exception {
        try (ScriptedServer refusing = Stage.answering("PASS", "-ERR [AUTH] wrong\r\n");
                ScriptedServer odd = Stage.answering("PASS", "200 welcome\r\n")) {
            Outcome refused = Stage.play("login strict", refusing);
            assertThat(refused.verdict()).isEqualTo(Verdict.WARN);
            assertThat(refused.failure().orElseThrow().message()).contains("the server refused it");
            assertThat(Stage.play("login strict", odd).verdict()).isEqualTo(Verdict.FAIL);
            assertThat(Stage.play("login", odd).verdict()).isEqualTo(Verdict.ERROR);
        }
    }

    /** Refuses so many times because of an earlier session. */
    private static ScriptedServer busy(int times, String refusal, AtomicInteger refused) throws IOException {
        return new ScriptedServer(peer -> {
            boolean now = refused.getAndIncrement() < times;
            Stage.conversation("PASS", now ? refusal : "+OK\r\n", "X", "+OK\r\n")
                    .serve(peer);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"-ERR [IN-USE] wait\r\n", "-ERR [LOGIN-DELAY] wait\r\n", "-ERR maildrop is locked\r\n"})
    void a_login_that_is_refused_because_of_an_earlier_session_is_tried_again(String refusal) throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (ScriptedServer server = busy(2, refusal, attempts)) {
            Outcome outcome = Stage.play("login\nC: X\nS: +OK", server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
            assertThat(attempts).hasValue(3);
        }
    }

    @Test
    void a_login_that_the_script_spells_out_is_tried_again_too() throws Exception {
        String session = "C: USER ${user}\nS: +OK\nC: PASS ${password}\nS: +OK\nC: X\nS: +OK";
        AtomicInteger attempts = new AtomicInteger();
        try (ScriptedServer server = busy(1, "-ERR [IN-USE] wait\r\n", attempts)) {
            Outcome outcome = Stage.play(session, server);
            assertThat(outcome.failure()).isEmpty();
            assertThat(attempts).hasValue(2);
        }
        String branching = session.replace(
                "C: PASS ${password}\nS: +OK", "C: PASS ${password}\neither\nS: +OK\nor\nS silence 1ms\nend");
        AtomicInteger again = new AtomicInteger();
        try (ScriptedServer server = busy(1, "-ERR [IN-USE] wait\r\n", again)) {
            assertThat(Stage.play(branching, server).failure()).isEmpty();
            assertThat(again).hasValue(2);
        }
    }

    @Test
    void a_maildrop_that_stays_in_use_is_an_error_in_the_end() throws Exception {
        try (ScriptedServer server = busy(Integer.MAX_VALUE, "-ERR [IN-USE]\r\n", new AtomicInteger())) {
            for (String session : List.of("login", "C: USER ${user}\nS: +OK\nC: PASS ${password}\nS: +OK")) {
                Outcome outcome = Stage.play(session, server);
                assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
            }
        }
    }

    @Test
    void a_maildrop_that_the_scenario_itself_has_opened_before_may_not_stay_in_use() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(
                peer -> Stage.conversation("PASS", connections.getAndIncrement() == 0 ? "+OK\r\n" : "-ERR [IN-USE]\r\n")
                        .serve(peer))) {
            Outcome outcome = Stage.play(
                    "login\nC: QUIT\nS: +OK\nS close\nC2: USER ${user}\nS2: +OK\nC2: PASS ${password}\nS2: +OK",
                    server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
        }
    }

    @Test
    void the_engine_takes_deletions_back_and_quits() throws Exception {
        try (ScriptedServer server = Stage.answering("DELE", "+OK\r\n")) {
            Outcome outcome = Stage.play("login\nC: DELE 1\nS: +OK", server);
            assertThat(sent(outcome)).endsWith("DELE 1\r\nRSET\r\nQUIT\r\n");
            assertThat(outcome.maildrop()).isEqualTo(Outcome.Maildrop.MARKED);
        }
    }

    @Test
    void without_a_login_the_engine_only_quits() throws Exception {
        try (ScriptedServer server = Stage.answering("X", "+OK\r\n")) {
            assertThat(sent(Stage.play("C: X\nS: +OK", server))).isEqualTo("X\r\nQUIT\r\n");
        }
    }

    @Test
    void where_deletions_are_not_taken_back_the_engine_does_not_quit() throws Exception {
        try (ScriptedServer server = Stage.answering("DELE", "+OK\r\n", "RSET", "-ERR\r\n")) {
            assertThat(sent(Stage.play("login\nC: DELE 1\nS: +OK", server))).endsWith("DELE 1\r\nRSET\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "login\\nC: DELE 1\\nS: -ERR",
                "login\\nC: DELE 1",
                "login\\nC: RETR 1\\nS: +OK",
                "login\\nC raw \"NO\"",
                "login\\nC: DELE 1\\nS: +OK\\nC half-close"
            })
    void out_of_step_or_after_a_failure_the_engine_closes_without_quit(String session) throws Exception {
        try (ScriptedServer server = Stage.answering("DELE", "+OK\r\n", "RETR", "+OK\r\nx\r\n.\r\n")) {
            assertThat(sent(Stage.play(session.replace("\\n", "\n"), server))).doesNotContain("QUIT");
        }
    }

    @Test
    void only_a_quit_of_the_script_commits_deletions() throws Exception {
        try (ScriptedServer server = Stage.answering("DELE", "+OK\r\n", "RETR", "+OK\r\nx\r\n.\r\n")) {
            assertThat(Stage.play("login\nC: DELE 1\nS: +OK\nC: QUIT\nS: +OK", server)
                            .maildrop())
                    .isEqualTo(Outcome.Maildrop.COMMITTED);
            assertThat(Stage.play("login\nC: DELE 1\nS: +OK\nC: RSET\nS: +OK\nC: QUIT\nS: +OK", server)
                            .maildrop())
                    .isEqualTo(Outcome.Maildrop.MARKED);
            assertThat(Stage.play("login\nC: RETR 1\nS: +OK\nS lines", server).maildrop())
                    .isEqualTo(Outcome.Maildrop.FETCHED);
            assertThat(Stage.play("login\nC: X\nS: -ERR", server).maildrop()).isEqualTo(Outcome.Maildrop.UNTOUCHED);
            assertThat(Stage.play(
                                    "C: USER ${user}\nC: PASS ${password}\nC: DELE 1\nC: QUIT\nS: +OK\nS: +OK\nS: +OK\nS: +OK",
                                    server)
                            .maildrop())
                    .isEqualTo(Outcome.Maildrop.COMMITTED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "login\nC: DELE 1\nS: +OK",
                "login\nlet word = 'dele'\nC: ${word} 1\nS: +OK",
                "login\nC raw \" DE\" \"LE 1\\r\\n\"\nS: +OK",
                "login\nC raw \"NOOP\\rDELE 1\\r\\n\"\nS: +OK",
                "login\nC: NOOP\nC: DELE 1\nS: +OK",
                "login\nC: RETR 1\nS: +OK",
                "login\nC: top 1 1\nS: +OK",
                "C: USER ${user}\nC: PASS ${password}\nS: +OK\nS: +OK\nC: DELE 1\nS: +OK",
                "C: USER ${user}\nS: +OK\nC: PASS ${password}x\nS: -ERR"
            })
    void what_the_user_has_not_allowed_is_not_sent(String session) throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say(Stage.GREETING);
            for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
                heard.add(line);
                peer.say("+OK\r\n");
            }
        })) {
            Outcome outcome = play(session, server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
            assertThat(outcome.failure().orElseThrow().message()).contains("not allowed on this account");
            assertThat(heard).noneMatch(line -> line.matches("(?i).*(DELE|RETR|TOP|PASS .*x).*"));
        }
    }

    @Test
    void what_the_user_has_allowed_is_sent() throws Exception {
        try (ScriptedServer server = Stage.answering("DELE", "+OK\r\n", "RETR", "+OK\r\nx\r\n.\r\n")) {
            assertThat(play("login\nC: RETR 1\nS: +OK\nS lines", server, Touch.FLAGS)
                            .verdict())
                    .isEqualTo(Verdict.PASS);
            assertThat(play("login\nC: DELE 1\nS: +OK", server, Touch.MAILDROP).verdict())
                    .isEqualTo(Verdict.PASS);
            assertThat(play("C: DELE 1\nS: +OK", server).verdict()).isEqualTo(Verdict.PASS);
            assertThat(play("C: PASS ${password}x\nS: +OK", server, Touch.LOGIN_FAILURES)
                            .verdict())
                    .isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void sizes_are_learnt_in_a_session_of_their_own_and_only_once() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say(Stage.GREETING);
            for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
                heard.add(line);
                if (line.startsWith("RETR")) {
                    peer.say("+OK\r\n..a\r\n" + "x".repeat(Integer.parseInt(line.substring(5))) + "\r\n.\r\n");
                } else {
                    peer.say("+OK 3 30\r\n");
                }
                if (line.equals("QUIT")) {
                    return;
                }
            }
        })) {
            Setting setting = Stage.setting(
                    server.endpoint(), Limits.standard(), Channel.CLEARTEXT, EnumSet.allOf(Touch.class), Stage.THREE);
            ScenarioPlayer player = new ScenarioPlayer();
            String session = "login\nassert octets(1) == 7 and octets(3) == 9";
            assertThat(player.play(Stage.scenario(session), setting).failure()).isEmpty();
            assertThat(heard)
                    .containsExactly(
                            "USER alice",
                            "PASS wonderland",
                            "RETR 1",
                            "RETR 2",
                            "RETR 3",
                            "USER alice",
                            "PASS wonderland",
                            "RSET",
                            "QUIT");
            heard.clear();
            assertThat(player.play(Stage.scenario(session), setting).failure()).isEmpty();
            assertThat(heard).doesNotContain("RETR 1");
            assertThat(player.play(Stage.scenario("login\nassert octets(2) == 7"), setting)
                            .verdict())
                    .isEqualTo(Verdict.FAIL);
            assertThat(player.play(Stage.scenario("login\nassert octets(4) == 7"), setting)
                            .verdict())
                    .isEqualTo(Verdict.ERROR);
        }
    }

    @Test
    void secrets_are_masked_in_the_transcript_and_in_what_is_said_of_a_failure() throws Exception {
        String echo = "-ERR I do not know WONDERLAND\r\n";
        try (ScriptedServer server = Stage.answering("X", echo)) {
            Outcome outcome = Stage.play(
                    "let d = md5(password)\nC: X ${d} ${hex(password)} ${base64(password)}\nS: -ERR ${text}\n"
                            + "observe echo \"${text}\"\nfinding echo low \"${text}\"\nC: X\nS: +OK ${d}",
                    server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(outcome.toString().toLowerCase(Locale.ROOT))
                    .doesNotContain("wonderland")
                    .doesNotContain("776f6e6465726c616e64")
                    .doesNotContain("d29uzgvybgfuza")
                    .contains("i do not know **********");
            assertThat(sent(outcome)).contains("X " + "*".repeat(32) + " " + "*".repeat(20) + " *");
        }
    }

    @Test
    void an_uncertain_failure_stands_only_when_a_second_play_ends_the_same_way() throws Exception {
        try (ScriptedServer silent = Stage.answering("X", "NOTHING");
                ScriptedServer good = Stage.answering("X", "+OK\r\n", "Y", "-ERR\r\n");
                ScriptedServer laterSilent = Stage.answering("X", "+OK\r\n", "Y", "NOTHING");
                ScriptedServer bad = Stage.answering("X", "-ERR\r\n")) {
            String session = "C: X\nS within 100ms: +OK\nC: Y\nS within 100ms: -ERR";
            Outcome uncertain = Stage.play(session, silent);
            Outcome passed = Stage.play(session, good);
            Outcome failed = Stage.play(session, bad);
            Outcome elsewhere = Stage.play(session, laterSilent);
            assertThat(SecondPlay.needed(uncertain)).isTrue();
            assertThat(SecondPlay.needed(passed)).isFalse();
            assertThat(SecondPlay.needed(failed)).isFalse();
            Outcome twice = SecondPlay.settle(uncertain, Stage.play(session, silent));
            assertThat(twice.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(twice.certain()).isTrue();
            assertThat(SecondPlay.settle(uncertain, passed).verdict()).isEqualTo(Verdict.ERROR);
            assertThat(SecondPlay.settle(uncertain, elsewhere).verdict()).isEqualTo(Verdict.ERROR);
            assertThat(SecondPlay.settle(uncertain, failed).verdict()).isEqualTo(Verdict.FAIL);
        }
    }

    @Test
    void a_session_with_the_reference_server_passes_from_login_to_quit() throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults())) {
            Setting setting = Stage.setting(new Endpoint("127.0.0.1", server.pop3Port()));
            Outcome outcome = new ScenarioPlayer()
                    .play(
                            Stage.scenario("login\nC: STAT\nC: LIST\nS: +OK 0 0\nS: +OK\nS each: ${n} ${m}\n"
                                    + "assert size(n) == 0\nC: QUIT\nS: +OK\nS close"),
                            setting);
            assertThat(outcome.failure()).isEmpty();
            assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
        }
    }
}
