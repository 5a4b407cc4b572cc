package org.pop3spec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.Requires;

/** The jar as it is packaged, with its libraries beside it and no launcher, started in a folder with blanks in its name. */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PackagedJarIT {
    private static final Path BUILT = Path.of("target");
    private static final String JAR = "pop3spec.jar";
    private static final String LIBRARIES = "lib";

    @TempDir
    static Path folder;

    private static Path here;

    @BeforeAll
    static void carry_it_elsewhere() throws IOException {
        here = Files.createDirectories(folder.resolve("a folder of mine"));
        Files.copy(BUILT.resolve(JAR), here.resolve(JAR));
        Files.createDirectory(here.resolve(LIBRARIES));
        try (Stream<Path> libraries = Files.list(BUILT.resolve(LIBRARIES))) {
            for (Path library : libraries.toList()) {
                Files.copy(library, here.resolve(LIBRARIES).resolve(library.getFileName()));
            }
        }
    }

    @Test
    void it_tells_its_version() throws Exception {
        assertThat(jar("--version")).matches("(?s)pop3spec [0-9].*");
    }

    @Test
    void it_lists_the_scenarios_that_are_in_it() throws Exception {
        assertThat(jar("list")).contains("rfc1939/7-user-pass/");
    }

    @Test
    void it_plays_against_the_embedded_server_and_writes_every_report() throws Exception {
        jar("run", "--only", "rfc1939/7-uidl/*", "--output", "the reports");

        assertThat(here.resolve("the reports"))
                .isDirectoryContaining("glob:**/index.html")
                .isDirectoryContaining("glob:**/results.json")
                .isDirectoryContaining("glob:**/junit.xml")
                .isDirectoryContaining("glob:**/summary.md");
    }

    @Test
    void it_lists_the_recipes_and_what_is_missing_for_them() throws Exception {
        assertThat(jar("recipes")).contains("Dovecot, needs docker: ").contains("GreenMail, needs maven: ");
    }

    @Test
    void it_starts_a_recipe_of_a_container() throws Exception {
        Requires.docker();

        assertThat(jar("recipes")).contains("Dovecot, needs docker: can run here");
        assertThat(jar(
                        "run",
                        "--recipe",
                        "dovecot",
                        "--only",
                        "rfc1939/5-transaction/noop*",
                        "--output",
                        "of a recipe"))
                .contains("Dovecot 1:");
    }

    /** What it says, once it has ended well. */
    private static String jar(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR));
        command.addAll(List.of(arguments));
        Path console = here.resolve("console");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(here.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TESTCONTAINERS_"));
        Process process = builder.start();
        try {
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(console);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
