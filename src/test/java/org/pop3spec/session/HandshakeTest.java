package org.pop3spec.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.net.TestCertificate;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.refserver.Faults;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.Failure;
import org.pop3spec.result.Verdict;

/** Connections to the port for TLS on which the script shakes hands itself, or does not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HandshakeTest {
    private static final String LATE =
            "connect tls no-handshake\nS silence 1s\nC tls\nS: +OK\nC: CAPA\nS: +OK\nS lines\n";

    private static final String IN_THE_CLEAR =
            "connect tls no-handshake\nC: CAPA\neither\n  S silence 500ms\nor\n  S close\nend\n";

    @Test
    void the_greeting_is_read_after_a_late_handshake() throws Exception {
        assertThat(play(LATE).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void what_comes_before_the_handshake_breaks_the_silence() throws Exception {
        Outcome outcome = play(LATE, "pop3s-greets-in-the-clear");

        assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcome.failure())
                .get()
                .extracting(Failure::message)
                .asString()
                .contains("expected silence");
    }

    @Test
    void what_came_before_the_handshake_fails_the_handshake() throws Exception {
        Outcome outcome = play("connect tls no-handshake\nwait 1s\nC tls\n", "pop3s-greets-in-the-clear");

        assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcome.failure())
                .get()
                .extracting(Failure::message)
                .asString()
                .contains("does not answer with TLS");
    }

    @Test
    void a_command_in_the_clear_can_be_sent_and_its_answer_be_awaited() throws Exception {
        assertThat(play(IN_THE_CLEAR).verdict()).isEqualTo(Verdict.PASS);
        assertThat(play(IN_THE_CLEAR, "pop3s-serves-in-the-clear").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void nobody_logs_in_before_the_handshake() throws Exception {
        Outcome outcome = play("connect tls no-handshake\nlogin\n", "pop3s-serves-in-the-clear");

        assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(outcome.failure())
                .get()
                .extracting(Failure::message)
                .asString()
                .contains("in the clear");
        assertThat(outcome.transcript().events())
                .noneMatch(event -> event.octets().contains("USER"));
    }

    @Test
    void a_certificate_that_only_this_client_does_not_trust_will_do_where_the_script_says_so() throws Exception {
        TestCertificate unknown = TestCertificate.loopback();
        TestCertificate elsewhere = TestCertificate.of(GeneralName.dNSName, "mail.example.org", Duration.ofDays(1));

        assertThat(offering(unknown, TlsSettings.trustingSystem(), "C tls|untrusted")
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(offering(elsewhere, TlsSettings.trusting(List.of(elsewhere.certificate())), "C tls|untrusted")
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(offering(unknown, TlsSettings.trustingSystem(), "C tls").verdict())
                .isEqualTo(Verdict.ERROR);
    }

    @Test
    void a_certificate_that_has_expired_will_not() throws Exception {
        TestCertificate old = TestCertificate.of(GeneralName.iPAddress, "127.0.0.1", Duration.ofDays(-1));
        Outcome outcome = offering(old, TlsSettings.trusting(List.of(old.certificate())), "C tls|untrusted");

        assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcome.failure().orElseThrow().message()).contains("expired");
    }

    @Test
    void what_answers_a_hello_is_told_in_words() throws Exception {
        String hello = "connect tls no-handshake\nC hello %s\nS flight as answer\nassert %s\n";

        assertThat(play(String.format(
                                hello,
                                "tls-1.2 alpn pop3",
                                "has(answer, 'server_hello') and has(answer, 'tls-1.2') and has(answer, 'alpn pop3') and"
                                        + " has(answer, 'certificate accepted') and has(answer, 'certificate_request')"))
                        .verdict())
                .isEqualTo(Verdict.PASS);
        String old = String.format(hello, "tls-1.0", "answer == ['alert protocol_version']");
        assertThat(play(old).verdict()).isEqualTo(Verdict.PASS);
        assertThat(play(old, "tls10-accepted").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void behind_a_hello_nothing_more_is_said() throws Exception {
        Outcome outcome = play("connect tls no-handshake\nC hello tls-1.2\nS flight as answer\n");

        assertThat(outcome.transcript().events())
                .noneMatch(event -> event.octets().contains("QUIT"));
    }

    @Test
    void a_hello_comes_before_tls_only() throws Exception {
        Outcome outcome = play("connect tls\nC hello tls-1.2\nS flight as answer\n");

        assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(outcome.failure().orElseThrow().message()).contains("TLS is on already");
    }

    @Test
    void what_is_no_tls_is_told_as_that() throws Exception {
        String hello = "connect tls no-handshake\nC hello tls-1.2\nS flight as a\nassert a == ['no-tls']";

        assertThat(play(hello, "pop3s-greets-in-the-clear").verdict()).isEqualTo(Verdict.PASS);
        assertThat(play(hello).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void who_does_not_answer_a_hello_does_not_meet_the_expectation() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::untilClientLeaves)) {
            Outcome outcome = new ScenarioPlayer()
                    .play(
                            Stage.scenario("connect tls no-handshake\nC hello tls-1.2\nS within 300ms flight as a\n"),
                            Stage.setting(server.endpoint()));

            assertThat(outcome.failure().orElseThrow().message()).contains("does not answer a TLS handshake in time");
        }
    }

    @Test
    void the_end_of_tls_is_announced() throws Exception {
        String quit = "connect tls\nC: QUIT\nS: +OK\nS close-notify\n";

        assertThat(play(quit).verdict()).isEqualTo(Verdict.PASS);
        Outcome cut = play(quit, "close-notify-missing");
        assertThat(cut.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(cut.failure().orElseThrow().message()).contains("without close_notify");
    }

    @Test
    void a_certificate_is_judged_as_the_target_has_it() throws Exception {
        TestCertificate known = TestCertificate.loopback();
        TestCertificate elsewhere = TestCertificate.of(GeneralName.dNSName, "mail.example.org", Duration.ofDays(1));
        TestCertificate old = TestCertificate.of(GeneralName.iPAddress, "127.0.0.1", Duration.ofDays(-1));

        assertThat(judged(known, TlsSettings.trusting(List.of(known.certificate()))))
                .isEqualTo("accepted");
        assertThat(judged(known, TlsSettings.trustingSystem())).isEqualTo("untrusted");
        assertThat(judged(elsewhere, TlsSettings.trusting(List.of(elsewhere.certificate()))))
                .isEqualTo("wrong-host");
        assertThat(judged(elsewhere, TlsSettings.trustingAnyone())).isEqualTo("accepted");
        assertThat(judged(old, TlsSettings.trustingAnyone())).isEqualTo("expired");
    }

    private static String judged(TestCertificate certificate, TlsSettings trust) throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> certificate.serve(peer))) {
            Outcome outcome = new ScenarioPlayer()
                    .play(
                            Stage.scenario("connect tls no-handshake\nC hello tls-1.2\nS flight as all\n"
                                    + "observe certificate \"${join(find(all, '^certificate '), '')}\""),
                            Stage.setting(server.endpoint(), trust));
            return outcome.observations().get(0).value().replace("certificate ", "");
        }
    }

    private static Outcome offering(TestCertificate certificate, TlsSettings trust, String handshake) throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> certificate.serve(peer))) {
            return new ScenarioPlayer()
                    .play(
                            Stage.scenario("connect tls no-handshake\n" + handshake),
                            Stage.setting(server.endpoint(), trust));
        }
    }

    private static Outcome play(String session, String... faults) throws Exception {
        ServerSettings settings = ServerSettings.builder()
                .faults(List.of(faults).stream()
                        .map(fault -> Faults.named(fault).orElseThrow())
                        .toList())
                .build();
        try (ReferenceServer server = ReferenceServer.start(settings)) {
            // made on first use, which takes longer than these scripts wait
            assertThat(server.caCertificatePem()).isNotEmpty();
            Endpoint endpoint = new Endpoint("127.0.0.1", server.pop3sPort());
            return new ScenarioPlayer().play(Stage.scenario(session), Stage.setting(endpoint));
        }
    }
}
