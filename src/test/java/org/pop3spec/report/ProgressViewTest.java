package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

class ProgressViewTest {
    private static final ScenarioResult PASSED = SampleResult.of("pass").build();
    private static final ScenarioResult FAILED =
            SampleResult.of("fail").fails(Verdict.FAIL, "it did not").build();

    @Test
    void a_log_gets_a_line_at_every_tenth() {
        assertThat(shown(new Terminal(false, 80, false, true), passes(40))
                        .lines()
                        .toList())
                .startsWith("playing 40 scenarios", "10 %  4 of 40", "20 %  8 of 40")
                .endsWith("100 %  40 of 40")
                .hasSize(11);
    }

    @Test
    void a_log_gets_each_failure_as_it_happens() {
        assertThat(shown(new Terminal(false, 80, false, true), List.of(PASSED, FAILED, PASSED))
                        .lines()
                        .toList())
                .containsExactly(
                        "playing 3 scenarios",
                        "33 %  1 of 3",
                        "FAIL  fail (user-pass, cleartext): it did not",
                        "66 %  2 of 3",
                        "100 %  3 of 3");
    }

    @Test
    void a_person_gets_a_bar_that_counts_failures() {
        String shown = shown(new Terminal(true, 80, true, true), List.of(PASSED, FAILED, PASSED));
        assertThat(shown).contains("\r").contains("100%").contains("1 failed");
    }

    @Test
    void a_hostile_server_gets_no_octet_of_its_own_to_the_log() {
        for (Terminal terminal : List.of(new Terminal(false, 80, false, true), new Terminal(false, 80, false, false))) {
            assertThat(shown(terminal, SampleRun.hostile().results()).chars())
                    .allMatch(c -> c == '\n' || (c >= ' ' && c != 0x7f && !(c >= 0x80 && c < 0xa0)));
        }
    }

    @Test
    void a_run_without_scenarios_is_shown_too() {
        assertThat(shown(new Terminal(false, 80, false, true), List.of())).isEqualTo("playing 0 scenarios\n");
        assertThat(shown(new Terminal(true, 80, true, true), List.of())).isNotNull();
    }

    @Test
    void a_log_is_told_how_long_the_rest_will_take() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AtomicLong seconds = new AtomicLong(1000);
        try (Progress progress = new ProgressLines(
                Terminal.NONE,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                () -> TimeUnit.SECONDS.toNanos(seconds.get()))) {
            progress.planned(ProgressView.auditing(3000), 3000);
            for (int i = 0; i < 2999; i++) {
                seconds.incrementAndGet();
                progress.finished(Optional.empty());
            }
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .startsWith("auditing 3,000 servers", "10 %  300 of 3000, about 45 min 0 s left")
                .endsWith("90 %  2700 of 3000, about 5 min 0 s left")
                .hasSize(10);
    }

    private static List<ScenarioResult> passes(int number) {
        return IntStream.range(0, number).mapToObj(i -> PASSED).toList();
    }

    private static String shown(Terminal terminal, List<ScenarioResult> results) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Progress progress = ProgressView.on(terminal, new PrintStream(out, true, StandardCharsets.UTF_8))) {
            progress.planned(ProgressView.playing(results.size()), results.size());
            results.forEach(progress::finished);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
