package org.pop3spec.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.net.ClosedPort;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.net.TestCertificate;
import org.pop3spec.result.Event;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;

/** What the client's statements put on the wire, as the server sees it. */
@Timeout(120)
class ClientStatementsTest {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** Greets, notes every segment, and answers each with one line per line end in it. */
    private ScriptedServer noting() throws IOException {
        return new ScriptedServer(peer -> {
            peer.say(Stage.GREETING);
            while (true) {
                String segment = peer.hearSegment();
                if (segment.isEmpty()) {
                    heard.add("closed");
                    return;
                }
                heard.add(segment);
                peer.say("+OK\r\n"
                        .repeat((int) segment.chars().filter(c -> c == '\n').count()));
            }
        });
    }

    private String next() throws InterruptedException {
        return Optional.ofNullable(heard.poll(10, TimeUnit.SECONDS)).orElse("nothing");
    }

    private static void passes(String session, ScriptedServer server) throws InterruptedException {
        Outcome outcome = Stage.play(session, server);
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void consecutive_lines_leave_in_one_write() throws Exception {
        try (ScriptedServer server = noting()) {
            passes("C: NOOP\nC: STAT ${1 + 1}\nS: +OK\nS: +OK\nC: NOOP\nS: +OK", server);
            assertThat(List.of(next(), next())).containsExactly("NOOP\r\nSTAT 2\r\n", "NOOP\r\n");
        }
    }

    @Test
    void raw_octets_leave_as_they_are_each_string_a_segment() throws Exception {
        try (ScriptedServer server = noting()) {
            passes("C raw \"NO\\xff\\0\" 50ms \"OP ${user}\\r\\n\"\nS: +OK", server);
            assertThat(List.of(next(), next())).containsExactly("NO\u00ff\0", "OP alice\r\n");
        }
    }

    @Test
    void the_client_closes_half_closes_and_resets() throws Exception {
        CompletableFuture<String> afterHalfClose = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say(Stage.GREETING);
            peer.untilClientLeaves();
            peer.say("-ERR bye\r\n");
            afterHalfClose.complete("said");
        })) {
            passes("C half-close\nS: +OK\nS: -ERR bye\nS close", server);
            assertThat(afterHalfClose.get(10, TimeUnit.SECONDS)).isEqualTo("said");
        }
        try (ScriptedServer server = noting()) {
            passes("C: NOOP\nS: +OK\nC close", server);
            assertThat(List.of(next(), next())).containsExactly("NOOP\r\n", "closed");
        }
        CompletableFuture<String> end = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say(Stage.GREETING);
            try {
                end.complete(peer.untilClientLeaves());
            } catch (IOException e) {
                end.complete("reset");
            }
        })) {
            passes("connect\nC reset", server);
            assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo("reset");
        }
    }

    @Test
    void a_closed_connection_can_be_opened_again() throws Exception {
        try (ScriptedServer server = noting()) {
            passes("C: NOOP\nS: +OK\nC close\nconnect\nC: STAT\nS: +OK", server);
            // the server may see the end of one connection behind the beginning of the next
            assertThat(List.of(next(), next(), next())).containsExactlyInAnyOrder("NOOP\r\n", "closed", "STAT\r\n");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void several_connections_are_open_at_once_and_told_apart() throws Exception {
        try (ScriptedServer server = Stage.answering("A", "+OK a\r\n", "B", "+OK b\r\n")) {
            passes("C: A\nC2: B\nS2: +OK b\nS: +OK a\nC2: A\nS2: +OK a", server);
            assertThat(server.connections()).isEqualTo(2);
            Outcome outcome = Stage.play("C: A\nC2: B\nS2: +OK a", server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(outcome.transcript().events())
                    .extracting(Event::connection)
                    .contains(1, 2);
        }
    }

    @Test
    void a_greeting_is_read_unless_the_script_reads_it_or_wants_none() throws Exception {
        try (ScriptedServer server = Stage.answering("X", "-ERR\r\n")) {
            passes("S: +OK ${greeting}\nassert matches(greeting, 'ready .*')\nC: X\nS: -ERR", server);
            passes("connect\nC: X\nS: -ERR", server);
            passes("connect no-greeting\nS: +OK\nC: X\nS: -ERR", server);
            passes("connect no-greeting\nC: X\nS: +OK\nS: -ERR", server);
        }
    }

    @Test
    void a_server_that_does_not_greet_well_is_an_error_where_the_greeting_is_not_the_subject() throws Exception {
        try (ScriptedServer server = Stage.answering("GREETING", "HELLO\r\n")) {
            assertThat(Stage.play("C: X\nS: -ERR", server).verdict()).isEqualTo(Verdict.ERROR);
            assertThat(Stage.play("S: +OK", server).verdict()).isEqualTo(Verdict.FAIL);
        }
    }

    @Test
    void a_server_that_turns_a_connection_away_is_an_error_whatever_the_subject_is() throws Exception {
        try (ScriptedServer server = Stage.answering("GREETING", "-ERR [SYS/TEMP] too busy\r\n")) {
            assertThat(Stage.play("C: X\nS: -ERR", server).verdict()).isEqualTo(Verdict.ERROR);
            assertThat(Stage.play("S: +OK", server).verdict()).isEqualTo(Verdict.ERROR);
        }
    }

    @Test
    void a_refused_connection_is_an_error() throws Exception {
        try (ClosedPort nobody = new ClosedPort()) {
            Outcome outcome = Stage.play("C: X\nS: -ERR", nobody.endpoint());
            assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
            assertThat(outcome.failure().orElseThrow().message()).contains("refuses connections");
            assertThat(outcome.certain()).isFalse();
        }
    }

    private static final TestCertificate CERTIFICATE = TestCertificate.loopback();

    private static ScriptedServer upgrading(String answerToStls) throws IOException {
        return new ScriptedServer(peer -> {
            peer.say(Stage.GREETING);
            while (true) {
                String line = peer.hear();
                if (line.equals("STLS")) {
                    break;
                }
                peer.say("-ERR\r\n");
            }
            peer.say(answerToStls);
            ScriptedServer.Peer inside = CERTIFICATE.serve(peer);
            for (String line = inside.hear(); !line.isEmpty(); line = inside.hear()) {
                inside.say("+OK inside\r\n");
            }
        });
    }

    @Test
    void stls_upgrades_a_connection_at_once_or_step_by_step() throws Exception {
        try (ScriptedServer server = upgrading("+OK begin\r\n")) {
            passes("C: NOOP\nS: -ERR\nstls\nC: NOOP\nS: +OK inside", server);
            passes("C: STLS\nS: +OK\nC tls\nC: NOOP\nS: +OK inside", server);
            passes("connect stls\nC: NOOP\nS: +OK inside", server);
        }
    }

    @Test
    void what_a_server_says_between_stls_and_the_handshake_fails() throws Exception {
        try (ScriptedServer server = upgrading("+OK begin\r\n+OK injected\r\n")) {
            for (String session : List.of("stls", "C: STLS\nS: +OK\nC tls")) {
                Outcome outcome = Stage.play(session, server);
                assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
                assertThat(outcome.certain()).isTrue();
                assertThat(outcome.failure().orElseThrow().message())
                        .contains("RFC 2595 section 4")
                        .contains("+OK injected");
            }
        }
    }

    @Test
    void a_refused_stls_fails_where_it_is_the_subject_and_is_an_error_where_it_is_the_channel() throws Exception {
        try (ScriptedServer server = Stage.answering("STLS", "-ERR\r\n")) {
            assertThat(Stage.play("stls\nC: NOOP\nS: +OK", server).verdict()).isEqualTo(Verdict.FAIL);
            assertThat(Stage.play("connect stls\nC: NOOP\nS: +OK", server).verdict())
                    .isEqualTo(Verdict.ERROR);
        }
    }

    @Test
    void implicit_tls_is_a_channel_too() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer(peer -> Stage.conversation("X", "+OK\r\n").serve(CERTIFICATE.serve(peer)))) {
            passes("connect tls\nC: X\nS: +OK", server);
            Outcome outcome = new ScenarioPlayer()
                    .play(
                            Stage.scenario("C: X\nS: +OK"),
                            Stage.setting(
                                    server.endpoint(), Limits.standard(), Channel.TLS, Set.of(), KnownMessages.NONE));
            assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
            assertThat(outcome.transcript().events())
                    .filteredOn(e -> e.kind() == Event.Kind.SENT)
                    .allMatch(Event::encrypted);
        }
    }

    @Test
    void a_wait_does_nothing_for_so_long() throws Exception {
        try (ScriptedServer server = noting()) {
            Outcome outcome = Stage.play("C: A\nS: +OK\nwait 120ms\nC: B\nS: +OK", server);
            List<Event> sent = outcome.transcript().events().stream()
                    .filter(e -> e.kind() == Event.Kind.SENT)
                    .toList();
            assertThat(sent.get(1).micros() - sent.get(0).micros()).isGreaterThanOrEqualTo(120_000);
        }
    }

    @Test
    void pipelined_answers_are_not_taken_for_surplus_ones() throws Exception {
        try (ScriptedServer server = Stage.answering("A", "+OK a\r\n")) {
            passes("C: A\nC: A\nS: +OK a\nC: A\nS: +OK a\nS: +OK a", server);
        }
    }

    @Test
    void a_multi_line_answer_that_the_script_does_not_read_is_not_taken_for_a_surplus_one() throws Exception {
        try (ScriptedServer server = Stage.answering("CAPA", "+OK\r\nTOP\r\n.\r\n")) {
            passes("C: CAPA\nS: +OK", server);
        }
    }

    @Test
    void a_second_answer_that_comes_after_the_last_statement_is_seen_before_quit() throws Exception {
        try (ScriptedServer server = Stage.answering("X", "+OK\r\n+OK again\r\n")) {
            Outcome outcome = Stage.play("C: X\nS: +OK", server);
            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(outcome.failure().orElseThrow().received()).isEqualTo("+OK again\r\n");
        }
        try (ScriptedServer server = Stage.answering("QUIT", "+OK\r\n+OK really\r\n")) {
            assertThat(Stage.play("C: QUIT\nS: +OK", server).verdict()).isEqualTo(Verdict.FAIL);
        }
    }
}
