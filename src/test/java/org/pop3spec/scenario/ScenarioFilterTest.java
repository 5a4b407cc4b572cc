package org.pop3spec.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioFilterTest {
    private static final String ID = "rfc2449/6.6-pipelining/in-order";

    private final FrontMatter header = header();

    private static FrontMatter header() {
        String text = """
                ---
                title: t
                spec: RFC2449#6.6 PIPELINING
                level: SHOULD
                tags: [large]
                aliases: old/name
                ---
                C: NOOP
                """;
        try {
            return new ScenarioParser(new Vocabulary(Set.of(), Set.of(), Map.of(), Set.of()), new Expressions())
                    .header(new SourceFile("a.pop3", text));
        } catch (ScenarioException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rfc2449/6.6-pipelining/in-order, true",
        "rfc2449, true",
        "rfc2449/, true",
        "rfc2449/*, true",
        "rfc2449/6.6-pipelining, true",
        "RFC2449/*/in-?rder, true",
        "*order, true",
        "*, true",
        "rfc244, false",
        "order, false",
        "old/name, true",
        "large, true",
        "larg?, true",
        "small, false",
        "SHOULD, true",
        "should, true",
        "MUST, false",
        "RFC2449, true",
        "RFC2449#6, true",
        "RFC2449#6.6, true",
        "RFC2449#6.6 PIPELINING, true",
        "rfc2449#6.*, true",
        "RFC2449#6.5, false",
        "RFC2449#5, false",
        "pipelining, true",
        "RFC1939, false",
    })
    void a_pattern_stands_for_what_a_scenario_goes_by(String pattern, boolean admitted) {
        assertThat(new ScenarioFilter(List.of(pattern), List.of()).admits(ID, header))
                .isEqualTo(admitted);
        assertThat(new ScenarioFilter(List.of(), List.of(pattern)).admits(ID, header))
                .isEqualTo(!admitted);
    }

    @Test
    void one_pattern_of_several_suffices_and_what_is_skipped_is_skipped() {
        assertThat(new ScenarioFilter(List.of("x", "large"), List.of()).admits(ID, header))
                .isTrue();
        assertThat(new ScenarioFilter(List.of("large"), List.of("SHOULD")).admits(ID, header))
                .isFalse();
        assertThat(ScenarioFilter.ALL.admits(ID, header)).isTrue();
    }

    @Test
    void patterns_that_match_nothing_are_told() {
        assertThat(new ScenarioFilter(List.of("large", "larg"), List.of("nothing"))
                        .unused(List.of(new ScenarioLibrary.Listed(ID, header))))
                .containsExactly("larg", "nothing");
    }

    @Test
    void many_stars_take_no_time() {
        assertThat(Glob.of("*a".repeat(200) + "b").matches("a".repeat(20_000))).isFalse();
    }
}
