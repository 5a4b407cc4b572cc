package org.pop3spec.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Recorder;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.result.Event;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Touch;

/** Whatever a server does: a verdict, within the limits of time and memory, and the next scenario goes on. */
@Timeout(120)
class HostileServerTest {
    private static final int MEBI = 1024 * 1024;
    /** Small, so that what is above them is soon reached. */
    private static final Limits LIMITS = new Limits(Stage.SHORT, Duration.ofSeconds(5), MEBI, 64 * 1024, MEBI, 20_000);

    private final ScenarioPlayer player = new ScenarioPlayer();

    private Outcome play(String session, ScriptedServer server, Limits limits) throws Exception {
        Outcome outcome = player.play(Stage.scenario(session), Stage.setting(server.endpoint(), limits));
        bounded(outcome);
        goesOn();
        return outcome;
    }

    private static void bounded(Outcome outcome) {
        List<Event> events = outcome.transcript().events();
        assertThat(events.size()).isLessThan(2100);
        assertThat(events.stream().mapToLong(e -> e.octets().length()).sum()).isLessThan(2L * Recorder.BUDGET);
        outcome.failure().ifPresent(failure -> {
            // and how many octets there were
            assertThat(failure.received().length()).isLessThan(2048 + 50);
            assertThat(failure.message().length()).isLessThanOrEqualTo(1000);
            assertThat(failure.message()).matches("[ -~]*");
        });
    }

    private void goesOn() throws Exception {
        try (ScriptedServer sane = Stage.answering("X", "+OK\r\n")) {
            assertThat(player.play(Stage.scenario("C: X\nS: +OK"), Stage.setting(sane.endpoint()))
                            .verdict())
                    .isEqualTo(Verdict.PASS);
        }
    }

    /** Greets, waits for a line, and then says this for as long as anybody listens. */
    private static ScriptedServer flooding(String first, String again, int times) throws IOException {
        return new ScriptedServer(peer -> {
            peer.say(Stage.GREETING);
            peer.hear();
            peer.say(first);
            for (int i = 0; i < times; i++) {
                peer.say(again);
            }
            peer.untilClientLeaves();
        });
    }

    @Test
    void a_line_of_100_mb_fails() throws Exception {
        try (ScriptedServer server = flooding("+OK ", "x".repeat(MEBI), 100)) {
            Outcome outcome = play("C: X\nS: +OK", server, LIMITS);
            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(outcome.failure().orElseThrow().message()).contains("more than 65536 octets came without end");
        }
    }

    static Stream<Arguments> readings() {
        return Stream.of(
                arguments("C: LIST\nS: +OK\nS lines"),
                arguments("C: LIST\nS: +OK\nS each: ${n:number} ${m:number}"),
                arguments("C: LIST\nS: +OK\nS some: UIDL"),
                arguments("C: RETR 1\nS: +OK\nS message"),
                arguments("C: RETR 1\nS: +OK\nS message as text"));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void an_answer_that_never_ends_is_given_up(String session) throws Exception {
        for (String piece : List.of("1 2\r\n".repeat(1000), "\r\n".repeat(1000), "1 2\r\n" + "3 ".repeat(500_000))) {
            try (ScriptedServer server = flooding("+OK\r\n", piece, Integer.MAX_VALUE)) {
                assertThat(play(session, server, LIMITS).verdict()).isEqualTo(Verdict.ERROR);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("readings")
    void an_octet_now_and_then_is_given_up_in_time(String session) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say(Stage.GREETING);
            peer.hear();
            peer.say("+OK\r\n");
            while (over.getCount() > 0) {
                peer.say("1");
                peer.idle(20);
            }
        })) {
            Outcome outcome = play(session, server, Stage.hasty());
            over.countDown();
            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(outcome.certain()).isFalse();
        }
    }

    @Test
    void a_close_at_any_octet_of_a_session_is_never_a_certain_failure() throws Exception {
        String[] answers = {
            Stage.GREETING,
            "+OK\r\n",
            "+OK\r\n",
            "+OK 1 28\r\n",
            "+OK\r\n1 28\r\n.\r\n",
            "+OK\r\nSubject: 1\r\n\r\nbody\r\n..dot\r\n.\r\n",
            "+OK\r\n"
        };
        int all = Stream.of(answers).mapToInt(String::length).sum();
        String session = "login\nC: STAT\nS: +OK 1 28\nC: LIST\nS: +OK\nS each: ${n:number} ${m:number}\n"
                + "C: RETR 1\nS: +OK\nS message 1\nC: QUIT\nS: +OK\nS close";
        for (int cut = 0; cut <= all; cut++) {
            try (ScriptedServer server = cutting(answers, cut)) {
                Setting setting = Stage.setting(
                        server.endpoint(), LIMITS, Channel.CLEARTEXT, EnumSet.allOf(Touch.class), Stage.THREE);
                Outcome outcome = player.play(Stage.scenario(session), setting);
                bounded(outcome);
                if (cut == all) {
                    assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
                } else {
                    assertThat(outcome.verdict()).as("cut at %d", cut).isIn(Verdict.FAIL, Verdict.ERROR);
                    assertThat(outcome.certain()).as("cut at %d", cut).isFalse();
                }
            }
        }
        goesOn();
    }

    /** Says these in turn, one after each line it hears, and closes after so many octets. */
    private static ScriptedServer cutting(String[] answers, int octets) throws IOException {
        return new ScriptedServer(peer -> {
            int left = octets;
            for (int i = 0; i < answers.length; i++) {
                if (i > 0) {
                    peer.hear();
                }
                peer.say(answers[i].substring(0, Math.min(left, answers[i].length())));
                left -= answers[i].length();
                if (left < 0) {
                    peer.socket().shutdownOutput();
                    peer.untilClientLeaves();
                    return;
                }
            }
        });
    }

    @Test
    void nuls_bad_utf8_and_terminal_escapes_are_octets_in_values_and_escapes_in_messages() throws Exception {
        String nasty = "\0\u00c3(\u001b[31m<script>]]>\u007f\r x";
        try (ScriptedServer server = Stage.answering("X", "+OK " + nasty + "\r\n")) {
            Outcome outcome = play("C: X\nS: +OK ${t}\nassert size(t) == 23\nC: X\nS: -ERR", server, LIMITS);
            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(outcome.failure().orElseThrow().message()).contains("\\0\\xC3(\\x1B[31m<script>]]>\\x7F\\r x");
            assertThat(outcome.failure().orElseThrow().received()).isEqualTo("+OK " + nasty);
        }
    }

    @Test
    void a_tls_handshake_that_stalls_is_given_up() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.hearSegment();
            peer.idle();
        })) {
            Outcome outcome = play("connect tls\nC: X\nS: +OK", server, Stage.hasty());
            assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
            assertThat(outcome.failure().orElseThrow().message()).isEqualTo("the TLS handshake did not end in time");
        }
    }

    @Test
    void a_server_that_does_not_read_is_given_up() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say(Stage.GREETING);
            peer.idle();
        })) {
            Outcome outcome =
                    play("let big = repeat('x', 60000)\nrepeat 400\n C: ${big}\nend\nS: -ERR", server, Stage.hasty());
            assertThat(outcome.verdict()).isIn(Verdict.FAIL, Verdict.ERROR);
            assertThat(outcome.certain()).isFalse();
        }
    }

    @Test
    void text_that_makes_a_backtracking_expression_explode_costs_nothing() throws Exception {
        String bomb = "a".repeat(50_000);
        try (ScriptedServer server =
                Stage.answering("X", "+OK " + bomb + "!\r\n", "GREETING", "+OK " + "<".repeat(50_000) + "\r\n")) {
            assertThat(play("C: X\nS: /\\+OK (a+)+b/", server, LIMITS).verdict())
                    .isEqualTo(Verdict.FAIL);
            assertThat(play("C: X\nS: +OK ${t}\nassert matches(t, '(a|aa)+!')", server, LIMITS)
                            .verdict())
                    .isEqualTo(Verdict.PASS);
            assertThat(play("login apop", server, LIMITS).verdict()).isEqualTo(Verdict.SKIP);
        }
    }

    @Test
    void two_answers_to_every_command_fail_at_the_first() throws Exception {
        try (ScriptedServer server = Stage.answering("A", "+OK 1\r\n+OK 2\r\n", "B", "+OK 1\r\n+OK 2\r\n")) {
            Outcome outcome = play("C: A\nS: +OK\nC: B\nS: +OK", server, LIMITS);
            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(outcome.certain()).isTrue();
            assertThat(outcome.failure().orElseThrow().message())
                    .isEqualTo("the server sent more than the answer to A (RFC 1939 section 3): \"+OK 2\\r\\n\"");
        }
    }

    @Test
    void a_server_that_talks_all_the_time_fails_or_is_an_error_but_ends() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            while (true) {
                peer.say("+OK more\r\n");
            }
        })) {
            assertThat(play("C: X\nS: +OK", server, LIMITS).verdict()).isEqualTo(Verdict.FAIL);
        }
    }

    @Test
    void an_interrupt_ends_a_scenario_at_once_and_closes_its_connections() throws Exception {
        CompletableFuture<String> left = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say(Stage.GREETING);
            peer.hear();
            asked.countDown();
            left.complete("left" + peer.untilClientLeaves());
        })) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Setting setting = Stage.setting(server.endpoint(), LIMITS.withAnswer(Duration.ofHours(1)));
            Thread thread = new Thread(() -> {
                try {
                    player.play(Stage.scenario("C: X\nS: +OK"), setting);
                } catch (InterruptedException e) {
                    thrown.set(e);
                }
            });
            thread.start();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            thread.interrupt();
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(left.get(10, TimeUnit.SECONDS)).isEqualTo("left");
        }
    }
}
