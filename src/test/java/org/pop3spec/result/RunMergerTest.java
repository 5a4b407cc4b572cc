package org.pop3spec.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunMergerTest {
    private static final ScenarioResult A = SampleResult.of("a").build();
    private static final ScenarioResult B = SampleResult.of("b").build();
    private static final ScenarioResult A_LATER = SampleResult.of("a")
            .fails(Verdict.FAIL, "now it fails")
            .started(SampleRun.STARTED.plusSeconds(60))
            .build();

    @Test
    void shards_become_one_run_that_planned_what_they_planned_together() {
        Run merged = RunMerger.merge(List.of(SampleRun.of(A), SampleRun.of(B)));
        assertThat(merged.results()).containsExactly(A, B);
        assertThat(merged.planned()).isEqualTo(2);
        assertThat(merged.complete()).isTrue();
        assertThat(merged.finished()).isPresent();
    }

    @Test
    void the_same_run_twice_is_that_run() {
        Run run = SampleRun.realistic();
        assertThat(RunMerger.merge(List.of(run, run))).isEqualTo(run);
    }

    @Test
    void of_a_scenario_played_twice_the_later_result_counts_whatever_the_order() {
        assertThat(RunMerger.merge(List.of(SampleRun.of(A, B), SampleRun.of(A_LATER)))
                        .results())
                .containsExactly(A_LATER, B);
        assertThat(RunMerger.merge(List.of(SampleRun.of(A_LATER), SampleRun.of(A, B)))
                        .results())
                .containsExactly(A_LATER, B);
    }

    @Test
    void the_same_scenario_by_another_variant_or_channel_is_another_result() {
        ScenarioResult apop = SampleResult.of("a").variant("apop", "cleartext").build();
        ScenarioResult tls = SampleResult.of("a").variant("user-pass", "tls").build();
        assertThat(RunMerger.merge(List.of(SampleRun.of(A, apop, tls))).results())
                .containsExactly(A, apop, tls);
    }

    @Test
    void one_incomplete_part_makes_the_whole_incomplete() {
        Run merged = RunMerger.merge(List.of(SampleRun.of(A), SampleRun.incomplete(B)));
        assertThat(merged.complete()).isFalse();
        assertThat(merged.finished()).isEmpty();
        assertThat(merged.planned()).isEqualTo(7);
    }

    @Test
    void a_part_whose_target_was_unusable_is_not_forgotten() {
        assertThat(RunMerger.merge(List.of(SampleRun.of(A), SampleRun.unusable("refused")))
                        .unusable())
                .contains("refused");
    }

    @Test
    void runs_against_different_targets_are_refused() {
        assertThatThrownBy(() -> RunMerger.merge(List.of(SampleRun.of(A), SampleRun.realistic())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("these are runs against different targets: reference, staging");
        assertThatThrownBy(() -> RunMerger.merge(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void all_shards_are_the_whole() {
        Run merged = RunMerger.merge(List.of(
                SampleRun.shard(new Shard(2, 2), SampleRun.of(B)), SampleRun.shard(new Shard(1, 2), SampleRun.of(A))));

        assertThat(merged.shard()).isEmpty();
        assertThat(merged.complete()).isTrue();
        assertThat(merged.leftOut()).isEmpty();
        assertThat(merged.results()).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void a_shard_that_is_missing_leaves_the_whole_incomplete_and_is_named() {
        Run merged = RunMerger.merge(List.of(
                SampleRun.shard(new Shard(1, 3), SampleRun.of(A)), SampleRun.shard(new Shard(3, 3), SampleRun.of(B))));

        assertThat(merged.complete()).isFalse();
        assertThat(merged.leftOut()).containsExactly("shard 2/3 is not among these runs");
    }

    @Test
    void one_shard_by_itself_is_what_it_is() {
        Run shard = SampleRun.shard(new Shard(1, 3), SampleRun.of(A));

        assertThat(RunMerger.merge(List.of(shard))).isEqualTo(shard);
    }

    @Test
    void shards_of_different_divisions_are_refused() {
        assertThatThrownBy(() -> RunMerger.merge(List.of(
                        SampleRun.shard(new Shard(1, 2), SampleRun.of(A)),
                        SampleRun.shard(new Shard(2, 3), SampleRun.of(B)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("these are shards of different runs: 1/2, 2/3");
    }

    @Test
    void the_time_of_all_parts_is_added_up() {
        Run one = SampleRun.shard(new Shard(1, 2), SampleRun.of(A).spending(new Timings(1, 2, 3)));
        Run two = SampleRun.shard(new Shard(2, 2), SampleRun.of(B).spending(new Timings(10, 20, 30)));

        assertThat(RunMerger.merge(List.of(one, two)).timings()).contains(new Timings(11, 22, 33));
    }
}
