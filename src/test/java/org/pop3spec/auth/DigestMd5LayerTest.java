package org.pop3spec.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.net.LayerFailure;
import org.pop3spec.net.SecurityLayer;

/** The client's side of the security layers of DIGEST-MD5, against the server that the JDK has. */
class DigestMd5LayerTest {
    private static SaslServer jdk() throws SaslException {
        Map<String, String> properties = Map.of(Sasl.QOP, "auth-conf,auth-int,auth", Sasl.MAX_BUFFER, "65536");
        return Sasl.createSaslServer("DIGEST-MD5", "pop", "localhost", properties, callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(name.getDefaultName());
                } else if (callback instanceof PasswordCallback password) {
                    password.setPassword("wonderland".toCharArray());
                } else if (callback instanceof AuthorizeCallback authorize) {
                    authorize.setAuthorized(true);
                }
            }
        });
    }

    private static SaslExchange begin(String layer) throws SaslObjection {
        return new Mechanisms()
                .named("digest-md5")
                .orElseThrow()
                .begin(OfflineChannel.settings("localhost", "alice", "wonderland", Map.of("layer", layer)));
    }

    private static SecurityLayer negotiated(SaslServer server, String layer) throws Exception {
        SaslExchange exchange = begin(layer);
        String challenge = octets(server.evaluateResponse(new byte[0]));
        String response = exchange.respond(challenge);
        assertThat(exchange.layer()).as("before the server has proven itself").isEmpty();
        exchange.respond(octets(server.evaluateResponse(response.getBytes(ISO_8859_1))));
        return exchange.layer().orElseThrow();
    }

    private static String octets(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    private static String wrapped(SaslServer server, String text) throws SaslException {
        return octets(server.wrap(text.getBytes(ISO_8859_1), 0, text.length()));
    }

    private static String unwrapped(SaslServer server, String buffer) throws SaslException {
        return octets(server.unwrap(buffer.getBytes(ISO_8859_1), 0, buffer.length()));
    }

    @ParameterizedTest
    @CsvSource({"auth-int, auth-int", "des, auth-conf", "3des, auth-conf", "rc4, auth-conf"})
    void the_jdk_understands_it_and_is_understood(String layer, String quality) throws Exception {
        SaslServer server = jdk();
        SecurityLayer ours = negotiated(server, layer);

        assertThat(server.getNegotiatedProperty(Sasl.QOP)).isEqualTo(quality);
        for (String text : List.of("STAT\r\n", "+", "seven..", "\0\u00ff\r\n", "x".repeat(60_000), "QUIT\r\n")) {
            assertThat(unwrapped(server, ours.protect(text))).isEqualTo(text);
            assertThat(ours.open(wrapped(server, text))).isEqualTo(text);
        }
        assertThat(ours.protect("x".repeat(ours.most()))).hasSizeLessThanOrEqualTo(65_536);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth-int", "3des", "rc4"})
    void nothing_is_believed_that_the_server_has_not_made(String layer) throws Exception {
        List<UnaryOperator<String>> changes = List.of(
                buffer -> (char) (buffer.charAt(0) ^ 1) + buffer.substring(1),
                buffer -> buffer.substring(0, buffer.length() - 1) + '\1',
                buffer -> buffer.substring(0, buffer.length() - 5) + '\2' + buffer.substring(buffer.length() - 4),
                buffer -> "",
                buffer -> buffer.substring(buffer.length() - 6),
                buffer -> buffer.substring(buffer.length() - 16),
                buffer -> "x".repeat(16) + buffer.substring(buffer.length() - 6),
                buffer -> "x" + buffer);
        for (UnaryOperator<String> change : changes) {
            SaslServer server = jdk();
            SecurityLayer ours = negotiated(server, layer);
            String buffer = wrapped(server, "+OK 0 0\r\n");
            assertThatExceptionOfType(LayerFailure.class)
                    .isThrownBy(() -> ours.open(change.apply(buffer)))
                    .withMessageStartingWith("a buffer under DIGEST-MD5 auth-");
        }
    }

    @Test
    void a_buffer_counts_once_and_in_its_order() throws Exception {
        SaslServer server = jdk();
        SecurityLayer ours = negotiated(server, "auth-int");
        String buffer = wrapped(server, "+OK\r\n");
        assertThat(ours.open(buffer)).isEqualTo("+OK\r\n");

        assertThatExceptionOfType(LayerFailure.class)
                .isThrownBy(() -> ours.open(buffer))
                .withMessage("a buffer under DIGEST-MD5 auth-int is not number 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auth-int | qop=\"auth,auth-conf\" | the server does not offer the quality of protection auth-int",
                "3des | qop=\"auth,auth-int\",cipher=3des | the server does not offer the quality of protection auth-conf",
                "3des | qop=auth-conf | the server does not offer the cipher 3des",
                "rc4 | qop=auth-conf,cipher=\"3des,rc4-40\" | the server does not offer the cipher rc4",
                "auth-int | qop=auth-int,maxbuf=16 | the server's maxbuf is not from 17 to 16777215",
                "rc4 | qop=auth-conf,cipher=rc4,maxbuf=32 | the server's maxbuf is not from 33 to 16777215",
                "auth-int | qop=auth-int,maxbuf=16777216 | the server's maxbuf is not from 17 to 16777215",
                "auth-int | qop=auth-int,maxbuf=999999999999 | the server's maxbuf is not from 17 to 16777215",
                "auth-int | qop=auth-int,maxbuf=many | the server's maxbuf is not from 17 to 16777215",
            })
    void a_layer_that_the_server_cannot_have_is_not_gone_into(String layer, String challenge, String reason)
            throws SaslObjection {
        SaslExchange exchange = begin(layer);

        assertThatExceptionOfType(SaslObjection.class)
                .isThrownBy(() -> exchange.respond("nonce=\"a\",algorithm=md5-sess," + challenge))
                .withMessage(reason);
    }

    @Test
    void there_are_no_other_layers() {
        assertThatExceptionOfType(SaslObjection.class).isThrownBy(() -> begin("rc4-40"));
        assertThatExceptionOfType(SaslObjection.class).isThrownBy(() -> begin("auth-conf"));
    }
}
