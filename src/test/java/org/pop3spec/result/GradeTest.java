package org.pop3spec.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradeTest {
    @ParameterizedTest
    @CsvSource({
        "'', A",
        "INFO INFO INFO INFO, A",
        "LOW, B",
        "LOW LOW LOW LOW LOW, B",
        "MEDIUM LOW, C",
        "MEDIUM MEDIUM, C",
        "MEDIUM MEDIUM MEDIUM, D",
        "HIGH, E",
        "HIGH MEDIUM MEDIUM MEDIUM, E",
        "HIGH HIGH, F"
    })
    void the_grade_follows_from_the_severities(String severities, Grade grade) {
        List<Severity> found = Arrays.stream(severities.split(" "))
                .filter(word -> !word.isEmpty())
                .map(Severity::valueOf)
                .toList();

        assertThat(Grade.of(found)).isEqualTo(grade);
    }
}
