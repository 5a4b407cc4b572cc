package org.pop3spec.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection under a security layer, whatever comes in it. */
@Timeout(60)
class LayerTest {
    private final Recorder recorder = new Recorder(new Secrets());

    /** Letters are the next ones of the alphabet in buffers, which end with an exclamation mark. */
    private static final class Shifted implements SecurityLayer {
        @Override
        public String name() {
            return "shifted";
        }

        @Override
        public int most() {
            return 5;
        }

        @Override
        public int longest() {
            return 100;
        }

        @Override
        public String protect(String octets) {
            return shifted(octets, 1) + '!';
        }

        @Override
        public String open(String buffer) throws LayerFailure {
            if (!buffer.endsWith("!")) {
                throw new LayerFailure("no exclamation mark");
            }
            return shifted(buffer.substring(0, buffer.length() - 1), -1);
        }

        private static String shifted(String octets, int by) {
            return octets.chars()
                    .map(c -> Character.isLetter(c) ? c + by : c)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
    }

    private Connection connect(ScriptedServer server) throws Exception {
        return Connection.open(1, server.endpoint(), Limits.standard(), recorder);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(10));
    }

    private static Received.Line line(String octets) {
        return new Received.Line(octets, Received.Terminator.CRLF);
    }

    @Test
    void buffers_are_opened_however_they_come() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.say("+OK\r\n\0");
                    peer.hearSegment();
                    for (char octet : "\0\0\4POE!\0\0\0\1!\0\0\0\5\r\nB\r!\0\0\0\2\n!".toCharArray()) {
                        peer.say(String.valueOf(octet));
                    }
                    peer.untilClientLeaves();
                });
                Connection connection = connect(server)) {
            assertThat(connection.line(soon())).isEqualTo(line("+OK"));
            connection.protect(new Shifted());
            connection.write("X", soon());
            assertThat(connection.line(soon())).isEqualTo(line("OND"));
            assertThat(connection.line(soon())).isEqualTo(line("A"));
        }
    }

    @Test
    void what_is_written_goes_in_buffers_that_are_not_too_long() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(peer -> heard.complete(peer.untilClientLeaves()))) {
            try (Connection connection = connect(server)) {
                connection.protect(new Shifted());
                assertThat(connection.write("ABCDEFG\r\n", soon())).isEmpty();
            }
            assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("\0\0\0\6BCDEF!\0\0\0\5GH\r\n!");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000065", "7fffffff", "ffffffff", "00000000", "2d4552520d0a"})
    void a_length_that_no_buffer_has_is_not_waited_for(String hex) throws Exception {
        String octets = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        try (ScriptedServer server = ScriptedServer.saying(octets);
                Connection connection = connect(server)) {
            connection.protect(new Shifted());
            assertThat(connection.line(soon()))
                    .isInstanceOfSatisfying(
                            Received.LayerFailed.class,
                            failed -> assertThat(failed.message())
                                    .startsWith(
                                            "the server sent what is no buffer of the security layer: it begins with"));
        }
    }

    @Test
    void what_cannot_be_opened_is_the_end_and_what_came_before_counts() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying("\0\0\0\5B\r\n\t!\0\0\0\2BB\0\0\0\4B\r\n!");
                Connection connection = connect(server)) {
            connection.protect(new Shifted());
            assertThat(connection.line(soon())).isEqualTo(line("A"));
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("\t", Received.Terminator.NONE));
            assertThat(connection.line(soon())).isEqualTo(new Received.LayerFailed("no exclamation mark"));
        }
    }

    @Test
    void buffers_with_nothing_in_them_are_not_read_without_end() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    while (true) {
                        peer.say("\0\0\0\1!".repeat(1000));
                    }
                });
                Connection connection = connect(server)) {
            connection.protect(new Shifted());
            assertThat(connection.line(soon()))
                    .isInstanceOfSatisfying(
                            Received.LayerFailed.class,
                            failed -> assertThat(failed.message()).contains("with nothing in them"));
        }
    }

    @Test
    void a_server_that_closes_in_the_middle_of_a_buffer_has_closed() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> peer.say("\0\0\0\5B"));
                Connection connection = connect(server)) {
            connection.protect(new Shifted());
            assertThat(connection.line(soon())).isInstanceOf(Received.Closed.class);
        }
    }
}
