package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.Requires;
import org.pop3spec.result.Observation;
import org.pop3spec.result.Run;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.ScenarioFilter;

/** A real server: Debian's Dovecot does what docs/dovecot.md says, and nothing else that a scenario finds fault with. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DovecotConformanceTest {
    private static final String SECOND_SESSION = "rfc1939/4-authorization/second-session-removes-nothing";
    private static final List<String> ABOUT_THE_LOCK = List.of(
            SECOND_SESSION,
            "rfc1939/4-authorization/failed-login-leaves-no-lock",
            "rfc1939/4-authorization/lock-is-released-*",
            "rfc1939/6-update/lock-is-released-after-update",
            "rfc1939/7-user-pass/two-users-at-the-same-time",
            "rfc2449/8-response-codes/in-use-*",
            "rfc5034/4-auth/maildrop-in-use-is-refused",
            "rfc3206/6-auth-resp-code/maildrop-in-use-is-no-credential-problem");

    @Test
    void every_scenario_passes_but_for_what_is_known() throws Exception {
        Requires.docker();
        Run run = RecipePlay.play("dovecot", ScenarioFilter.ALL);

        assertThat(run.complete()).isTrue();
        assertThat(RecipePlay.known("dovecot").differences(run)).isEmpty();
        assertThat(run.target().version()).get().asString().startsWith("Dovecot 1:2.");
    }

    @Test
    void with_its_lock_on_a_second_session_is_refused_as_the_scenarios_ask() throws Exception {
        Requires.docker();
        Run run = RecipePlay.play("dovecot:lock", new ScenarioFilter(ABOUT_THE_LOCK, List.of()));

        assertThat(run.complete()).isTrue();
        assertThat(run.results())
                .hasSizeGreaterThan(ABOUT_THE_LOCK.size())
                .allSatisfy(result -> assertThat(result.verdict())
                        .as("%s: %s", result.id(), result.failure())
                        .isEqualTo(Verdict.PASS));
        assertThat(Rig.result(run, SECOND_SESSION).observations())
                .containsExactly(new Observation("second-session", "refused"));
    }

    @Test
    void every_known_deviation_is_documented() throws Exception {
        RecipePlay.assertDocumented("dovecot");
    }
}
