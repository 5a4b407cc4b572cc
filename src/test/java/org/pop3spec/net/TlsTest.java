package org.pop3spec.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.result.Event;

@Timeout(60)
class TlsTest {
    private static final Limits LIMITS = Limits.standard();
    private static final TestCertificate GOOD = TestCertificate.loopback();

    @TempDir
    private Path folder;

    private final Recorder recorder = new Recorder(new Secrets());

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(10));
    }

    private static ScriptedServer serving(TestCertificate certificate, String... versions) throws IOException {
        return new ScriptedServer(peer -> {
            ScriptedServer.Peer inside = certificate.serve(peer, versions);
            inside.say("+OK\r\n");
            inside.say("heard " + inside.hear() + "\r\n");
            inside.socket().close();
        });
    }

    private TlsFailure failure(ScriptedServer server, TlsSettings settings, Limits limits) throws Exception {
        try (Connection connection = Connection.open(1, server.endpoint(), limits, recorder)) {
            CompletableFuture<TlsFailure> failed = new CompletableFuture<>();
            assertThatExceptionOfType(TlsFailure.class)
                    .isThrownBy(() -> connection.startTls(settings))
                    .satisfies(failed::complete);
            assertThat(connection.closed()).isTrue();
            return failed.get();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void lines_go_through_tls_and_its_end_is_noted(String version) throws Exception {
        try (ScriptedServer server = serving(GOOD, version);
                Connection connection = Connection.open(1, server.endpoint(), LIMITS, recorder)) {
            assertThat(connection.startTls(TlsSettings.trusting(List.of(GOOD.certificate()))))
                    .isEmpty();
            assertThat(connection.encrypted()).isTrue();
            assertThat(connection.serverCertificates()).containsExactly(GOOD.certificate());
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("+OK", Received.Terminator.CRLF));
            connection.write("NOOP\r\n", soon());
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("heard NOOP", Received.Terminator.CRLF));
            assertThat(connection.line(soon())).isEqualTo(new Received.Closed(true));
        }
        assertThat(recorder.transcript().events())
                .anySatisfy(e -> {
                    assertThat(e.kind()).isEqualTo(Event.Kind.TLS_STARTED);
                    assertThat(e.octets()).startsWith(version + " TLS_");
                })
                .anySatisfy(e -> {
                    assertThat(e.kind()).isEqualTo(Event.Kind.SENT);
                    assertThat(e.octets()).isEqualTo("NOOP\r\n");
                    assertThat(e.encrypted()).isTrue();
                })
                .anySatisfy(e -> assertThat(e.octets()).isEqualTo("close_notify"));
    }

    @Test
    void much_goes_through_tls_in_both_directions_at_once() throws Exception {
        int much = 4 * 1024 * 1024;
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    ScriptedServer.Peer inside = GOOD.serve(peer);
                    for (int seen = 0; seen < much; ) {
                        String segment = inside.hearSegment();
                        seen += segment.length();
                        inside.say(segment.substring(0, segment.length() / 8));
                    }
                    inside.say("\r\n");
                    inside.untilClientLeaves();
                });
                Connection connection = Connection.open(1, server.endpoint(), LIMITS, recorder)) {
            connection.startTls(TlsSettings.trustingAnyone());
            assertThat(connection.write("x".repeat(much), soon())).isEmpty();
            assertThat(connection.textLine(soon(), much)).isInstanceOf(Received.Line.class);
        }
    }

    @Test
    void what_the_server_said_in_the_clear_before_the_handshake_is_dropped_and_told() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.hear();
                    peer.say("+OK begin\r\n+OK injected\r\n");
                    GOOD.serve(peer).say("+OK inside\r\n");
                });
                Connection connection = Connection.open(1, server.endpoint(), LIMITS, recorder)) {
            connection.write("STLS\r\n", soon());
            assertThat(connection.line(soon())).isInstanceOf(Received.Line.class);
            assertThat(connection.startTls(TlsSettings.trustingAnyone())).isEqualTo("+OK injected\r\n");
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("+OK inside", Received.Terminator.CRLF));
        }
        assertThat(recorder.transcript().events())
                .anySatisfy(
                        e -> assertThat(e.octets()).isEqualTo("14 octets from before the TLS handshake were dropped"));
    }

    @Test
    void an_untrusted_certificate_is_one_clear_line() throws Exception {
        try (ScriptedServer server = serving(GOOD)) {
            TlsFailure failure = failure(server, TlsSettings.trustingSystem(), LIMITS);
            assertThat(failure.reason()).isEqualTo(TlsFailure.Reason.UNTRUSTED);
            assertThat(failure).hasMessage("the certificate is not trusted: self-signed by CN=pop3spec test");
        }
    }

    @Test
    void a_certificate_for_another_host_is_one_clear_line_unless_that_is_allowed() throws Exception {
        TestCertificate other = TestCertificate.of(GeneralName.dNSName, "mail.example.org", Duration.ofDays(1));
        TlsSettings settings = TlsSettings.trusting(List.of(other.certificate()));
        try (ScriptedServer server = serving(other)) {
            TlsFailure failure = failure(server, settings, LIMITS);
            assertThat(failure.reason()).isEqualTo(TlsFailure.Reason.WRONG_HOST);
            assertThat(failure).hasMessage("the certificate is for mail.example.org, not for 127.0.0.1");
            try (Connection connection = Connection.open(2, server.endpoint(), LIMITS, recorder)) {
                connection.startTls(settings.withoutHostNameCheck());
                assertThat(connection.line(soon())).isInstanceOf(Received.Line.class);
            }
        }
    }

    @Test
    void an_expired_certificate_is_one_clear_line() throws Exception {
        TestCertificate old = TestCertificate.of(GeneralName.iPAddress, "127.0.0.1", Duration.ofDays(-1));
        try (ScriptedServer server = serving(old)) {
            TlsFailure failure = failure(server, TlsSettings.trusting(List.of(old.certificate())), LIMITS);
            assertThat(failure.getMessage()).startsWith("the certificate expired on 20");
            assertThat(failure.reason()).isEqualTo(TlsFailure.Reason.EXPIRED);
        }
    }

    @Test
    void a_server_without_a_version_in_common_is_one_clear_line() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.hearSegment();
            // a fatal alert "protocol_version" in a record of TLS 1.2
            peer.say("\u0015\u0003\u0003\0\u0002\u0002F");
            peer.untilClientLeaves();
        })) {
            TlsFailure failure = failure(server, TlsSettings.trustingAnyone(), LIMITS);
            assertThat(failure.reason()).isEqualTo(TlsFailure.Reason.NO_COMMON_VERSION);
            assertThat(failure.getMessage()).startsWith("no TLS version or cipher suite in common");
        }
    }

    @ParameterizedTest
    @CsvSource({"tls-exporter, TLSv1.2", "tls-unique, TLSv1.3"})
    void a_binding_of_another_version_than_the_servers_is_no_version_in_common(String type, String version)
            throws Exception {
        try (ScriptedServer server = serving(GOOD, version)) {
            TlsFailure failure = failure(server, TlsSettings.trustingAnyone().bindingBy(type), LIMITS);
            assertThat(failure.reason()).isEqualTo(TlsFailure.Reason.NO_COMMON_VERSION);
        }
    }

    @ParameterizedTest
    @CsvSource({"tls-unique, TLSv1.2", "tls-exporter, TLSv1.3"})
    void a_binding_comes_with_its_version_and_the_certificate_is_judged_as_ever(String type, String version)
            throws Exception {
        TlsSettings trusting = TlsSettings.trusting(List.of(GOOD.certificate()));
        try (ScriptedServer server = serving(GOOD, version);
                Connection connection = Connection.open(1, server.endpoint(), LIMITS, recorder)) {
            connection.startTls(trusting.bindingBy(type));
            assertThat(connection.channelBinding(type)).isPresent();
            assertThat(connection.line(soon())).isEqualTo(new Received.Line("+OK", Received.Terminator.CRLF));
        }
        TestCertificate other = TestCertificate.of(GeneralName.dNSName, "mail.example.org", Duration.ofDays(1));
        try (ScriptedServer server = serving(other, version)) {
            TlsSettings known = TlsSettings.trusting(List.of(other.certificate()));
            assertThat(failure(server, known.bindingBy(type), LIMITS).reason()).isEqualTo(TlsFailure.Reason.WRONG_HOST);
            assertThat(failure(server, trusting.bindingBy(type), LIMITS).reason())
                    .isEqualTo(TlsFailure.Reason.UNTRUSTED);
        }
    }

    @Test
    void a_server_that_does_not_speak_tls_is_one_clear_line() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying("+OK POP3 ready\r\n")) {
            TlsFailure failure = failure(server, TlsSettings.trustingAnyone(), LIMITS);
            assertThat(failure).hasMessage("the server does not answer with TLS");
            assertThat(failure.reason()).isEqualTo(TlsFailure.Reason.NOT_TLS);
        }
    }

    @Test
    void a_handshake_that_stalls_ends_in_time() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.hearSegment();
            peer.idle();
        })) {
            Limits hasty = LIMITS.withConnect(Duration.ofMillis(200));
            TlsFailure failure = failure(server, TlsSettings.trustingAnyone(), hasty);
            assertThat(failure).hasMessage("the TLS handshake did not end in time");
        }
    }

    @Test
    void a_close_in_the_handshake_is_one_clear_line() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::hearSegment)) {
            TlsFailure failure = failure(server, TlsSettings.trustingAnyone(), LIMITS);
            assertThat(failure).hasMessage("the server closed the connection during the TLS handshake");
        }
    }

    @Test
    void a_connection_cut_without_close_notify_is_told_from_one_that_is_closed_properly() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    GOOD.serve(peer).say("+OK\r\n");
                    peer.socket().shutdownOutput();
                    peer.untilClientLeaves();
                });
                Connection connection = Connection.open(1, server.endpoint(), LIMITS, recorder)) {
            connection.startTls(TlsSettings.trustingAnyone());
            assertThat(connection.line(soon())).isInstanceOf(Received.Line.class);
            assertThat(connection.line(soon())).isEqualTo(new Received.Closed(false));
        }
    }

    @Test
    void octets_that_are_no_record_break_tls_after_the_handshake() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    GOOD.serve(peer);
                    peer.say("-ERR not encrypted\r\n".repeat(50));
                    peer.untilClientLeaves();
                });
                Connection connection = Connection.open(1, server.endpoint(), LIMITS, recorder)) {
            connection.startTls(TlsSettings.trustingAnyone());
            assertThat(connection.line(soon())).isInstanceOf(Received.TlsFailed.class);
        }
    }

    @Test
    void a_server_sees_close_notify_and_the_name_it_was_asked_for() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        TestCertificate localhost = TestCertificate.of(GeneralName.dNSName, "localhost", Duration.ofDays(1));
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    ScriptedServer.Peer inside = localhost.serve(peer);
                    SSLSocket socket = (SSLSocket) inside.socket();
                    List<?> names = ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames();
                    seen.complete(names + inside.untilClientLeaves());
                });
                Connection connection =
                        Connection.open(1, new Endpoint("localhost", server.port()), LIMITS, recorder)) {
            connection.startTls(TlsSettings.trusting(List.of(localhost.certificate())));
            connection.write("QUIT", soon());
            List.of(connection).forEach(Connection::close);
            assertThat(seen.get(10, TimeUnit.SECONDS)).contains("localhost").endsWith("QUIT");
        }
    }

    @Test
    void a_file_of_certificates_is_read_and_another_file_is_refused() throws Exception {
        Path pem = folder.resolve("ca.pem");
        Files.writeString(
                pem,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(GOOD.certificate().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        try (ScriptedServer server = serving(GOOD);
                Connection connection = Connection.open(1, server.endpoint(), LIMITS, recorder)) {
            connection.startTls(TlsSettings.trusting(pem));
            assertThat(connection.line(soon())).isInstanceOf(Received.Line.class);
        }
        Path text = Files.writeString(folder.resolve("notes"), "nothing here\n");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> TlsSettings.trusting(text))
                .withMessageContaining("notes");
    }
}
