package org.pop3spec.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.result.Verdict;

/** A server that ends a session behind a refusal breaks something only if it is the command that does it. */
@Timeout(60)
class RefusalsTest {
    private static final String AFTER_LOGIN = "login\nC: LIST 4\nS: -ERR\nC: STAT\nS: +OK 3 320";
    private static final String BEFORE_LOGIN =
            "S: +OK\nC: STAT\nS: -ERR\nC: LIST\nS: -ERR\nC: CAPA\neither\n  S: +OK\nor\n  S: -ERR\nend";

    /** Refuses all but logins and STAT, and hangs up behind so many refusals of what counts. */
    private static ScriptedServer hangingUp(int most, Predicate<String> counts) throws IOException {
        return new ScriptedServer(peer -> {
            peer.say(Stage.GREETING);
            boolean open = false;
            int refusals = 0;
            for (String line = peer.hear(); !line.isEmpty() && refusals < most; line = peer.hear()) {
                open |= line.startsWith("PASS");
                boolean served = line.startsWith("USER") || line.startsWith("PASS") || (open && line.equals("STAT"));
                refusals += !served && counts.test(line) ? 1 : 0;
                peer.say(served ? "+OK 3 320\r\n" : "-ERR no\r\n");
                if (refusals == most) {
                    return;
                }
            }
        });
    }

    private static Outcome play(String session, int most, Predicate<String> counts) throws Exception {
        try (ScriptedServer server = hangingUp(most, counts)) {
            return Stage.play(session, server);
        }
    }

    @Test
    void whoever_hangs_up_on_every_refusal_is_not_accused() throws Exception {
        Outcome outcome = play(AFTER_LOGIN, 1, line -> true);

        assertThat(outcome.verdict()).isEqualTo(Verdict.SKIP);
        assertThat(outcome.skip().orElseThrow().text()).contains("hangs up", "LIST");
    }

    @Test
    void whoever_hangs_up_on_one_command_only_is_accused() throws Exception {
        assertThat(play(AFTER_LOGIN, 1, line -> line.startsWith("LIST")).verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(play(BEFORE_LOGIN, 1, line -> line.startsWith("LIST")).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void a_few_refusals_may_be_the_limit_too() throws Exception {
        assertThat(play(BEFORE_LOGIN, 2, line -> true).verdict()).isEqualTo(Verdict.SKIP);
        assertThat(play(BEFORE_LOGIN, 4, line -> true).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void a_login_behind_a_refusal_is_excused_alike() throws Exception {
        String session = "S: +OK\nC: CAPA\nS: -ERR\nlogin\nC: STAT\nS: +OK";

        assertThat(play(session, 1, line -> true).verdict()).isEqualTo(Verdict.SKIP);
        assertThat(play(session, 1, line -> line.equals("CAPA")).verdict()).isEqualTo(Verdict.ERROR);
    }

    @Test
    void whoever_turns_a_connection_away_is_not_accused() throws Exception {
        for (String session :
                new String[] {"S: +OK", "C: NOOP\nS: -ERR", "either\n  S: +OK\nor\n  S silence 100ms\nend"}) {
            try (ScriptedServer server = Stage.answering("GREETING", "-ERR too many connections\r\n")) {
                Outcome outcome = Stage.play(session, server);

                assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
                assertThat(outcome.failure().orElseThrow().message()).contains("turned the connection away");
            }
        }
    }

    @Test
    void whoever_serves_one_client_after_the_other_is_not_accused() throws Exception {
        for (String session : new String[] {
            "S: +OK\nS2: +OK", "C: NOOP\nS: +OK\nC2: NOOP\nS2: +OK", "S: +OK\neither\n  S2: +OK\nor\n  S2: -ERR\nend"
        }) {
            Semaphore turn = new Semaphore(1);
            try (ScriptedServer server = new ScriptedServer(peer -> {
                turn.acquire();
                peer.say(Stage.GREETING);
                while (!peer.hear().isEmpty()) {
                    peer.say("+OK\r\n");
                }
                turn.release();
            })) {
                Outcome outcome = Stage.playHastily(session, server);

                assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
                assertThat(outcome.certain()).isFalse();
                assertThat(outcome.failure().orElseThrow().message()).contains("limits: {connections: 1}");
            }
        }
    }

    @Test
    void whoever_ends_a_session_without_a_refusal_is_accused() throws Exception {
        try (ScriptedServer server = Stage.answering("XPOP3SPEC", "CLOSE", "STAT", "CLOSE")) {
            assertThat(Stage.play("login\nC: STAT\nS: +OK", server).verdict()).isEqualTo(Verdict.FAIL);
            assertThat(Stage.play(AFTER_LOGIN, server).verdict()).isEqualTo(Verdict.FAIL);
        }
    }
}
