package org.pop3spec.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's side of NTLM: the examples of MS-NLMP section 4.2, the JDK's server, and challenges that are none. */
class NtlmTest {
    private static final String CHALLENGE = "0123456789abcdef";

    private static String unhex(String hex) {
        return Digests.octets(HexFormat.of().parseHex(hex));
    }

    private static SaslExchange begin(String user, String password, Map<String, String> changes) throws SaslObjection {
        SaslExchange exchange =
                new Mechanisms().named("ntlm").orElseThrow().begin(OfflineChannel.settings(user, password, changes));
        exchange.respond("");
        return exchange;
    }

    /** The octets that a pointer of a message points at, in hexadecimal. */
    private static String field(String message, int at) {
        int length = message.charAt(at) | message.charAt(at + 1) << 8;
        int offset = message.charAt(at + 4) | message.charAt(at + 5) << 8;
        return Digests.hex(message.substring(offset, offset + length));
    }

    private static String challenge(String information) {
        String name = NtlmHash.utf16("Server");
        return NtlmFields.SIGNATURE
                + NtlmFields.number(2)
                + unhex("0c000c0038000000")
                + NtlmFields.number(0x8a8205)
                + unhex(CHALLENGE)
                + "\0".repeat(8)
                + (char) information.length()
                + '\0'
                + (char) information.length()
                + '\0'
                + NtlmFields.number(68)
                + "\0".repeat(8)
                + name
                + information;
    }

    @Test
    void version_2_answers_as_in_the_example() throws Exception {
        String information = unhex("02000c00")
                + NtlmHash.utf16("Domain")
                + unhex("01000c00")
                + NtlmHash.utf16("Server")
                + "\0".repeat(4);
        Map<String, String> changes =
                Map.of("time", "\0".repeat(8), "nonce", unhex("aaaaaaaaaaaaaaaa"), "workstation", "COMPUTER");
        String message = begin("Domain\\User", "Password", changes).respond(challenge(information));

        assertThat(field(message, 20))
                .startsWith("68cd0ab851e51c96aabc927bebef6a1c" + "0101000000000000" + "0000000000000000"
                        + "aaaaaaaaaaaaaaaa" + "00000000")
                .endsWith(Digests.hex(information) + "00000000");
        assertThat(field(message, 12)).isEqualTo("86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa");
        assertThat(unhex(field(message, 28))).isEqualTo(NtlmHash.utf16("Domain"));
        assertThat(unhex(field(message, 36))).isEqualTo(NtlmHash.utf16("User"));
        assertThat(unhex(field(message, 44))).isEqualTo(NtlmHash.utf16("COMPUTER"));
    }

    @Test
    void version_1_and_lan_manager_answer_as_in_the_example() throws Exception {
        String lanManager = "98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13";
        String first = begin("User", "Password", Map.of("version", "1")).respond(challenge(""));
        assertThat(field(first, 20)).isEqualTo("67c43011f30298a2ad35ece64f16331c44bdbed927841f94");
        assertThat(field(first, 12)).isEqualTo(lanManager);

        String older = begin("User", "Password", Map.of("version", "lm")).respond(challenge(""));
        assertThat(field(older, 20)).isEmpty();
        assertThat(field(older, 12)).isEqualTo(lanManager);
    }

    @ParameterizedTest
    @CsvSource({"secret, true", "wrong, false"})
    void the_jdks_server_takes_the_right_password_only(String password, boolean right) throws Exception {
        SaslServer server = Sasl.createSaslServer(
                "NTLM", "pop", "localhost", Map.of("com.sun.security.sasl.ntlm.version", "LMv2/NTLMv2"), callbacks -> {
                    for (Callback callback : callbacks) {
                        if (callback instanceof PasswordCallback asked) {
                            asked.setPassword("secret".toCharArray());
                        } else if (callback instanceof AuthorizeCallback asked) {
                            asked.setAuthorized(true);
                        } else if (callback instanceof NameCallback asked) {
                            asked.setName(asked.getDefaultName());
                        } else if (callback instanceof RealmCallback asked) {
                            asked.setText(asked.getDefaultText());
                        }
                    }
                });
        SaslExchange client = new Mechanisms()
                .named("ntlm")
                .orElseThrow()
                .begin(OfflineChannel.settings("alice", password, Map.of()));
        byte[] challenge = server.evaluateResponse(Digests.bytes(client.respond("")));
        byte[] response = Digests.bytes(client.respond(Digests.octets(challenge)));

        if (right) {
            server.evaluateResponse(response);
            assertThat(server.isComplete()).isTrue();
        } else {
            assertThatThrownBy(() -> server.evaluateResponse(response)).isInstanceOf(SaslException.class);
        }
    }

    @Test
    void a_server_that_tells_its_time_gets_a_message_integrity_code() throws Exception {
        String information = unhex("0700080001020304050607ff") + "\0".repeat(4);
        String with = begin("User", "Password", Map.of()).respond(challenge(information));
        String without = begin("User", "Password", Map.of("code", "none")).respond(challenge(information));

        assertThat(field(with, 20)).contains("01020304050607ff").endsWith("060004000200000000000000" + "00000000");
        assertThat(with.substring(72, 88)).isNotEqualTo("\0".repeat(16));
        assertThat(field(with, 12)).isEqualTo("00".repeat(24));
        assertThat(field(without, 20)).endsWith("01020304050607ff" + "00000000" + "00000000");
    }

    @Test
    void names_are_written_as_the_server_wants_them() throws Exception {
        String oem = challenge("").replace((char) 0x05 + unhex("828a00"), (char) 0x06 + unhex("828a00"));
        assertThat(unhex(field(begin("alice", "x", Map.of()).respond(oem), 36))).isEqualTo("alice");
        String name = new String("zoë".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(unhex(field(begin(name, "x", Map.of()).respond(challenge("")), 36)))
                .isEqualTo(NtlmHash.utf16("zoë"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "NTLMSSP",
                "NTLMSSP\0\2\0\0\0",
                "NTLMSSP\0\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                "NTLMSSX\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                "NTLMSSP\0\2\0\0\0\1\0\1\0\u00ff\u00ff\u00ff\u00ff\0\0\0\0\0\0\0\0\0\0\0\0",
                "NTLMSSP\0\2\0\0\0\1\0\1\0 \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            })
    void a_challenge_that_is_none_is_not_answered(String challenge) throws Exception {
        SaslExchange exchange = begin("alice", "secret", Map.of());

        assertThatThrownBy(() -> exchange.respond(challenge)).isInstanceOf(SaslObjection.class);
        assertThat(exchange.settled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "01000400", "010002004100", "0000000001000000", "00000100ff"})
    void target_information_without_its_end_is_not_answered(String information) throws Exception {
        SaslExchange exchange = begin("alice", "secret", Map.of());

        assertThatThrownBy(() -> exchange.respond(challenge(unhex(information))))
                .isInstanceOf(SaslObjection.class)
                .hasMessageContaining("target information");
    }

    @Test
    void a_second_challenge_is_not_answered() throws Exception {
        SaslExchange exchange = begin("alice", "secret", Map.of());
        exchange.respond(challenge(""));

        assertThat(exchange.settled()).isTrue();
        assertThatThrownBy(() -> exchange.respond(challenge(""))).isInstanceOf(SaslObjection.class);
    }
}
