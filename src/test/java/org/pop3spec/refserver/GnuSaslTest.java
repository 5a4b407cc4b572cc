package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.Requires;
import org.pop3spec.auth.Mechanisms;
import org.pop3spec.auth.OfflineChannel;
import org.pop3spec.auth.SaslExchange;
import org.pop3spec.auth.SaslObjection;
import org.pop3spec.net.SecurityLayer;

/** Both sides of SASL against GNU SASL, with channel binding where the mechanism has it. */
@Timeout(60)
class GnuSaslTest {
    private static final String BOUND = "octets that only this channel has";

    @TempDir
    private static Path folder;

    private static Path program;

    @BeforeAll
    static void compile() throws Exception {
        Requires.command("gcc");
        Requires.header("gsasl.h");
        Requires.header("openssl/ssl.h");
        Path source = folder.resolve("gsaslpeer.c");
        try (InputStream in = GnuSaslTest.class.getResourceAsStream("gsaslpeer.c")) {
            Files.write(source, in.readAllBytes());
        }
        program = folder.resolve("gsaslpeer");
        Process gcc = new ProcessBuilder(
                        "gcc", "-o", program.toString(), source.toString(), "-lgsasl", "-lssl", "-lcrypto")
                .redirectErrorStream(true)
                .start();
        String said = new String(gcc.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(gcc.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(gcc.exitValue()).as(said).isZero();
    }

    private static String base64(String octets) {
        return Base64.getEncoder().encodeToString(octets.getBytes(ISO_8859_1));
    }

    private static String unbase64(String text) {
        return new String(Base64.getDecoder().decode(text), ISO_8859_1);
    }

    private static String[] arguments(String side, String mechanism, String password, String binding, String bound) {
        return binding.isEmpty()
                ? new String[] {side, mechanism, "alice", password}
                : new String[] {side, mechanism, "alice", password, binding, base64(bound)};
    }

    /** Our client against the server of GNU SASL; what that says in the end. */
    private static String verdict(String mechanism, String password, Map<String, String> changes, String binding)
            throws IOException, SaslObjection {
        SaslExchange exchange = new Mechanisms()
                .named(mechanism)
                .orElseThrow()
                .begin(OfflineChannel.settings("localhost", "alice", password, changes));
        boolean clientFirst = new Mechanisms().named(mechanism).orElseThrow().clientFirst();
        try (GsaslPeer server =
                GsaslPeer.start(program, arguments("server", mechanism, "wonderland", binding, BOUND))) {
            String answer = server.say(clientFirst ? base64(exchange.respond("")) : "");
            while (!answer.startsWith("=")) {
                String response = base64(exchange.respond(unbase64(answer)));
                // it asks no more once it has proven itself
                answer = response.isEmpty() ? server.line() : server.say(response);
            }
            return answer.equals("=ok") && !exchange.settled() ? "not settled" : answer;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "ANONYMOUS"})
    void its_server_takes_our_clients_right_password_only(String mechanism) throws Exception {
        assertThat(verdict(mechanism, "wonderland", Map.of(), "")).isEqualTo("=ok");
        if (!mechanism.equals("ANONYMOUS")) {
            assertThat(verdict(mechanism, "wrong", Map.of(), ""))
                    .startsWith("=")
                    .isNotEqualTo("=ok");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SCRAM-SHA-1-PLUS, tls-unique",
        "SCRAM-SHA-1-PLUS, tls-exporter",
        "SCRAM-SHA-256-PLUS, tls-unique",
        "SCRAM-SHA-256-PLUS, tls-exporter",
    })
    void its_server_takes_our_client_on_the_same_channel_only(String mechanism, String binding) throws Exception {
        assertThat(verdict(mechanism, "wonderland", Map.of("binding", binding, "bound", BOUND), binding))
                .isEqualTo("=ok");
        assertThat(verdict(mechanism, "wonderland", Map.of("binding", binding, "bound", "others"), binding))
                .startsWith("=")
                .isNotEqualTo("=ok");
        assertThat(verdict(mechanism, "wrong", Map.of("binding", binding, "bound", BOUND), binding))
                .startsWith("=")
                .isNotEqualTo("=ok");
    }

    /** A client of GNU SASL against our server; the server's last line. */
    private static String login(ReferenceServer server, String mechanism, String password, String binding, String bound)
            throws Exception {
        try (RawClient wire = RawClient.greeted(server);
                GsaslPeer client = GsaslPeer.start(program, arguments("client", mechanism, password, binding, bound))) {
            if (!binding.isEmpty()) {
                wire.say("STLS");
                wire.tls(server.caCertificatePem());
            }
            String answer = wire.say("AUTH " + mechanism);
            while (answer.startsWith("+ ")) {
                String response = client.say(answer.substring(2));
                if (response.startsWith("=") && !response.equals("=ok")) {
                    return response;
                }
                // once the server has proven itself there is nothing left to say
                answer = wire.say(response.equals("=ok") ? "" : response);
            }
            return answer;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"})
    void our_server_takes_its_clients_right_password_only(String mechanism) throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults())) {
            assertThat(login(server, mechanism, "wonderland", "", "")).startsWith("+OK Maildrop opened");
            assertThat(login(server, mechanism, "wrong", "", "")).startsWith("-ERR [AUTH]");
        }
    }

    private static GsaslPeer withIntegrity(String side) throws IOException {
        return GsaslPeer.start(program, side, "DIGEST-MD5", "alice", "wonderland", "qop", "qop-int");
    }

    private static String withLength(String buffer) {
        return new String(
                        ByteBuffer.allocate(Integer.BYTES)
                                .putInt(buffer.length())
                                .array(),
                        ISO_8859_1)
                + buffer;
    }

    /** It has no cipher for auth-conf. */
    @Test
    void its_server_and_our_client_go_on_under_auth_int() throws Exception {
        SaslExchange exchange = new Mechanisms()
                .named("DIGEST-MD5")
                .orElseThrow()
                .begin(OfflineChannel.settings("localhost", "alice", "wonderland", Map.of("layer", "auth-int")));
        try (GsaslPeer server = withIntegrity("server")) {
            String answer = server.say("");
            while (!answer.startsWith("=")) {
                String response = base64(exchange.respond(unbase64(answer)));
                answer = response.isEmpty() ? server.line() : server.say(response);
            }
            assertThat(answer).isEqualTo("=ok");
            SecurityLayer ours = exchange.layer().orElseThrow();
            for (String text : List.of("STAT\r\n", "x".repeat(5000), "QUIT\r\n")) {
                assertThat(server.say("<" + base64(withLength(ours.protect(text)))))
                        .isEqualTo(base64(text));
                String buffer = unbase64(server.say(">" + base64(text))).substring(Integer.BYTES);
                assertThat(ours.open(buffer)).isEqualTo(text);
            }
        }
    }

    @Test
    void our_server_and_its_client_go_on_under_auth_int() throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults());
                RawClient wire = RawClient.greeted(server);
                GsaslPeer client = withIntegrity("client")) {
            String answer = wire.say("AUTH DIGEST-MD5");
            while (answer.startsWith("+ ")) {
                String response = client.say(answer.substring(2));
                answer = wire.say(response.equals("=ok") ? "" : response);
            }
            assertThat(answer).startsWith("+OK Maildrop opened");
            for (String command : List.of("STAT", "NOOP", "QUIT")) {
                wire.send(unbase64(client.say(">" + base64(command + "\r\n"))));
                assertThat(unbase64(client.say("<" + base64(withLength(wire.buffer())))))
                        .startsWith("+OK");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SCRAM-SHA-1-PLUS, tls-unique",
        "SCRAM-SHA-1-PLUS, tls-exporter",
        "SCRAM-SHA-256-PLUS, tls-unique",
        "SCRAM-SHA-256-PLUS, tls-exporter",
    })
    void our_server_is_bound_to_the_channel_as_gnu_sasl_and_openssl_see_it(String mechanism, String binding)
            throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults())) {
            String port = String.valueOf(server.pop3sPort());
            try (GsaslPeer client = GsaslPeer.start(program, port, mechanism, "alice", "wonderland", binding)) {
                assertThat(client.line()).startsWith("+OK Maildrop opened");
            }
            try (GsaslPeer client = GsaslPeer.start(program, port, mechanism, "alice", "wrong", binding)) {
                assertThat(client.line()).startsWith("-ERR [AUTH]");
            }
        }
    }
}
