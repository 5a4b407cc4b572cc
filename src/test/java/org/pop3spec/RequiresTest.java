package org.pop3spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

class RequiresTest {
    @TempDir
    Path folder;

    @Test
    void what_is_missing_skips_the_test_with_a_reason() {
        Requires requires = new Requires(Map.of("PATH", folder.toString()), () -> false);

        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(() -> requires.program("no-such-program"))
                .withMessageContaining("no-such-program is not on the PATH");
        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(() -> requires.included(folder, "none.h"))
                .withMessageContaining("none.h is not in");
        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(requires::engine)
                .withMessageContaining("no Docker engine answers");
        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(requires::browser)
                .withMessageContaining("chromium");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "docker", "chromium, docker"})
    void what_is_missing_although_the_environment_asks_for_it_fails_the_test(String required) {
        Requires requires = new Requires(Map.of("PATH", "", Requires.VARIABLE, required), () -> false);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(requires::engine)
                .withMessageContaining(Requires.VARIABLE);
    }

    @Test
    void what_the_environment_does_not_name_may_be_missing() {
        Requires requires = new Requires(Map.of("PATH", "", Requires.VARIABLE, "chromium"), () -> false);

        assertThatExceptionOfType(TestAbortedException.class).isThrownBy(requires::engine);
    }

    @Test
    void what_is_there_is_returned() throws IOException {
        Path program = Files.createFile(folder.resolve("chromium"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(Files.createFile(folder.resolve("chromedriver")).toFile().setExecutable(true))
                .isTrue();
        Requires requires =
                new Requires(Map.of("PATH", "/nonexistent:" + folder, Requires.VARIABLE, "all"), () -> true);

        requires.engine();
        assertThat(requires.program("chromium")).isEqualTo(program);
        assertThat(requires.browser()).isEqualTo(program);
    }

    @Test
    void a_file_that_cannot_be_executed_is_no_program() throws IOException {
        Files.createFile(folder.resolve("notes"));
        Requires requires = new Requires(Map.of("PATH", folder.toString()), () -> false);

        assertThatExceptionOfType(TestAbortedException.class).isThrownBy(() -> requires.program("notes"));
    }
}
