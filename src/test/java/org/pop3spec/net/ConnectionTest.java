package org.pop3spec.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.result.Event;

@Timeout(30)
class ConnectionTest {
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Limits LIMITS = Limits.standard().withAnswer(Duration.ofSeconds(5));

    private final Recorder recorder = new Recorder(new Secrets());

    private Connection open(ScriptedServer server) throws ConnectFailure, InterruptedException {
        return Connection.open(1, server.endpoint(), LIMITS, recorder);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(5));
    }

    @Test
    void a_line_says_how_it_ended_and_keeps_a_bare_cr() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> peer.say("+OK a\rb\r\n+OK\n\r\nrest"));
                Connection connection = open(server)) {
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("+OK a\rb", Received.Terminator.CRLF));
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("+OK", Received.Terminator.LF));
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("", Received.Terminator.CRLF));
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("rest", Received.Terminator.NONE));
            assertThat(connection.line(soon())).isEqualTo(new Received.Closed(true));
            assertThat(connection.line(soon())).isEqualTo(new Received.Closed(true));
        }
    }

    @Test
    void in_a_text_lf_alone_is_no_line_end() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying("a\n.\n", "b\r", "\n.\r\n");
                Connection connection = open(server)) {
            assertThat(connection.textLine(soon(), 100))
                    .isEqualTo(new Received.Line("a\n.\nb", Received.Terminator.CRLF));
            assertThat(connection.textLine(soon(), 100)).isEqualTo(new Received.Line(".", Received.Terminator.CRLF));
        }
    }

    @Test
    void an_octet_now_and_then_does_not_stretch_the_deadline() throws Exception {
        CountDownLatch timedOut = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    while (timedOut.getCount() > 0) {
                        peer.say("x");
                        peer.idle(10);
                    }
                });
                Connection connection = open(server)) {
            assertThat(connection.happens(soon())).isTrue();
            assertThat(connection.line(Deadline.growing(SHORT, 64 * 1024)))
                    .isInstanceOfSatisfying(
                            Received.TimedOut.class,
                            out -> assertThat(out.soFar()).startsWith("x"));
            timedOut.countDown();
        }
    }

    @Test
    void a_big_answer_that_goes_on_gets_more_time() throws InterruptedException {
        Deadline deadline = Deadline.growing(Duration.ofMillis(1), 1000);
        deadline.arrived(20_000);
        assertThat(deadline.remaining()).isGreaterThan(Duration.ofSeconds(10).toNanos());
        Deadline firm = Deadline.in(Duration.ofNanos(1));
        firm.arrived(20_000);
        assertThat(firm.passed()).isTrue();
    }

    @Test
    void a_line_without_end_is_cut_off_at_the_limit() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    String much = "x".repeat(1024 * 1024);
                    for (int i = 0; i < 100; i++) {
                        peer.say(much);
                    }
                });
                Connection connection = open(server)) {
            assertThat(connection.line(soon())).isInstanceOfSatisfying(Received.TooLong.class, tooLong -> {
                assertThat(tooLong.limit()).isEqualTo(LIMITS.lineOctets());
                assertThat(tooLong.start()).hasSize(1024);
            });
        }
        assertThat(recorder.transcript().events())
                .allSatisfy(e -> assertThat(e.octets().length()).isLessThanOrEqualTo(Recorder.HEAD + Recorder.TAIL));
    }

    @Test
    void a_line_of_exactly_the_limit_is_taken() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying("12345678\r\n123456789\r\n");
                Connection connection = open(server)) {
            assertThat(connection.textLine(soon(), 10))
                    .isEqualTo(new Received.Line("12345678", Received.Terminator.CRLF));
            assertThat(connection.textLine(soon(), 10)).isEqualTo(new Received.TooLong("123456789\r\n", 10));
        }
    }

    @Test
    void a_reset_is_told_from_a_close() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    written.countDown();
                    peer.reset();
                });
                Connection connection = open(server)) {
            written.await();
            assertThat(connection.line(soon())).isEqualTo(new Received.Reset());
        }
        assertThat(recorder.transcript().events())
                .extracting(Event::kind)
                .contains(Event.Kind.RESET_BY_SERVER)
                .doesNotContain(Event.Kind.CLOSED_BY_SERVER);
    }

    @Test
    void each_write_is_a_segment_of_its_own() throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    first.complete(peer.hearSegment());
                    peer.say("+\r\n");
                    second.complete(peer.hearSegment());
                });
                Connection connection = open(server)) {
            connection.write("NO", soon());
            connection.line(soon());
            connection.write("OP\r\nNOOP\r\n", soon());
            assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo("NO");
            assertThat(second.get(5, TimeUnit.SECONDS)).isEqualTo("OP\r\nNOOP\r\n");
        }
    }

    @Test
    void a_server_that_does_not_read_is_left_in_time() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::idle);
                Connection connection = open(server)) {
            Optional<Received> trouble = connection.write("x".repeat(64 * 1024 * 1024), Deadline.in(SHORT));
            assertThat(trouble).contains(new Received.TimedOut(""));
        }
    }

    @Test
    void client_and_server_do_not_wait_for_each_other_to_read() throws Exception {
        int much = 16 * 1024 * 1024;
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    // an echo that can't take more while its own words are not read
                    for (int seen = 0; seen < much; ) {
                        String segment = peer.hearSegment();
                        seen += segment.length();
                        peer.say(segment.substring(0, Math.min(1, segment.length()))
                                .repeat(segment.length() / 32 + 1));
                    }
                    peer.say("\r\n");
                });
                Connection connection = open(server)) {
            assertThat(connection.write("x".repeat(much), Deadline.in(Duration.ofSeconds(20))))
                    .isEmpty();
            assertThat(connection.textLine(soon(), much)).isInstanceOf(Received.Line.class);
        }
    }

    @Test
    void writing_to_a_server_that_has_gone_is_no_exception_and_its_last_words_can_be_read() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.say("-ERR go away\r\n");
                    peer.socket().close();
                    gone.countDown();
                });
                Connection connection = open(server)) {
            gone.await();
            connection.write("NOOP\r\n", soon());
            connection.write("NOOP\r\n", soon());
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("-ERR go away", Received.Terminator.CRLF));
            assertThat(connection.line(soon())).isInstanceOfAny(Received.Closed.class, Received.Reset.class);
        }
    }

    @Test
    void a_half_close_leaves_the_other_direction_open() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(peer -> peer.say("heard " + peer.untilClientLeaves() + "\r\n"));
                Connection connection = open(server)) {
            connection.write("QUIT", soon());
            connection.halfClose();
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("heard QUIT", Received.Terminator.CRLF));
            assertThat(connection.write("x", soon())).contains(new Received.Reset());
        }
    }

    @Test
    void the_server_sees_whether_the_client_closes_or_resets() throws Exception {
        for (boolean reset : new boolean[] {false, true}) {
            CompletableFuture<String> seen = new CompletableFuture<>();
            try (ScriptedServer server = new ScriptedServer(peer -> {
                        peer.say("hello\r\n");
                        try {
                            seen.complete("closed after " + peer.untilClientLeaves());
                        } catch (IOException e) {
                            seen.complete("reset");
                        }
                    });
                    Connection connection = open(server)) {
                connection.line(soon());
                if (reset) {
                    connection.reset();
                } else {
                    List.of(connection).forEach(Connection::close);
                }
                assertThat(seen.get(5, TimeUnit.SECONDS)).isEqualTo(reset ? "reset" : "closed after ");
            }
        }
    }

    @Test
    void what_was_read_since_a_mark_can_be_taken_back() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying("one\r\n", "two\r\n" + "x".repeat(20_000) + "\r\n");
                Connection connection = open(server)) {
            connection.mark();
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("one", Received.Terminator.CRLF));
            connection.line(soon());
            connection.line(soon());
            connection.rewind();
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("one", Received.Terminator.CRLF));
            connection.mark();
            connection.line(soon());
            connection.release();
            assertThat(connection.line(soon()))
                    .isEqualTo(new Received.Line("x".repeat(20_000), Received.Terminator.CRLF));
        }
    }

    @Test
    void octets_are_counted_out_and_lines_follow() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying("\0\0\0\0+OK\r\n");
                Connection connection = open(server)) {
            assertThat(connection.octets(4, soon())).isEqualTo(new Received.Octets("\0\0\0\0"));
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("+OK", Received.Terminator.CRLF));
            assertThat(connection.octets(4, Deadline.in(SHORT))).isEqualTo(new Received.TimedOut(""));
        }
    }

    @Test
    void silence_is_told_from_any_event() throws Exception {
        CountDownLatch quiet = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    quiet.await();
                    peer.say("x");
                    peer.hear();
                });
                Connection connection = open(server)) {
            assertThat(connection.happens(Deadline.in(SHORT))).isFalse();
            quiet.countDown();
            assertThat(connection.happens(soon())).isTrue();
            assertThat(connection.unread()).isEqualTo("x");
            connection.skipUnread();
            connection.write("bye\r\n", soon());
            assertThat(connection.happens(soon())).isTrue();
            assertThat(connection.ended()).contains(new Received.Closed(true));
        }
    }

    @Test
    void an_interrupt_ends_the_wait_and_closes_the_connection() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(peer -> seen.complete(peer.untilClientLeaves()));
                Connection connection = open(server)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> connection.line(Deadline.in(Duration.ofSeconds(60))));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(connection.closed()).isTrue();
            assertThat(seen.get(5, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void a_refused_connection_is_one_clear_line() throws Exception {
        try (ClosedPort nobody = new ClosedPort()) {
            assertThatExceptionOfType(ConnectFailure.class)
                    .isThrownBy(() -> Connection.open(1, nobody.endpoint(), LIMITS, recorder))
                    .withMessage("127.0.0.1:" + nobody.port() + " refuses connections")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(ConnectFailure.Reason.REFUSED));
        }
    }

    @Test
    void an_unknown_host_is_one_clear_line() {
        assertThatExceptionOfType(ConnectFailure.class)
                .isThrownBy(() -> Connection.open(1, new Endpoint("no-such-host.invalid", 110), LIMITS, recorder))
                .withMessage("the host name no-such-host.invalid is not known")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ConnectFailure.Reason.UNKNOWN_HOST));
    }

    @Test
    void an_address_of_ipv6_is_written_in_brackets_and_can_be_reached() throws Exception {
        assertThat(new Endpoint("::1", 110)).hasToString("[::1]:110");
        InetAddress six = InetAddress.getAllByName("::1")[0];
        assertThat(six).isInstanceOf(Inet6Address.class);
        try (ServerSocket probe = new ServerSocket(0, 1, six)) {
            assertThat(probe.isBound()).isTrue();
        } catch (IOException e) {
            Assumptions.abort("no IPv6 on the loopback interface");
        }
        try (ScriptedServer server = new ScriptedServer(peer -> peer.say("+OK\r\n"), six);
                Connection connection = Connection.open(1, new Endpoint("::1", server.port()), LIMITS, recorder)) {
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("+OK", Received.Terminator.CRLF));
        }
    }
}
