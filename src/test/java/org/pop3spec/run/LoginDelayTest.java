package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

/** RFC 2449 section 6.5: a server that announces LOGIN-DELAY never gets two sessions of an account sooner than that. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LoginDelayTest {
    private static final String SPELLED_OUT = "C%1$s: USER ${user}\nS%1$s: +OK\nC%1$s: PASS ${password}\nS%1$s: +OK\n"
            + "C%1$s: QUIT\nS%1$s: +OK\nS%1$s close\n";

    private final Rig rig = new Rig(ServerSettings.builder().loginDelay(Duration.ofSeconds(1)));

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void sessions_within_a_scenario_are_spaced() throws Exception {
        Run run = rig.account("alice", 0)
                .disposable()
                .scenario(
                        "a",
                        "",
                        "login\nC: QUIT\nS: +OK\nS close\n" + SPELLED_OUT.formatted("2") + SPELLED_OUT.formatted("3")
                                + "login on 4\n")
                .play();

        assertNobodyCameTooEarly(run);
    }

    @Test
    void sizes_are_learnt_in_a_session_that_is_spaced_from_the_scenarios_own() throws Exception {
        Run run = rig.account("alice", 0)
                .disposable()
                .direct()
                .delivery("none")
                .scenario(
                        "a",
                        "mailbox: one\ntouches: flags\n",
                        "C: USER ${user}\nS: +OK\nC: PASS ${password}\nS: +OK\nC: LIST 1\nS: +OK 1 ${octets(1)}\n")
                .play();

        assertNobodyCameTooEarly(run);
    }

    @Test
    void a_scenario_about_the_delay_may_come_too_early() throws Exception {
        Run run = rig.account("alice", 0)
                .disposable()
                .scenario(
                        "a",
                        "requires: login-delay\n",
                        "login\nC: QUIT\nS: +OK\nS close\n"
                                + "C2: USER ${user}\nS2: +OK\nC2: PASS ${password}\nS2: -ERR [LOGIN-DELAY]\n")
                .play();

        assertThat(run.results()).extracting(ScenarioResult::verdict).containsExactly(Verdict.PASS);
    }

    private static void assertNobodyCameTooEarly(Run run) {
        assertThat(run.results()).extracting(ScenarioResult::verdict).containsExactly(Verdict.PASS);
        assertThat(run.results().get(0).attempts()).isEqualTo(1);
        assertThat(run.results().get(0).transcript().events())
                .noneMatch(event -> event.octets().contains("[LOGIN-DELAY]"));
    }
}
