package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.Requires;
import org.pop3spec.result.Run;
import org.pop3spec.scenario.ScenarioFilter;

/** A real server: Debian's Solid POP3 does what docs/solid-pop3d.md says, and nothing else that a scenario finds fault with. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SolidPop3dConformanceTest {
    @Test
    void every_scenario_passes_but_for_what_is_known() throws Exception {
        Requires.docker();
        Run run = RecipePlay.play("solid-pop3d", ScenarioFilter.ALL);

        assertThat(run.complete()).isTrue();
        assertThat(RecipePlay.known("solid-pop3d").differences(run)).isEmpty();
        assertThat(run.target().version()).get().asString().startsWith("Solid POP3 0.");
    }

    @Test
    void every_known_deviation_is_documented() throws Exception {
        RecipePlay.assertDocumented("solid-pop3d");
    }
}
