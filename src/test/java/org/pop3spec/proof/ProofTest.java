package org.pop3spec.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.BundledRoot;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioFilter;
import org.pop3spec.scenario.ScenarioLibrary;
import org.pop3spec.scenario.ScenarioParser;

/** Every scenario that comes with pop3spec passes where nothing is wrong, and fails where something is. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ProofTest {
    /** For servers that lack what the reference server always has; a fault takes it away, and then they are played. */
    private static final Set<String> NOT_PLAYED = Set.of(
            "rfc2449/8-response-codes/codes-are-announced", "rfc3206/5-auth/capability-is-announced-with-the-code");

    private static Proof proof = new Proof(List.of(), (done, all) -> {});
    private static List<Row> named = List.of();

    @BeforeAll
    static void every_scenario_is_played_with_the_faults_that_it_names() throws Exception {
        ScenarioParser parser = new ScenarioParser(
                new LoginVariants().vocabulary(Mailboxes.of(0).names()), new Expressions());
        proof = new Proof(ScenarioLibrary.open(new BundledRoot(), parser).load(ScenarioFilter.ALL), (done, all) -> {});
        assertThat(proof.unknown()).as("names of faults that there are not").isEmpty();
        named = proof.withNamed();
    }

    @Test
    void every_scenario_passes_without_fault() throws Exception {
        assertThat(Gaps.accusing(proof.faultless().values())).isEmpty();
    }

    @Test
    void only_what_is_for_other_servers_is_skipped() throws Exception {
        Map<String, ScenarioResult> results = proof.faultless();
        // a user who may not use ports below 1024 can't be RPOP's client
        Set<String> skipped = proof.possible().stream()
                .map(Scenario::id)
                .filter(id -> results.get(id).verdict() == Verdict.SKIP)
                .collect(Collectors.toSet());

        assertThat(skipped).isEqualTo(NOT_PLAYED);
    }

    @Test
    void every_scenario_fails_with_each_fault_that_it_names() throws Exception {
        assertThat(Gaps.surviving(proof.possible(), named)).isEmpty();
    }

    @Test
    void every_fault_is_caught_by_a_scenario_that_names_it() throws Exception {
        assertThat(Gaps.uncaught(named, proof.beyond())).isEmpty();
    }

    @Test
    void every_scenario_has_a_fault_that_leaves_three_quarters_of_a_hundred_others_passing() throws Exception {
        assertThat(proof.unspared(named, 100)).isEmpty();
    }
}
