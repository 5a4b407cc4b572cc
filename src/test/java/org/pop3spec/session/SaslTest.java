package org.pop3spec.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.refserver.Faults;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.Event;
import org.pop3spec.result.Verdict;

/** AUTH, as a login and step by step. */
@Timeout(120)
class SaslTest {
    private ReferenceServer server;

    @BeforeEach
    void start() throws IOException {
        server = ReferenceServer.start(ServerSettings.builder()
                .accounts(List.of())
                .account("alice", "wonderland")
                .account("bob", "builder-77")
                .build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Outcome play(String session) throws InterruptedException {
        return new ScenarioPlayer()
                .play(Stage.scenario(session), Stage.setting(new Endpoint("127.0.0.1", server.pop3Port())));
    }

    private static String sent(Outcome outcome) {
        return outcome.transcript().events().stream()
                .filter(e -> e.kind() == Event.Kind.SENT)
                .map(Event::octets)
                .collect(Collectors.joining());
    }

    @Test
    void plain_opens_the_maildrop_and_shows_no_password() throws Exception {
        Outcome outcome = play("login sasl-plain\nC: STAT\nS: +OK 0 0");

        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
        assertThat(sent(outcome)).startsWith("AUTH PLAIN\r\n****").doesNotContain("AGFsaWNl");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sasl plain\nC: AUTH PLAIN ${base64(response(''))}\nS: +OK",
                "sasl plain\nC: auth plain\nS: + \nC: ${base64(response(''))}\nS: +OK",
                "sasl plain \"authzid=${user}\"\nC: AUTH PLAIN ${base64(response(''))}\nS: +OK",
                "sasl plain as 2\nC: AUTH PLAIN ${base64(response(''))}\nS: +OK",
                "sasl plain \"authzid=${user2}\"\nC: AUTH PLAIN ${base64(response(''))}\nS: -ERR [AUTH]",
                "sasl plain \"password=wrong\"\nC: AUTH PLAIN ${base64(response(''))}\nS: -ERR [AUTH]",
                "sasl plain\nC: AUTH PLAIN ${base64(response(''))}!\nS: -ERR\nC: QUIT\nS: +OK",
                "C: AUTH PLAIN\nS: + \nC: *\nS: -ERR\nC: AUTH PLAIN =\nS: -ERR\nlogin",
                "C: AUTH PLAIN\nS: + \nC: AAAA\nS: -ERR\nlogin",
                "C: AUTH NONE\nS: -ERR\nC: AUTH\nS: -ERR\nlogin\nC: AUTH PLAIN\nS: -ERR",
                "C: AUTH PLAIN\nS: + \nC: ${repeat('A', 70000)}\nS: -ERR\n",
            })
    void an_exchange_goes_as_rfc_5034_says(String session) throws Exception {
        Outcome outcome = play(session.replace("+ \n", "+\n"));

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "cram-md5", "digest-md5", "scram-sha-1", "scram-sha-256"})
    void every_mechanism_opens_the_maildrop_and_shows_no_secret(String mechanism) throws Exception {
        Outcome outcome = play("login sasl-" + mechanism + "\nC: STAT\nS: +OK 0 0");

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
        assertThat(sent(outcome))
                .startsWith("AUTH " + mechanism.toUpperCase(Locale.ROOT) + "\r\n****")
                .doesNotContain("d29uZGVybGFuZA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scram-sha-1-plus", "scram-sha-256-plus"})
    void scram_binds_to_the_tls_connection(String mechanism) throws Exception {
        Outcome outcome = play("stls\nlogin sasl-" + mechanism + "\nC: STAT\nS: +OK 0 0");

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cram-md5", "digest-md5", "scram-sha-1", "scram-sha-256"})
    void a_wrong_password_is_refused(String mechanism) throws Exception {
        String first = mechanism.startsWith("scram") ? "S: +\nC: ${base64(response(''))}\n" : "";
        Outcome outcome = play("sasl " + mechanism + " \"password=wrong\"\nC: AUTH " + mechanism + "\n" + first
                + "S: + ${c:base64}\nC: ${base64(response(c))}\nS: -ERR [AUTH]\nlogin");

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
    }

    private static String layered(String layer) {
        return "sasl digest-md5 \"layer=" + layer + "\"\nC: AUTH DIGEST-MD5\nS: + ${c:base64}\n"
                + "C: ${base64(response(c))}\nS: + ${d:base64}\nC: ${base64(response(d))}\nS: +OK\nC layer\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth-int", "3des", "rc4"})
    void a_session_goes_on_under_a_security_layer(String layer) throws Exception {
        String session = layered(layer) + "C: STAT\nS: +OK 0 0\nC: CAPA\nC: NOOP\nS: +OK\nS lines\nS: +OK\n"
                + "C raw \"NO\" 5ms \"OP\\r\\n\"\nS: +OK\nC: QUIT\nS: +OK\nS close";
        for (String start : List.of("", "stls\n")) {
            Outcome outcome = play(start + session);

            assertThat(outcome.failure()).isEmpty();
            assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
            assertThat(outcome.transcript().events())
                    .extracting(Event::octets)
                    .anyMatch(text ->
                            text.startsWith("the security layer begins: DIGEST-MD5 auth-") && text.endsWith(layer))
                    .contains("STAT\r\n", "+OK 0 0\r\n");
        }
    }

    @Test
    void after_a_layer_the_client_leaves_as_a_good_guest() throws Exception {
        Outcome outcome = play(layered("auth-int") + "C: NOOP\nS: +OK");

        assertThat(sent(outcome)).endsWith("NOOP\r\nRSET\r\nQUIT\r\n");
    }

    @Test
    void a_layer_that_was_not_negotiated_is_the_scripts_mistake() throws Exception {
        Outcome outcome = play("sasl digest-md5\nC: CAPA\nS: +OK\nS lines\nC layer\nC: NOOP\nS: -ERR");

        assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(outcome.failure().orElseThrow().message())
                .isEqualTo("the SASL exchange negotiated no security layer");
    }

    @Test
    void a_server_that_stays_in_the_clear_fails_the_scenario() throws Exception {
        Outcome outcome;
        try (ReferenceServer late = ReferenceServer.start(ServerSettings.builder()
                .faults(List.of(Faults.named("layer-begins-a-command-late").orElseThrow()))
                .build())) {
            outcome = new ScenarioPlayer()
                    .play(
                            Stage.scenario(layered("auth-int") + "C: STAT\nS: +OK"),
                            Stage.setting(new Endpoint("127.0.0.1", late.pop3Port())));
        }

        assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcome.failure().orElseThrow().message())
                .contains("the server sent what is no buffer of the security layer: it begins with \"-ERR\"");
    }

    @Test
    void a_server_that_cannot_sign_is_not_believed() throws Exception {
        Outcome outcome;
        try (ReferenceServer liar = ReferenceServer.start(ServerSettings.builder()
                .faults(List.of(Faults.named("scram-signature-wrong").orElseThrow()))
                .build())) {
            outcome = new ScenarioPlayer()
                    .play(
                            Stage.scenario("login sasl-scram-sha-256"),
                            Stage.setting(new Endpoint("127.0.0.1", liar.pop3Port())));
        }

        assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(outcome.failure().orElseThrow().message()).contains("signature is wrong");
    }

    @Test
    void a_challenge_that_no_correct_server_sends_fails_the_scenario() throws Exception {
        String session = "sasl plain\nC: AUTH PLAIN\nS: + ${c:base64}\nC: ${base64(response(c))}\nS: +OK";
        try (ScriptedServer odd = Stage.answering("AUTH", "+ YWJj\r\n")) {
            Outcome outcome = Stage.play(session, odd);

            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(outcome.failure().orElseThrow().message())
                    .isEqualTo("PLAIN has one response, and the server asks for another");
        }
    }

    @Test
    void a_login_that_meets_such_a_challenge_is_given_up() throws Exception {
        try (ScriptedServer odd = Stage.answering("AUTH", "+ YWJj\r\n", "*", "-ERR\r\n")) {
            Outcome outcome = Stage.play("login sasl-plain", odd);

            assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
            assertThat(outcome.failure().orElseThrow().message()).contains("asks for another");
            assertThat(sent(outcome)).startsWith("AUTH PLAIN\r\n*\r\n");
        }
    }
}
