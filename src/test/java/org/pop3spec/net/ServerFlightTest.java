package org.pop3spec.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.scenario.SuiteFamily;
import org.pop3spec.scenario.TlsVersion;

/** What strangers answer to a ClientHello: whatever it is, it is read to an end. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServerFlightTest {
    private static final String RANDOM = "r".repeat(32);

    @Test
    void a_server_of_java_is_understood() throws Exception {
        TestCertificate certificate = TestCertificate.loopback();
        try (ScriptedServer server = new ScriptedServer(peer -> certificate.serve(peer, "TLSv1.2"))) {
            ServerFlight flight = said(server, TlsVersion.TLS_1_2);

            assertThat(flight).isInstanceOfSatisfying(ServerFlight.Hello.class, hello -> {
                assertThat(hello.version()).isEqualTo(TlsVersion.TLS_1_2);
                assertThat(hello.extendedMasterSecret()).isTrue();
                assertThat(hello.chain()).containsExactly(certificate.certificate());
                assertThat(hello.asksForCertificate()).isFalse();
                assertThat(hello.applicationProtocol()).isEmpty();
            });
            assertThat(said(server, TlsVersion.TLS_1_3))
                    .isEqualTo(new ServerFlight.Refusal(Optional.of("protocol_version")));
        }
    }

    @Test
    void a_request_for_a_certificate_and_the_protocol_chosen_are_seen() throws Exception {
        String alpn = "\0\u0010\0\u0007\0\u0005\u0004pop3";
        String hello = message(2, "\u0003\u0003" + RANDOM + "\0\0/\0\0\u000B" + alpn);
        ServerFlight flight = answered(record(22, hello + message(13, "\u0001\u0001\0\0") + message(14, "")));

        assertThat(flight).isInstanceOfSatisfying(ServerFlight.Hello.class, read -> {
            assertThat(read.applicationProtocol()).contains("pop3");
            assertThat(read.asksForCertificate()).isTrue();
        });
    }

    @Test
    void who_just_closes_refuses() throws Exception {
        assertThat(answered("")).isEqualTo(new ServerFlight.Refusal(Optional.empty()));
    }

    @Test
    void who_refuses_in_the_clear_does_not_speak_that_tls() throws Exception {
        assertThat(answered("-ERR TLS handshake failed\r\n")).isEqualTo(new ServerFlight.RefusalInClear());
    }

    @Test
    void an_alert_without_a_name_is_told_by_its_number() throws Exception {
        assertThat(answered(record(21, "\u0002\u00C8"))).isEqualTo(new ServerFlight.Refusal(Optional.of("200")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+OK ready\r\n",
                // a version that there is not, a hello that is cut, one whose extensions go beyond it
                "\u0016\u0003\u0003\0*\u0002\0\0&\u0003crrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\0\0/\0",
                "\u0016\u0003\u0003\0\u0008\u0002\0\0\u0004\u0003\u0003rr",
                "\u0016\u0003\u0003\u00000\u0002\0\0,\u0003\u0003rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\0\0/\0\0\u00FF\0\u0010\0\u00FF",
                // records of other kinds, and one that is longer than any
                "\u0017\u0003\u0003\0\u0002ab",
                "\u0016\u0003\u0003\u00FF\u00FF"
            })
    void what_can_not_be_made_out_is_told_as_that(String octets) throws Exception {
        assertThat(answered(octets)).isInstanceOf(ServerFlight.Unclear.class);
    }

    @Test
    void a_certificate_that_is_none_can_not_be_made_out() throws Exception {
        String hello = message(2, "\u0003\u0003" + RANDOM + "\0\0/\0");
        String certificate = message(11, "\0\0\u0005\0\0\u0002xx");

        assertThat(answered(record(22, hello + certificate))).isInstanceOf(ServerFlight.Unclear.class);
    }

    @Test
    void records_without_end_are_not_read_without_end() throws Exception {
        assertThat(answered(record(21, "\u0001\0").repeat(1000))).isInstanceOf(ServerFlight.Unclear.class);
    }

    @Test
    void who_does_not_answer_is_late() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::untilClientLeaves)) {
            assertThat(said(server, TlsVersion.TLS_1_2, Duration.ofMillis(200)))
                    .isInstanceOfSatisfying(
                            ServerFlight.Unclear.class,
                            unclear -> assertThat(unclear.late()).isTrue());
        }
    }

    private static String message(int type, String body) {
        return "" + (char) type + "\0\0" + (char) body.length() + body;
    }

    private static String record(int type, String content) {
        return "" + (char) type + "\u0003\u0003\0" + (char) content.length() + content;
    }

    private static ServerFlight answered(String octets) throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.hearSegment();
            peer.say(octets);
        })) {
            return said(server, TlsVersion.TLS_1_2);
        }
    }

    private static ServerFlight said(ScriptedServer server, TlsVersion version) throws Exception {
        return said(server, version, Duration.ofSeconds(20));
    }

    private static ServerFlight said(ScriptedServer server, TlsVersion version, Duration patience)
            throws IOException, InterruptedException {
        try (Connection connection =
                Connection.open(1, server.endpoint(), Limits.standard(), new Recorder(new Secrets()))) {
            Deadline deadline = Deadline.in(patience);
            String hello = ClientHello.to("127.0.0.1", version, List.<SuiteFamily>of(), Optional.empty())
                    .octets();
            connection.write(hello, deadline);
            return ServerFlight.read(connection, deadline);
        }
    }
}
