package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pop3spec.result.Level;

/** The server's side of the mechanisms, with the examples that the RFCs print. */
@Timeout(60)
class ServerMechanismsTest {
    private static String base64(String octets) {
        return Base64.getEncoder().encodeToString(octets.getBytes(ISO_8859_1));
    }

    private static String unbase64(String text) {
        return new String(Base64.getDecoder().decode(text), ISO_8859_1);
    }

    /** A server that makes these values, so that its challenges are those of an example; it takes any host for its own. */
    private static ReferenceServer making(Map<SaslValue, String> values, String user, String password)
            throws IOException {
        Fault example = new Fault(
                "as-in-the-example",
                "RFC5034#4",
                Level.MAY,
                "Challenges are those of an example",
                next -> new Deviation(next) {
                    @Override
                    String made(Pop3Session session, SaslValue value, String right) {
                        return values.getOrDefault(value, right);
                    }

                    @Override
                    boolean holds(Pop3Session session, SaslCheck check, boolean right) {
                        return right || check == SaslCheck.DIGEST_URI || check == SaslCheck.DIGEST_REALM;
                    }
                });
        return ReferenceServer.start(ServerSettings.builder()
                .account(user, password)
                .faults(List.of(example))
                .build());
    }

    /** Sends what the client says and takes what the server answers, alternately; both without base64. */
    private static void converse(ReferenceServer server, String auth, String... turns) throws IOException {
        try (RawClient client = RawClient.greeted(server)) {
            String answer = client.say(auth);
            for (int i = 0; i < turns.length; i++) {
                if (i % 2 == 0) {
                    assertThat(answer).startsWith("+ ");
                    assertThat(unbase64(answer.substring(2))).isEqualTo(turns[i]);
                } else {
                    answer = client.say(base64(turns[i]));
                }
            }
            assertThat(answer).startsWith("+OK");
            assertThat(client.say("STAT")).isEqualTo("+OK 0 0");
        }
    }

    @Test
    void cram_md5_is_that_of_rfc_2195() throws IOException {
        String challenge = "<1896.697170952@postoffice.reston.mci.net>";
        try (ReferenceServer server = making(Map.of(SaslValue.CRAM_CHALLENGE, challenge), "tim", "tanstaaftanstaaf")) {
            converse(server, "AUTH CRAM-MD5", challenge, "tim b913a602c7eda7a495b4e6e7334d3890");
        }
    }

    @Test
    void digest_md5_is_that_of_rfc_2831() throws IOException {
        String challenge = "realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\","
                + "algorithm=md5-sess,charset=utf-8";
        Map<SaslValue, String> values =
                Map.of(SaslValue.DIGEST_NONCE, "OA6MG9tEQGm2hh", SaslValue.DIGEST_CHALLENGE, challenge);
        try (ReferenceServer server = making(values, "chris", "secret")) {
            converse(
                    server,
                    "AUTH DIGEST-MD5",
                    challenge,
                    "charset=utf-8,username=\"chris\",realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\","
                            + "nc=00000001,cnonce=\"OA6MHXh6VqTrRk\",digest-uri=\"imap/elwood.innosoft.com\","
                            + "response=d388dad90d4bbd760a152321f2143af7,qop=auth",
                    "rspauth=ea40f60335c427b5527b84dbabcdfffd",
                    "");
        }
    }

    @Test
    void scram_sha_1_is_that_of_rfc_5802() throws IOException {
        String nonce = "fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j";
        Map<SaslValue, String> values =
                Map.of(SaslValue.SCRAM_NONCE, nonce, SaslValue.SCRAM_SALT, unbase64("QSXCR+Q6sek8bf92"));
        try (ReferenceServer server = making(values, "user", "pencil")) {
            converse(
                    server,
                    "AUTH SCRAM-SHA-1 " + base64("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"),
                    "r=" + nonce + ",s=QSXCR+Q6sek8bf92,i=4096",
                    "c=biws,r=" + nonce + ",p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
                    "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
                    "");
        }
    }

    @Test
    void scram_sha_256_is_that_of_rfc_7677() throws IOException {
        String nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        Map<SaslValue, String> values =
                Map.of(SaslValue.SCRAM_NONCE, nonce, SaslValue.SCRAM_SALT, unbase64("W22ZaJ0SNY7soEsUEjb6gQ=="));
        try (ReferenceServer server = making(values, "user", "pencil")) {
            converse(
                    server,
                    "AUTH SCRAM-SHA-256 " + base64("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"),
                    "r=" + nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                    "c=biws,r=" + nonce + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                    "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
                    "");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    n,,n=user                        | no nonce
                    n,,n=,r=abc                      | no name
                    n,,n=us=er,r=abc                 | a lone equals sign
                    n,,r=abc,n=user                  | the wrong order
                    ,,n=user,r=abc                   | no flag
                    q,,n=user,r=abc                  | an unknown flag
                    p=tls-server-end-point,,n=user,r=abc | a binding in a mechanism without
                    n,,m=x,n=user,r=abc              | an extension
                    n,a,n=user,r=abc                 | half a name to act as
                    n=user,r=abc                     | no header
                    """)
    void a_first_message_of_scram_that_is_not_right_is_refused_at_once(String message, String why) throws IOException {
        try (ReferenceServer server = making(Map.of(), "user", "pencil");
                RawClient client = RawClient.greeted(server)) {
            assertThat(client.say("AUTH SCRAM-SHA-1 " + base64(message)))
                    .as(why)
                    .startsWith("-ERR");
            client.login();
        }
    }

    @Test
    void scram_tells_nobody_which_names_exist() throws IOException {
        try (ReferenceServer server = making(Map.of(), "user", "pencil");
                RawClient client = RawClient.greeted(server)) {
            String salts = "";
            for (int i = 0; i < 2; i++) {
                String first = client.say("AUTH SCRAM-SHA-1 " + base64("n,,n=nobody,r=abc"));
                String salt = unbase64(first.substring(2)).replaceAll(".*,s=([^,]*),.*", "$1");
                assertThat(salts).isIn("", salt);
                salts = salt;
                assertThat(client.say("*")).startsWith("-ERR");
            }
        }
    }
}
