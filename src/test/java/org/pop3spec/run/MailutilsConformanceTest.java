package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.Requires;
import org.pop3spec.result.Run;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.ScenarioFilter;

/** A real server: GNU Mailutils as Debian packages it does what docs/mailutils.md says, and nothing else that a scenario finds fault with. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MailutilsConformanceTest {
    @Test
    void every_scenario_passes_but_for_what_is_known() throws Exception {
        Requires.docker();
        Run run = RecipePlay.play("mailutils", ScenarioFilter.ALL);

        assertThat(run.complete()).isTrue();
        assertThat(RecipePlay.known("mailutils").differences(run)).isEmpty();
        assertThat(run.target().version()).get().asString().startsWith("GNU Mailutils 1:3.");
    }

    @Test
    void without_its_lock_mail_may_arrive_during_a_session() throws Exception {
        Requires.docker();
        Run run = RecipePlay.play("mailutils:no-lock", new ScenarioFilter(List.of("rfc1939/*/new-mail-*"), List.of()));

        assertThat(run.results())
                .hasSizeGreaterThan(4)
                .allSatisfy(result -> assertThat(result.verdict())
                        .as("%s: %s", result.id(), result.failure())
                        .isEqualTo(Verdict.PASS));
    }

    @Test
    void every_known_deviation_is_documented() throws Exception {
        RecipePlay.assertDocumented("mailutils");
    }
}
