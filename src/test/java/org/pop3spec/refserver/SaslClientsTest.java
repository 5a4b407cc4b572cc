package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTH of the fault-free server with clients in Java that are not ours and have more than one step. */
@Timeout(60)
class SaslClientsTest {
    private static final String NTLM_VERSION = "com.sun.security.sasl.ntlm.version";
    private static final String CIPHER = "com.sun.security.sasl.digest.cipher";

    private static SaslClient jdk(String mechanism, Map<String, String> properties) throws SaslException {
        return Sasl.createSaslClient(new String[] {mechanism}, null, "pop", "localhost", properties, callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName("alice");
                } else if (callback instanceof PasswordCallback password) {
                    password.setPassword("wonderland".toCharArray());
                } else if (callback instanceof RealmCallback realm) {
                    realm.setText(realm.getDefaultText());
                }
            }
        });
    }

    private static void logIn(SaslClient client, String mechanism, RawClient wire) throws IOException {
        String answer = wire.say("AUTH " + mechanism);
        while (answer.startsWith("+ ")) {
            byte[] response = client.evaluateChallenge(Base64.getDecoder().decode(answer.substring(2)));
            answer = wire.say(response == null ? "" : Base64.getEncoder().encodeToString(response));
        }
        assertThat(answer).startsWith("+OK");
        assertThat(client.isComplete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRAM-MD5", "DIGEST-MD5", "NTLM"})
    void the_jdk_logs_in(String mechanism) throws Exception {
        SaslClient client = jdk(mechanism, Map.of(NTLM_VERSION, "LMv2/NTLMv2"));
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults());
                RawClient wire = RawClient.greeted(server)) {
            logIn(client, mechanism, wire);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "auth-int,  none, false",
        "auth-int,  none, true",
        "auth-conf, 3des, false",
        "auth-conf, 3des, true",
        "auth-conf, rc4,  false",
        "auth-conf, des,  false",
    })
    void the_jdk_goes_on_under_a_security_layer(String quality, String cipher, boolean tls) throws Exception {
        String message = "Subject: long\r\n\r\n" + "All in buffers of less than a thousand octets.\r\n".repeat(200);
        SaslClient client = jdk("DIGEST-MD5", Map.of(Sasl.QOP, quality, CIPHER, cipher, Sasl.MAX_BUFFER, "999"));
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults());
                RawClient wire = tls ? secured(server) : RawClient.greeted(server)) {
            server.maildrop("alice").put(message.getBytes(ISO_8859_1));
            logIn(client, "DIGEST-MD5", wire);
            assertThat(client.getNegotiatedProperty(Sasl.QOP)).isEqualTo(quality);
            assertThat(answer(client, wire, "STAT", "\r\n")).isEqualTo("+OK 1 " + message.length() + "\r\n");
            assertThat(answer(client, wire, "RETR 1", "\r\n.\r\n")).endsWith("\r\n" + message + ".\r\n");
            assertThat(answer(client, wire, "QUIT", "\r\n")).startsWith("+OK");
        }
    }

    /** What a command is answered with under the client's layer, up to that end. */
    private static String answer(SaslClient client, RawClient wire, String command, String end) throws IOException {
        byte[] line = (command + "\r\n").getBytes(ISO_8859_1);
        wire.sendBuffer(new String(client.wrap(line, 0, line.length), ISO_8859_1));
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith(end)) {
            byte[] buffer = wire.buffer().getBytes(ISO_8859_1);
            assertThat(buffer.length).isLessThan(1000);
            answer.append(new String(client.unwrap(buffer, 0, buffer.length), ISO_8859_1));
        }
        return answer.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "SCRAM-SHA-1-PLUS,   wonderland, true,  +OK Maildrop opened",
        "SCRAM-SHA-256-PLUS, wonderland, true,  +OK Maildrop opened",
        "SCRAM-SHA-256-PLUS, wrong,      true,  -ERR [AUTH]",
        "SCRAM-SHA-256-PLUS, wonderland, false, -ERR [AUTH]",
    })
    void the_library_of_ongres_is_bound_to_the_certificate(
            String mechanism, String password, boolean sameChannel, String outcome) throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults());
                ReferenceServer other = ReferenceServer.start(ServerSettings.defaults());
                RawClient wire = secured(server);
                RawClient elsewhere = secured(other)) {
            X509Certificate shown = (sameChannel ? wire : elsewhere).certificate();
            ScramClient client = ScramClient.builder()
                    .advertisedMechanisms(List.of(mechanism))
                    .username("alice")
                    .password(password.toCharArray())
                    .channelBinding(
                            TlsServerEndpoint.TLS_SERVER_END_POINT, TlsServerEndpoint.getChannelBindingData(shown))
                    .build();
            String answer = wire.say("AUTH " + mechanism + " "
                    + base64(client.clientFirstMessage().toString()));
            client.serverFirstMessage(unbase64(answer.substring(2)));
            answer = wire.say(base64(client.clientFinalMessage().toString()));
            if (answer.startsWith("+ ")) {
                // throws where the server's signature is wrong
                client.serverFinalMessage(unbase64(answer.substring(2)));
                answer = wire.say("");
            }
            assertThat(answer).startsWith(outcome);
        }
    }

    private static RawClient secured(ReferenceServer server) throws Exception {
        RawClient client = RawClient.greeted(server);
        client.say("STLS");
        client.tls(server.caCertificatePem());
        return client;
    }

    private static String base64(String octets) {
        return Base64.getEncoder().encodeToString(octets.getBytes(ISO_8859_1));
    }

    private static String unbase64(String text) {
        return new String(Base64.getDecoder().decode(text), ISO_8859_1);
    }
}
