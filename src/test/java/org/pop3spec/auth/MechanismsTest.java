package org.pop3spec.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's side of the mechanisms: what the RFCs print, and what a client must not go along with. */
class MechanismsTest {
    private static final String NONCE = "fyko+d2lbbFgONRv9qkxdawL";
    private static final String SERVER_NONCE = NONCE + "3rfcNHYJY1ZVvWVs7j";
    private static final String SERVER_FIRST = "r=" + SERVER_NONCE + ",s=QSXCR+Q6sek8bf92,i=4096";

    private static SaslExchange begin(String mechanism, String user, String password, Map<String, String> changes)
            throws SaslObjection {
        return new Mechanisms().named(mechanism).orElseThrow().begin(OfflineChannel.settings(user, password, changes));
    }

    private static String unbase64(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
    }

    @Test
    void cram_md5_answers_as_in_rfc_2195() throws Exception {
        SaslExchange exchange = begin("cram-md5", "tim", "tanstaaftanstaaf", Map.of());

        assertThat(exchange.respond("<1896.697170952@postoffice.reston.mci.net>"))
                .isEqualTo("tim b913a602c7eda7a495b4e6e7334d3890");
        assertThatThrownBy(() -> exchange.respond("again")).isInstanceOf(SaslObjection.class);
    }

    @Test
    void digest_md5_answers_as_in_rfc_2831() throws Exception {
        SaslExchange exchange = begin(
                "digest-md5", "chris", "secret", Map.of("nonce", "OA6MHXh6VqTrRk", "uri", "imap/elwood.innosoft.com"));

        assertThat(exchange.respond("realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\","
                        + "algorithm=md5-sess,charset=utf-8"))
                .isEqualTo("charset=utf-8,username=\"chris\",realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\","
                        + "nc=00000001,cnonce=\"OA6MHXh6VqTrRk\",digest-uri=\"imap/elwood.innosoft.com\","
                        + "response=d388dad90d4bbd760a152321f2143af7,qop=auth");
        assertThat(exchange.settled()).isFalse();
        assertThat(exchange.respond("rspauth=ea40f60335c427b5527b84dbabcdfffd")).isEmpty();
        assertThat(exchange.settled()).isTrue();
    }

    @Test
    void scram_sha_1_answers_as_in_rfc_5802() throws Exception {
        SaslExchange exchange = begin("scram-sha-1", "user", "pencil", Map.of("nonce", NONCE));

        assertThat(exchange.respond("")).isEqualTo("n,,n=user,r=" + NONCE);
        assertThat(exchange.respond(SERVER_FIRST))
                .isEqualTo("c=biws,r=" + SERVER_NONCE + ",p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
        assertThat(exchange.settled()).isFalse();
        assertThat(exchange.respond("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")).isEmpty();
        assertThat(exchange.settled()).isTrue();
    }

    @Test
    void scram_sha_256_answers_as_in_rfc_7677() throws Exception {
        SaslExchange exchange = begin("scram-sha-256", "user", "pencil", Map.of("nonce", "rOprNGfwEbeRWgbNEkqO"));
        String nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

        assertThat(exchange.respond("")).isEqualTo("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        assertThat(exchange.respond("r=" + nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))
                .isEqualTo("c=biws,r=" + nonce + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(exchange.respond("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
                .isEmpty();
        assertThat(exchange.settled()).isTrue();
    }

    @Test
    void plain_is_that_of_rfc_4616() throws Exception {
        assertThat(begin("plain", "tim", "tanstaaftanstaaf", Map.of()).respond(""))
                .isEqualTo("\0tim\0tanstaaftanstaaf");
        assertThat(begin("plain", "Kurt", "xipj3plmq", Map.of("authzid", "Ursel"))
                        .respond(""))
                .isEqualTo("Ursel\0Kurt\0xipj3plmq");
    }

    @Test
    void oauthbearer_is_that_of_rfc_7628_and_an_error_is_answered_with_one_octet() throws Exception {
        Map<String, String> changes = Map.of("token", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
        SaslExchange exchange = begin("oauthbearer", "user@example.com", "", changes);

        assertThat(exchange.respond(""))
                .isEqualTo("n,a=user@example.com,\u0001host=mail.example.org\u0001port=995\u0001"
                        + "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u0001\u0001");
        assertThat(exchange.respond("{\"status\":\"invalid_token\"}")).isEqualTo("\u0001");
        assertThatThrownBy(() -> exchange.respond("{}")).isInstanceOf(SaslObjection.class);
        assertThatThrownBy(() -> begin("oauthbearer", "u", "", changes).respond("x"))
                .isInstanceOf(SaslObjection.class);
    }

    @Test
    void xoauth2_answers_an_error_with_nothing() throws Exception {
        SaslExchange exchange = begin("xoauth2", "someuser@example.com", "", Map.of("token", "ya29.vF9dft4qmTc2Nvb"));

        assertThat(exchange.respond(""))
                .isEqualTo("user=someuser@example.com\u0001auth=Bearer ya29.vF9dft4qmTc2Nvb\u0001\u0001");
        assertThat(exchange.respond("{\"status\":\"401\"}")).isEmpty();
    }

    @Test
    void anonymous_leaves_a_trace_and_opens_the_maildrop_of_no_account() throws Exception {
        assertThat(begin("anonymous", "u", "p", Map.of("trace", "sirhc")).respond(""))
                .isEqualTo("sirhc");
        assertThat(new LoginVariants().named("sasl-anonymous")).isEmpty();
    }

    @Test
    void a_mechanism_of_tokens_cannot_begin_without_one() {
        assertThatThrownBy(() -> begin("xoauth2", "u", "p", Map.of()))
                .isInstanceOf(SaslObjection.class)
                .hasMessage("the account u has no token");
    }

    @Test
    void login_sends_the_name_and_then_the_password_whatever_is_asked() throws Exception {
        SaslExchange exchange = begin("login", "tim", "secret", Map.of());

        assertThat(exchange.respond("User Name\0")).isEqualTo("tim");
        assertThat(exchange.settled()).isFalse();
        assertThat(exchange.respond("Password\0")).isEqualTo("secret");
        assertThat(exchange.settled()).isTrue();
        assertThatThrownBy(() -> exchange.respond("Shoe size\0")).isInstanceOf(SaslObjection.class);
    }

    @Test
    void scram_escapes_what_separates_and_names_whom_to_act_as() throws Exception {
        SaslExchange exchange = begin("scram-sha-1", "a,b=c", "x", Map.of("authzid", "d,e", "gs2", "y"));

        assertThat(exchange.respond("")).isEqualTo("y,a=d=2Ce,n=a=2Cb=3Dc,r=fresh");
    }

    @Test
    void scram_plus_binds_to_the_channel() throws Exception {
        SaslExchange exchange = begin("scram-sha-1-plus", "user", "pencil", Map.of());
        exchange.respond("");
        String last = exchange.respond("r=fresh2,s=QSXCR+Q6sek8bf92,i=4096");

        assertThat(unbase64(last.substring(2, last.indexOf(',')))).isEqualTo("p=tls-server-end-point,,digest");
        assertThatThrownBy(() -> begin("scram-sha-1-plus", "user", "pencil", Map.of("binding", "tls-unique")))
                .isInstanceOf(SaslObjection.class)
                .hasMessage("this connection has no channel binding tls-unique");
        assertThat(begin("scram-sha-1-plus", "u", "p", Map.of("binding", "tls-unique", "bound", "x"))
                        .respond(""))
                .startsWith("p=tls-unique,,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "r=",
                "r=" + NONCE + ",s=QSXCR+Q6sek8bf92,i=4096",
                "r=other3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
                "r=" + SERVER_NONCE + "\u007f,s=QSXCR+Q6sek8bf92,i=4096",
                "r=" + SERVER_NONCE + ",i=4096,s=QSXCR+Q6sek8bf92",
                "r=" + SERVER_NONCE + ",s=,i=4096",
                "r=" + SERVER_NONCE + ",s=!,i=4096",
                "r=" + SERVER_NONCE + ",s=QSXCR+Q6sek8bf92",
                "r=" + SERVER_NONCE + ",s=QSXCR+Q6sek8bf92,i=0",
                "r=" + SERVER_NONCE + ",s=QSXCR+Q6sek8bf92,i=-1",
                "r=" + SERVER_NONCE + ",s=QSXCR+Q6sek8bf92,i=9999999",
                "r=" + SERVER_NONCE + ",s=QSXCR+Q6sek8bf92,i=99999999999999999999",
                "m=must," + SERVER_FIRST,
            })
    void scram_does_not_go_along_with_a_first_message_that_is_not_right(String message) throws Exception {
        SaslExchange exchange = begin("scram-sha-1", "user", "pencil", Map.of("nonce", NONCE));
        exchange.respond("");

        assertThatThrownBy(() -> exchange.respond(message)).isInstanceOf(SaslObjection.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=rmF9pqV8S7suAoZWja4dJRkFsKA=", "v=", "", "x"})
    void scram_does_not_believe_a_wrong_signature(String message) throws Exception {
        SaslExchange exchange = begin("scram-sha-1", "user", "pencil", Map.of("nonce", NONCE));
        exchange.respond("");
        exchange.respond(SERVER_FIRST);

        assertThatThrownBy(() -> exchange.respond(message)).isInstanceOf(SaslObjection.class);
        assertThat(exchange.settled()).isFalse();
    }

    @Test
    void an_error_of_the_server_is_answered_with_nothing_and_settles_nothing() throws Exception {
        SaslExchange exchange = begin("scram-sha-1", "user", "pencil", Map.of("nonce", NONCE));
        exchange.respond("");
        exchange.respond(SERVER_FIRST);

        assertThat(exchange.respond("e=invalid-proof")).isEmpty();
        assertThat(exchange.settled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nonce="a",nonce="b",algorithm=md5-sess   | the challenge has nonce twice
                    realm="a",algorithm=md5-sess             | the challenge has no nonce
                    nonce="a"                                | the challenge does not say algorithm=md5-sess
                    nonce="a",algorithm=md5-sess,qop="auth-conf" | the server does not offer the quality of protection auth
                    nonce="a",algorithm=md5-sess,charset=x   | the challenge has a charset that is not utf-8
                    nonce="a,algorithm=md5-sess              | the challenge is no list of name=value
                    nonce="a" "b"                            | the challenge is no list of name=value
                    =a                                       | the challenge is no list of name=value
                    """)
    void digest_md5_does_not_go_along_with_a_challenge_that_is_not_right(String challenge, String reason)
            throws Exception {
        SaslExchange exchange = begin("digest-md5", "chris", "secret", Map.of());

        assertThatThrownBy(() -> exchange.respond(challenge))
                .isInstanceOf(SaslObjection.class)
                .hasMessage(reason);
    }

    @Test
    void digest_md5_takes_blanks_quoted_pairs_and_empty_elements() throws Exception {
        SaslExchange exchange = begin("digest-md5", "ch\"ris", "secret", Map.of());

        assertThat(exchange.respond(" , nonce = \"a\\\"b\" , QOP=\"auth-int,auth\",,algorithm=md5-sess ,stale=true"))
                .startsWith("username=\"ch\\\"ris\",nonce=\"a\\\"b\",nc=00000001,cnonce=\"fresh\","
                        + "digest-uri=\"pop/mail.example.org\",response=");
    }

    @Test
    void digest_md5_does_not_believe_a_wrong_rspauth() throws Exception {
        SaslExchange exchange = begin("digest-md5", "chris", "secret", Map.of());
        exchange.respond("nonce=\"a\",algorithm=md5-sess");

        assertThatThrownBy(() -> exchange.respond("rspauth=ea40f60335c427b5527b84dbabcdfffd"))
                .isInstanceOf(SaslObjection.class);
        assertThat(exchange.settled()).isFalse();
    }
}
