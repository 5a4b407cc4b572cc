package org.pop3spec.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.Event;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Touch;

/** What the user has not allowed does not reach the server, however a script puts it together. */
@Timeout(120)
class GuardTest {
    private static final String DIGEST = "md5(match(greeting, '<[^<>]*>') + password)";

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

    private Outcome play(String session, Set<Touch> allowed) throws InterruptedException {
        return new ScenarioPlayer()
                .play(
                        Stage.scenario(session),
                        Stage.setting(
                                new Endpoint("127.0.0.1", server.pop3Port()),
                                Limits.standard(),
                                Channel.CLEARTEXT,
                                allowed,
                                KnownMessages.NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C: USER ${user}\nS: +OK\nC: PASS no",
                "C: USER ${user}\nS: +OK\nC: PASS ${password2}",
                "C: USER nobody\nC: PASS ${password}",
                "C: USER ${user}\nC raw \"PA\" 1ms \"SS no\\r\\n\"",
                "C raw \"USER ${user}\\rPASS no\\r\"",
                "C raw \"USER ${user}\\r\\nPASS ${password}\\rmore\\r\\n\"",
                "C raw \"USER ${user}\\r\\nPASS ${slice(password, 0, 3)}\"",
                "C raw \"USER ${user}\\r\\n\\0PA\\0SS no\\r\\n\"",
                "C raw \"PA\"\nC raw \"SS \"\nlogin",
            })
    void a_wrong_password(String session) throws Exception {
        assertRefused(session, "a wrong password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C: APOP ${user} ${md5('no')}",
                "C: APOP ${user} ${" + DIGEST + "}0",
                "C: APOP ${user} ${upper(" + DIGEST + ")}",
                "C: APOP ${user2} ${" + DIGEST + "}",
                "C: APOP ${user} ${md5(password)}",
                "C: APOP ${user}",
                "let line = unhex('41504f50') + ' ' + user + ' ' + repeat('0', 32)\nC: ${line}",
                "C raw \"AP\" 1ms \"OP ${user}\" 1ms \" ${md5('')}\\r\\n\"",
                "C: NOOP\nC: apop ${user} ${md5(greeting)}",
            })
    void a_wrong_apop_digest(String session) throws Exception {
        assertRefused("S: +OK ${greeting}\n" + session, "a wrong APOP digest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C: AUTH PLAIN ${base64('\\u0000' + user + '\\u0000no')}",
                "C: AUTH PLAIN ${base64('bob\\u0000' + user + '\\u0000' + password)}",
                "C: AUTH PLAIN =",
                "C: AUTH PLAIN\nC: AAAA",
                "C: AUTH PLAIN\nS: +\nC raw \"AAAA\\n\"",
                "C: AUTH PLAIN\nS: +\nC raw \"AAAA\"",
                "C: AUTH PLAIN\nS: +\nlogin",
                "C: AUTH PLAIN\nS: +\nstls",
                "C: AUTH PLAIN\nS: +\nC:",
                "C: NOOP\nC: AUTH PLAIN\nS: -ERR\nC: AAAA",
                "C raw \"NOOP\\r\\nAUTH PLAIN\\r\"\nS: -ERR\nC raw \"AAAA\\r\"",
                "C: AUTH PLAIN\nC: *\nC: AUTH PLAIN\nS: +\nS: -ERR\nC: AAAA",
                "C: AUTH LOGIN\nS: +\nC: ${base64(user)}\nS: +\nC: ${base64(password2)}",
                "C: AUTH LOGIN\nS: +\nC: ${base64('nobody')}",
                "C: AUTH CRAM-MD5\nS: + ${c:base64}\nC: ${base64(user + ' ' + hmac_md5(password2, c))}",
                "C: AUTH CRAM-MD5 ${base64(user + ' ' + md5(password))}",
                "sasl plain \"password=no\"\nC: AUTH PLAIN ${base64(response(''))}",
                "sasl plain \"authzid=${user2}\"\nC: AUTH PLAIN ${base64(response(''))}",
                "sasl plain\nC: AUTH PLAIN ${base64(response(''))}!",
                "sasl plain\nC: AUTH PLAIN ${base64(response(''))} x",
                "sasl cram-md5\nC: AUTH CRAM-MD5\nS: + ${c:base64}\nC: ${base64(response(c + 'x'))}",
                "sasl cram-md5\nC: AUTH CRAM-MD5\nS: + ${c:base64}\nC: ${base64(flip(response(c), -1))}",
                "sasl cram-md5\nC: AUTH CRAM-MD5\nS: + ${c:base64}\nlet r = base64(response(c))\nC: *\nS: -ERR\n"
                        + "C: AUTH CRAM-MD5\nS: +\nC: ${r}",
                "sasl digest-md5 \"realm=elsewhere\"\nC: AUTH DIGEST-MD5\nS: + ${c:base64}\nC: ${base64(response(c))}",
                "sasl digest-md5 \"host=elsewhere\"\nC: AUTH DIGEST-MD5\nS: + ${c:base64}\nC: ${base64(response(c))}",
                "sasl scram-sha-1 \"iterations=1\"\nC: AUTH SCRAM-SHA-1 ${base64(response(''))}",
                "sasl scram-sha-1\nC: AUTH SCRAM-SHA-1 ${base64(response(''))}\nS: + ${c:base64}\n"
                        + "C: ${base64(response(replace(c, ',i=', ',i=1')))}",
                "C: AUTH NTLM AAAA",
            })
    void a_wrong_sasl_response(String session) throws Exception {
        assertRefused(session, "a wrong SASL response", "credentials in the middle of something else");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C: USER ${user}\nC: PASS ${password}\nC: DELE 1",
                "C raw \"USER ${user}\\r\\nPASS ${password}\\r\\nDE\" 1ms \"LE 1\\r\\n\"",
                "login\nlet c = unhex('44454c45')\nC: ${c} 1",
                "C: AUTH PLAIN ${base64('\\u0000' + user + '\\u0000' + password)}\nC: DELE 1",
            })
    void a_deletion(String session) throws Exception {
        assertRefused(session, "DELE", "a wrong SASL response");
    }

    /** Of the reason there are several where one server would take for the one what another takes for the other. */
    private void assertRefused(String session, String... reasons) throws InterruptedException {
        Outcome outcome = play(session, Set.of());

        assertThat(outcome.verdict()).as(session).isEqualTo(Verdict.ERROR);
        assertThat(outcome.certain()).isTrue();
        assertThat(outcome.failure().orElseThrow().message())
                .endsWith(", which is not allowed on this account")
                .containsAnyOf(reasons);
        assertThat(sent(outcome).toUpperCase(Locale.ROOT)).doesNotContain("DELE", "AAAA", "APOP", "PASS NO");
        assertThat(server.maildrop("alice").messages()).isEmpty();
    }

    private static String sent(Outcome outcome) {
        return outcome.transcript().events().stream()
                .filter(e -> e.kind() == Event.Kind.SENT)
                .map(Event::octets)
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C: USER ${user}\nC: PASS ${password}\nS: +OK\nS: +OK",
                "C: USER ${user2}\nC: PASS ${password2}\nS: +OK\nS: +OK",
                "C raw \"USER ${user}\\r\\nPA\" 1ms \"SS ${slice(password, 0, 2)}\" 1ms \"${slice(password, 2, size(password))}\\r\\n\""
                        + "\nS: +OK\nS: +OK",
                "S: +OK ${greeting}\nC: APOP ${user} ${" + DIGEST + "}\nS: +OK",
                "login apop",
                "C: AUTH PLAIN ${base64('\\u0000' + user2 + '\\u0000' + password2)}\nS: +OK",
                "C: AUTH PLAIN\nS: +\nC: *\nS: -ERR\nC: AUTH PLAIN\nC: *\nS: +\nS: -ERR\nlogin sasl-plain",
                "C: AUTH PLAIN\nC: ${base64(user + '\\u0000' + user + '\\u0000' + password)}\nS: +\nS: +OK",
                "C: AUTH LOGIN\nS: +\nC: ${base64(user)}\nS: +\nC: ${base64(password)}\nS: +OK",
                "C: AUTH CRAM-MD5\nS: + ${c:base64}\nC: ${base64(user + ' ' + hmac_md5(password, c))}\nS: +OK",
                "sasl digest-md5\nC: AUTH DIGEST-MD5\nS: + ${c:base64}\nC: ${base64(response(c))}\nS: + ${d:base64}\n"
                        + "C: ${base64(response(d))}\nS: +OK",
                "sasl scram-sha-1 as 2 \"gs2=y\"\nC: AUTH SCRAM-SHA-1\nS: +\nC: ${base64(response(''))}\nS: + ${c:base64}\n"
                        + "C: ${base64(response(c))}\nS: + ${d:base64}\nC: ${base64(response(d))}\nS: +OK",
                "C: AUTH\nS: -ERR\nC: AUTH NONE\nS: -ERR\nC: NOOP\nS: -ERR\nlogin",
            })
    void what_is_right_is_sent(String session) throws Exception {
        Outcome outcome = play(session, Set.of());

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void what_is_allowed_is_sent() throws Exception {
        Outcome outcome = play(
                "S: +OK\nC: APOP ${user} 0\nS: -ERR\nC: AUTH PLAIN AAAA\nS: -ERR\nC: AUTH PLAIN\nS: +\nC: no\nS: -ERR",
                EnumSet.of(Touch.LOGIN_FAILURES));

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
    }
}
