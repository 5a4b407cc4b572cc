package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.Requires;
import org.pop3spec.result.Run;
import org.pop3spec.scenario.ScenarioFilter;

/** A real server: GreenMail does what docs/greenmail.md says, and nothing else that a scenario finds fault with. */
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GreenMailConformanceTest {
    @Test
    void every_scenario_passes_but_for_what_is_known() throws Exception {
        Requires.command("mvn");
        Run run = RecipePlay.play("greenmail", ScenarioFilter.ALL);

        assertThat(run.complete()).isTrue();
        assertThat(RecipePlay.known("greenmail").differences(run)).isEmpty();
        assertThat(run.target().version()).contains("GreenMail 2.1.8");
    }

    @Test
    void every_known_deviation_is_documented() throws Exception {
        RecipePlay.assertDocumented("greenmail");
    }
}
