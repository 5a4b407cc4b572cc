package org.pop3spec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which libraries a command loads, as a JVM of its own tells: whoever needs none waits for none. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LoadingTest {
    private static final String PICOCLI = "picocli";
    private static final String YAML = "org.snakeyaml";
    private static final String JACKSON = "com.fasterxml";
    private static final String JEXL = "org.apache.commons.jexl3";
    private static final String COMMONS_NET = "org.apache.commons.net";
    private static final String BOUNCY_CASTLE = "org.bouncycastle";
    private static final String JTE = "gg.jte";
    private static final String TESTCONTAINERS = "org.testcontainers";
    private static final String PROGRESS_BAR = "me.tongfei";
    private static final String KERBY = "org.apache.kerby";
    private static final List<String> LIBRARIES = List.of(
            KERBY,
            PICOCLI,
            YAML,
            JACKSON,
            JEXL,
            COMMONS_NET,
            BOUNCY_CASTLE,
            JTE,
            TESTCONTAINERS,
            PROGRESS_BAR,
            "com.google.re2j",
            "com.github.dockerjava",
            "org.jline",
            "org.slf4j");

    @TempDir
    Path folder;

    @Test
    void version_and_help_load_the_command_line_library_only() throws Exception {
        assertThat(loadedBy("--version")).containsExactly(PICOCLI);
        assertThat(loadedBy("run", "--help")).containsExactly(PICOCLI);
        assertThat(loadedBy("serve", "--list-faults")).containsExactly(PICOCLI);
    }

    @Test
    void lists_read_front_matter_only() throws Exception {
        assertThat(loadedBy("list")).containsExactlyInAnyOrder(PICOCLI, YAML);
        assertThat(loadedBy("list", "--format", "json")).containsExactlyInAnyOrder(PICOCLI, YAML, JACKSON);
    }

    @Test
    void a_scenario_without_expressions_is_shown_and_checked_without_the_expression_library() throws Exception {
        Path plain = scenario("C: STAT\nS: +OK\n");
        Path calculating = scenario("C: STAT\nS: +OK ${count:number} ${all:number}\nassert all >= count * 10\n");

        assertThat(loadedBy("show", plain.toString())).containsExactlyInAnyOrder(PICOCLI, YAML);
        assertThat(loadedBy("check", plain.toString())).containsExactlyInAnyOrder(PICOCLI, YAML);
        assertThat(loadedBy("check", calculating.toString())).contains(JEXL);
    }

    @Test
    void a_run_in_the_clear_loads_what_it_needs() throws Exception {
        Path plain = scenario("login\nC: STAT\nS: +OK\n");

        Set<String> loaded = loadedBy("run", plain.toString(), "--output", "out", "--format", "json");

        assertThat(loaded)
                .contains(JACKSON)
                .doesNotContain(KERBY, JTE, JEXL, COMMONS_NET, TESTCONTAINERS, PROGRESS_BAR, "com.github.dockerjava");
    }

    @Test
    void nothing_is_looked_for_in_every_jar() throws Exception {
        // a class file of nonsense where the command-line library would look for Groovy: found, it ends the start
        Path groovy = Files.createDirectories(folder.resolve("poison/groovy/lang"));
        Files.writeString(groovy.resolve("Closure.class"), "no class");

        assertThat(loadedBy("--version")).containsExactly(PICOCLI);
    }

    private Path scenario(String session) throws IOException {
        Path file = Files.createTempFile(folder, "scenario", ".pop3");
        return Files.writeString(file, "---\ntitle: a scenario\n---\n" + session);
    }

    /** The libraries that a command loads. */
    private Set<String> loadedBy(String... arguments) throws IOException, InterruptedException {
        Path log = folder.resolve("loaded");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:disable",
                "-Xlog:class+load:file=" + log + ":none",
                "-cp",
                folder.resolve("poison") + File.pathSeparator + System.getProperty("java.class.path"),
                Pop3spec.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console").toFile())
                .start();
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(() -> console()).isZero();
        List<String> classes = Files.readAllLines(log);
        return LIBRARIES.stream()
                .filter(library -> classes.stream().anyMatch(line -> line.startsWith(library + ".")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String console() {
        try {
            return Files.readString(folder.resolve("console"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
