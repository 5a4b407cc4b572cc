package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pop3spec.result.Run;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;

class OutlineTest {
    @Test
    void results_stand_by_specification_and_section_as_people_count() {
        Run run = SampleRun.of(Stream.of(
                        SampleResult.of("own"),
                        SampleResult.of("a/10").spec("RFC1939#10 X"),
                        SampleResult.of("a/2").spec("RFC1939#9 X"),
                        SampleResult.of("a/1").spec("RFC1939#9 X"),
                        SampleResult.of("b").spec("RFC918#6.10"),
                        SampleResult.of("c").spec("RFC918#6.9"))
                .map(SampleResult::build)
                .toList());
        assertThat(Outline.of(run).stream().map(Outline.Document::name)).containsExactly("RFC918", "RFC1939", "");
        assertThat(Outline.results(run).stream().map(r -> r.id()))
                .containsExactly("c", "b", "a/1", "a/2", "a/10", "own");
    }

    @Test
    void numbers_without_end_are_put_in_order_too() {
        List<String> sorted = Stream.of("9".repeat(500), "1" + "0".repeat(500), "10", "9", "09", "")
                .sorted(Outline.NATURAL)
                .toList();
        assertThat(sorted).containsExactly("", "09", "9", "10", "9".repeat(500), "1" + "0".repeat(500));
    }
}
