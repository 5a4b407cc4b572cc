package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.report.RunReader;
import org.pop3spec.result.Run;
import org.pop3spec.result.RunMerger;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Shard;
import org.pop3spec.result.SkipReason;

/** Several machines share a run. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ShardedRunTest {
    private static final String STAT = "login\nC: STAT\nS: +OK\n";
    private static final int SHARDS = 3;

    /** A result, without what differs from run to run. */
    private record Told(String id, String variant, String channel, String verdict, String skip) {
        static Told of(ScenarioResult result) {
            return new Told(
                    result.id(),
                    result.variant(),
                    result.channel(),
                    result.verdict().word(),
                    result.skip().map(SkipReason::text).orElse(""));
        }
    }

    private final Rig rig = new Rig();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void the_shards_are_together_what_is_played_without_them_and_nothing_is_in_two() throws Exception {
        rig.account("alice", 0).disposable();
        for (int i = 1; i <= 12; i++) {
            rig.scenario("s" + i, "", STAT);
        }
        rig.scenario("each", "tags: each-variant\n", STAT).scenario("sane", "tags: sanity\n", STAT);
        Run whole = rig.play();
        List<Run> parts = new ArrayList<>();
        for (int index = 1; index <= SHARDS; index++) {
            parts.add(rig.play(Rig.choices().of(new Shard(index, SHARDS))));
        }

        assertThat(parts).allSatisfy(part -> {
            assertThat(part.results()).as("of shard %s", part.shard()).isNotEmpty();
            assertThat(part.planned()).isEqualTo(part.results().size());
        });
        assertThat(parts.stream().flatMap(part -> told(part).stream()))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(told(whole));
        assertThat(told(RunMerger.merge(parts))).containsExactlyInAnyOrderElementsOf(told(whole));
    }

    @Test
    void what_waits_for_a_scenario_of_another_shard_ends_as_it_does_without_shards() throws Exception {
        rig.account("alice", 0).disposable().scenario("first", "", "login\nC: STAT\nS: -ERR\n");
        for (int i = 1; i <= 9; i++) {
            rig.scenario("after" + i, "depends-on: first\n", STAT);
        }
        List<Told> whole = told(rig.play());
        List<Told> together = new ArrayList<>();
        for (int index = 1; index <= SHARDS; index++) {
            together.addAll(told(rig.play(Rig.choices().of(new Shard(index, SHARDS)))));
        }

        assertThat(together).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(whole);
        assertThat(together)
                .extracting(Told::skip)
                .filteredOn(skip -> !skip.isEmpty())
                .hasSize(9)
                .containsOnly("depends on first, which did not pass");
    }

    @Test
    void another_virtual_machine_divides_in_the_same_way(@TempDir Path folder) throws Exception {
        Set<String> here = new HashSet<>();
        Set<String> there = new HashSet<>();
        here.addAll(played(folder.resolve("a")));
        there.addAll(played(folder.resolve("b")));

        assertThat(here).isNotEmpty().isEqualTo(there);
    }

    /** What a machine of its own plays of a shard. */
    private static List<String> played(Path output) throws Exception {
        Path log = Files.createTempFile("shard", ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.pop3spec.cli.Pop3spec",
                        "run",
                        "--only",
                        "rfc1939/5-*",
                        "--shard",
                        "2/7",
                        "--format",
                        "json",
                        "--output",
                        output.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).as("it ended").isTrue();
        assertThat(process.exitValue()).as(() -> "log in " + log).isZero();
        Files.delete(log);
        return RunReader.read(List.of(output)).run().results().stream()
                .map(result -> result.id() + " " + result.variant())
                .toList();
    }

    private static List<Told> told(Run run) {
        return run.results().stream().map(Told::of).toList();
    }
}
