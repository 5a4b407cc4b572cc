package org.pop3spec.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pop3spec.kerberos.MintedRealm;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.refserver.Faults;
import org.pop3spec.refserver.KerberosService;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.Event;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Touch;

/** KPOP, as a login and step by step. */
@Timeout(120)
class KpopTest {
    private static final String VERSIONS = "C raw \"${frame('KRB5_SENDAUTH_V1.0' + unhex('00'))}"
            + "${frame('KPOPV1.0' + unhex('00'))}\"\nS octets 1 as result\nassert hex(result) == '00'\n";

    private ReferenceServer server;

    @BeforeEach
    void start() throws IOException {
        server = start(List.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static ReferenceServer start(List<String> faults) throws IOException {
        return ReferenceServer.start(ServerSettings.builder()
                .accounts(List.of())
                .account("alice", "wonderland")
                .account("bob", "builder-77")
                .kerberos(new KerberosService(MintedRealm.SERVICE, () -> List.of(MintedRealm.KEY)))
                .faults(faults.stream().map(f -> Faults.named(f).orElseThrow()).toList())
                .build());
    }

    private static Outcome play(String session, int port, Channel channel) throws InterruptedException {
        return new ScenarioPlayer()
                .play(
                        Stage.scenario("accounts: 2\n", session),
                        Stage.setting(
                                new Endpoint("127.0.0.1", port),
                                Limits.standard().withAnswer(Duration.ofSeconds(20)),
                                channel,
                                EnumSet.allOf(Touch.class),
                                KnownMessages.NONE));
    }

    private Outcome play(String session) throws InterruptedException {
        return play(session, server.kpopPort(), Channel.CLEARTEXT);
    }

    private static String failure(Outcome outcome) {
        return outcome.failure().orElseThrow().message();
    }

    private static String sent(Outcome outcome) {
        return outcome.transcript().events().stream()
                .filter(e -> e.kind() == Event.Kind.SENT)
                .map(Event::octets)
                .collect(Collectors.joining());
    }

    @Test
    void a_ticket_opens_the_maildrop_and_neither_it_nor_the_password_is_shown() throws Exception {
        Outcome outcome = play("login kpop\nC: STAT\nS: +OK 0 0");

        assertThat(outcome.verdict()).as("%s", outcome.failure()).isEqualTo(Verdict.PASS);
        assertThat(sent(outcome)).contains("KPOPV1.0\0", "USER alice\r\n").doesNotContain("wonderland", "EXAMPLE.TEST");
    }

    @Test
    void it_works_under_tls_and_with_stls_afterwards() throws Exception {
        String session = "login kpop\nC: STAT\nS: +OK 0 0";

        assertThat(play(session, server.kpopsPort(), Channel.TLS).verdict()).isEqualTo(Verdict.PASS);
        assertThat(play(session, server.kpopPort(), Channel.STLS).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void each_account_shows_its_own_ticket() throws Exception {
        Outcome outcome = play("login kpop as 2 on 2\nC2: STAT\nS2: +OK 0 0\nlogin kpop\nC: STAT\nS: +OK 0 0");

        assertThat(outcome.verdict()).as("%s", outcome.failure()).isEqualTo(Verdict.PASS);
    }

    @Test
    void a_connection_that_shows_no_ticket_is_not_one_for_kpop() throws Exception {
        try (ScriptedServer plain = Stage.answering()) {
            Outcome outcome = Stage.play("connect\nlogin kpop", plain);

            assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
            assertThat(failure(outcome)).contains("connection 1 was not opened for login by kpop");
        }
    }

    @Test
    void a_script_goes_through_the_exchange_by_itself() throws Exception {
        Outcome outcome = play("connect kpop no-handshake\n" + VERSIONS
                + "C raw \"${frame(ap_req('mutual'))}\"\nS frame as error\nassert error == ''\n"
                + "S frame as proof\nassert ap_rep(proof)\nassert krb_error(proof) == -1\nS: +OK\n"
                + "C: USER ${user}\nS: +OK\nC: PASS anything\nS: +OK\nC: QUIT\nS: +OK\nS close");

        assertThat(outcome.verdict()).as("%s", outcome.failure()).isEqualTo(Verdict.PASS);
        assertThat(sent(outcome)).doesNotContain("EXAMPLE.TEST");
    }

    @Test
    void lines_may_leave_before_the_greeting_was_read() throws Exception {
        Outcome outcome = play("connect kpop no-greeting\nC: USER ${user}\nC: PASS x\nC: STAT\n"
                + "S: +OK\nS: +OK\nS: +OK\nS: +OK 0 0");

        assertThat(outcome.verdict()).as("%s", outcome.failure()).isEqualTo(Verdict.PASS);
    }

    @Test
    void a_handshake_shows_the_ticket_of_the_account_that_is_asked_for() throws Exception {
        Outcome outcome =
                play("connect kpop as 2\nC: USER ${user}\nS: +OK\nC: PASS x\nS: -ERR\nC: USER ${user2}\nS: +OK\n"
                        + "C: PASS x\nS: +OK");

        assertThat(outcome.verdict()).as("%s", outcome.failure()).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            skewed         | 37
            ahead          | 37
            expired        | 32
            not-yet-valid  | 33
            invalid        | 33
            other-service  | 35
            other-realm    | 35
            wrong-kvno     | 44
            flipped        | 31
            flipped-ticket | 31
            other-key      | 31
            other-client   | 36
            """)
    void the_reference_server_tells_what_is_wrong_with_a_ticket(String flaw, int code) throws Exception {
        Outcome outcome = play("connect kpop no-handshake\n" + VERSIONS + "C raw \"${frame(ap_req('" + flaw
                + "'))}\"\nS frame as error\nassert krb_error(error) == " + code + "\nS close");

        assertThat(outcome.verdict()).as("%s", outcome.failure()).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @CsvSource({"right, 0", "mutual, 1", "subkey, 1", "authorization-data, 1"})
    void the_reference_server_takes_what_is_right(String kind, int proofs) throws Exception {
        Outcome outcome = play("connect kpop no-handshake\n" + VERSIONS + "C raw \"${frame(ap_req('" + kind
                + "'))}\"\nS frame as error\nassert error == ''\n"
                + (proofs == 1 ? "S frame as proof\nassert ap_rep(proof)\n" : "")
                + "S: +OK\nC: USER ${user}\nS: +OK\nC: PASS x\nS: +OK");

        assertThat(outcome.verdict()).as("%s", outcome.failure()).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @CsvSource({"foreign-client", "instance"})
    void somebody_of_a_like_name_is_somebody_else(String flaw) throws Exception {
        Outcome outcome = play("connect kpop no-handshake\n" + VERSIONS + "C raw \"${frame(ap_req('" + flaw
                + "'))}\"\nS frame as error\nassert error == ''\nS frame as proof\nS: +OK\n"
                + "C: USER ${user}\nS: +OK\nC: PASS x\nS: -ERR");

        assertThat(outcome.verdict()).as("%s", outcome.failure()).isEqualTo(Verdict.PASS);
    }

    @Test
    void a_replayed_request_is_refused_unless_the_server_is_at_fault() throws Exception {
        String session = "let request = frame(ap_req('right'))\nconnect kpop no-handshake\n" + VERSIONS
                + "C raw \"${request}\"\nS frame as first\nassert first == ''\n"
                + "connect on 2 kpop no-handshake\n"
                + VERSIONS.replace("C raw", "C2 raw").replace("S octets 1 as result", "S2 octets 1 as result2")
                + "C2 raw \"${request}\"\nS2 frame as second\nassert krb_error(second) == 34";

        assertThat(play(session).verdict()).isEqualTo(Verdict.PASS);
        try (ReferenceServer faulty = start(List.of("replay-accepted"))) {
            Outcome outcome = play(session, faulty.kpopPort(), Channel.CLEARTEXT);
            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(failure(outcome)).contains("krb_error(second) == 34");
        }
    }

    @Test
    void a_server_that_does_not_prove_itself_is_not_believed() throws Exception {
        for (String fault : List.of("kpop-wrong-proof", "kpop-no-proof")) {
            try (ReferenceServer faulty = start(List.of(fault))) {
                Outcome outcome = play("login kpop", faulty.kpopPort(), Channel.CLEARTEXT);
                assertThat(outcome.verdict()).as(fault).isEqualTo(Verdict.ERROR);
                assertThat(failure(outcome)).contains("the KPOP handshake failed");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2b4f4b          | neither 0, 1 nor 2
            01              | does not take sendauth version KRB5_SENDAUTH_V1.0
            02              | does not take application version KPOPV1.0
            0000000004abcd  | no proper answer to the AP-REQ
            007fffffff      | no proper answer to the AP-REQ
            0000000001aa    | neither empty nor a KRB-ERROR
            000000000000000002aabb | proves nothing
            00000000000000  | mutual authentication
            """)
    void what_a_server_does_instead_is_told(String answer, String message) throws Exception {
        try (ScriptedServer hostile = new ScriptedServer(peer -> {
            peer.say(new String(HexFormat.of().parseHex(answer), StandardCharsets.ISO_8859_1));
            peer.hear();
        })) {
            Outcome outcome = Stage.playHastily("login kpop", hostile);

            assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
            assertThat(failure(outcome)).contains("the KPOP handshake failed").contains(message);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            S octets 4 as n    | expected 4 octets; the server closed
            S frame as f       | expected a frame; the server closed
            """)
    void octets_that_do_not_come_fail_the_scenario(String statement, String message) throws Exception {
        try (ScriptedServer brief = new ScriptedServer(peer -> {
            peer.say("abc");
        })) {
            Outcome outcome = Stage.play("connect kpop no-handshake\n" + statement, brief);

            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(failure(outcome)).contains(message);
        }
    }

    @Test
    void a_frame_that_is_too_long_fails_the_scenario_without_being_waited_for() throws Exception {
        try (ScriptedServer endless = new ScriptedServer(peer -> {
            peer.say("\u007f\u00ff\u00ff\u00ffabc");
            peer.hear();
        })) {
            Outcome outcome = Stage.play("connect kpop no-handshake\nS frame as f", endless);

            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(failure(outcome)).contains("more than 65536 octets came without end");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            let x = ap_req('upside-down')  | there is no AP-REQ 'upside-down'
            assert ap_rep('x')             | no AP-REQ was made
            """)
    void what_can_not_be_made_is_the_scripts_mistake(String statement, String message) throws Exception {
        Outcome outcome = play("connect kpop no-handshake\n" + statement + "\nC raw \"x\"");

        assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(failure(outcome)).contains(message);
    }

    @Test
    void an_ap_rep_of_another_request_proves_nothing() throws Exception {
        Outcome outcome = play("connect kpop no-handshake\n" + VERSIONS
                + "C raw \"${frame(ap_req('mutual'))}\"\nS frame as error\nS frame as proof\nlet later = ap_req('mutual')\n"
                + "assert ap_rep(proof)");

        assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
    }
}
