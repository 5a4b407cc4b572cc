package org.pop3spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.refserver.LawfulServers;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;
import org.pop3spec.run.Choices;
import org.pop3spec.run.EmbeddedTarget;
import org.pop3spec.run.Harness;
import org.pop3spec.run.RunListener;
import org.pop3spec.run.RunRequest;
import org.pop3spec.scenario.BundledRoot;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioFilter;
import org.pop3spec.scenario.ScenarioLibrary;
import org.pop3spec.scenario.ScenarioParser;

/** Servers that break nothing, each of another design, must not be accused of anything by any scenario. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LawfulServersTest {
    /** Large ones take minutes, and are about quantity, not about choices. */
    private static final Set<String> LARGE = Set.of("large", "thousand", "ten-thousand");

    private static List<Scenario> scenarios = List.of();

    @BeforeAll
    static void read() throws Exception {
        ScenarioParser parser = new ScenarioParser(
                new LoginVariants().vocabulary(Mailboxes.of(1).names()), new Expressions());
        scenarios = ScenarioLibrary.open(new BundledRoot(), parser).load(ScenarioFilter.ALL).stream()
                .filter(scenario ->
                        scenario.header().mailbox().filter(LARGE::contains).isEmpty())
                .toList();
    }

    static Stream<String> servers() {
        return LawfulServers.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void no_scenario_accuses_a_lawful_server(String name) throws Exception {
        Run run;
        try (EmbeddedTarget embedded = EmbeddedTarget.start(LawfulServers.all().get(name))) {
            run = new Harness(
                            new RunRequest(
                                    embedded.target(),
                                    Optional.of(embedded.direct()),
                                    scenarios,
                                    new Choices(
                                            List.of(), List.of(), Optional.empty(), Optional.empty(), 1, false, false),
                                    List.of(),
                                    "pop3spec test"),
                            new Unheard())
                    .play();
        }

        assertThat(run.results())
                .filteredOn(result -> result.verdict() != Verdict.PASS && result.verdict() != Verdict.SKIP)
                .map(LawfulServersTest::accusation)
                .isEmpty();
        assertThat(run.results())
                .filteredOn(result -> result.verdict() == Verdict.PASS)
                .hasSizeGreaterThan(100);
    }

    private static String accusation(ScenarioResult result) {
        return result.verdict() + " " + result.id() + ": "
                + result.failure().map(failure -> failure.message()).orElse("");
    }

    private static final class Unheard implements RunListener {
        @Override
        public void begins(Run run) {
            // nobody looks on
        }

        @Override
        public void finished(ScenarioResult result) {
            // the run has it
        }
    }
}
