package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.Requires;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.ScenarioFilter;

/** A real server: Debian's Courier does what docs/courier.md says, and nothing else that a scenario finds fault with. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CourierConformanceTest {
    /** It waits five seconds after a wrong password; three scenarios wait for answers that never come, twice each. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @Test
    void every_scenario_passes_but_for_what_is_known() throws Exception {
        Requires.docker();
        Run run = RecipePlay.play("courier", ScenarioFilter.ALL, TIMEOUT);

        assertThat(run.complete()).isTrue();
        assertThat(RecipePlay.known("courier").differences(run)).isEmpty();
        assertThat(run.target().version()).get().asString().startsWith("Courier 1.");
    }

    @Test
    void as_packaged_it_announces_no_mechanism() throws Exception {
        Requires.docker();
        List<String> aboutThat = List.of("rfc5034/3-capability/*", "rfc5034/4-auth/plain-is-there-under-tls");
        Run run = RecipePlay.play("courier:no-sasl", new ScenarioFilter(aboutThat, List.of()));

        assertThat(run.target().capabilities().get("cleartext before login"))
                .contains("USER")
                .noneMatch(line -> line.startsWith("SASL"));
        assertThat(run.results())
                .filteredOn(result -> result.verdict() == Verdict.WARN)
                .extracting(ScenarioResult::id)
                .containsExactly("rfc5034/4-auth/plain-is-there-under-tls");
    }

    @Test
    void every_known_deviation_is_documented() throws Exception {
        RecipePlay.assertDocumented("courier");
    }
}
