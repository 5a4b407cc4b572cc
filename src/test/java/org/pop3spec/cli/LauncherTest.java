package org.pop3spec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.Requires;

/** The launcher script, with a Java and a Maven that only tell how they were called. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "sh", "cat", "find", "flock", "head", "mkdir", "mv", "readlink", "rm", "sed", "sleep", "timeout", "touch");

    @TempDir
    Path folder;

    private Path home;
    private Path tools;
    private Path jdk;

    @BeforeEach
    void a_checkout_with_a_blank_in_its_path_and_nothing_built() throws IOException {
        home = Files.createDirectories(folder.resolve("check out"));
        Files.copy(Path.of("pop3spec"), home.resolve("pop3spec"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(home.resolve("pom.xml"));
        Files.createFile(Files.createDirectories(home.resolve("src/main/java")).resolve("A.java"));
        Files.createFile(Files.createDirectories(home.resolve("scenarios")).resolve("a.pop3"));
        tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            script(tools.resolve(tool), "exec '" + Requires.command(tool) + "' \"$@\"");
        }
        maven("mkdir -p target && echo jar >target/pop3spec.jar");
        jdk = jdk("17.0.9");
    }

    @Test
    void the_first_start_builds_and_later_ones_do_not() throws Exception {
        Outcome first = start("--version");
        Outcome second = start("--version");

        assertThat(first.code()).isZero();
        assertThat(first.err()).containsOnlyOnce("building");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void a_changed_source_a_deleted_one_and_a_new_scenario_each_build_again() throws Exception {
        start();
        Files.writeString(home.resolve("src/main/java/A.java"), "class A {}");
        start();
        assertThat(builds()).isEqualTo(2);

        Files.delete(home.resolve("src/main/java/A.java"));
        start();
        assertThat(builds()).isEqualTo(3);

        Files.createFile(home.resolve("scenarios/b.pop3"));
        start();
        assertThat(builds()).isEqualTo(4);
    }

    @Test
    void a_source_changed_while_the_build_was_running_builds_again() throws Exception {
        maven("touch src/main/java/A.java; mkdir -p target && echo jar >target/pop3spec.jar");
        start();
        start();

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void arguments_reach_the_program_as_they_are_and_it_runs_in_the_callers_folder() throws Exception {
        Outcome outcome = start("run", "a b", "*", "", "$HOME", "--x='y'");

        assertThat(outcome.out())
                .contains("in: " + folder.toRealPath())
                .contains("argument: <a b>\nargument: <*>\nargument: <>\nargument: <$HOME>\nargument: <--x='y'>\n");
    }

    @Test
    void a_symbolic_link_starts_it_from_anywhere() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("one"), Path.of("../check out/pop3spec"));
        Files.createSymbolicLink(bin.resolve("two"), Path.of("one"));

        Outcome outcome = finish(process(List.of(bin.resolve("two").toString(), "list")));

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("argument: <" + home.toRealPath() + "/target/pop3spec.jar>");
    }

    @Test
    void options_for_java_come_from_the_environment() throws Exception {
        ProcessBuilder builder = process(List.of(home.resolve("pop3spec").toString()));
        builder.environment().put("POP3SPEC_JAVA_OPTS", "-Xmx64m -ea");

        assertThat(finish(builder).out()).contains("argument: <-Xmx64m>\nargument: <-ea>\n");
    }

    @Test
    void two_starts_at_the_same_time_build_once() throws Exception {
        Path started = pipe("started");
        Path go = pipe("go");
        maven("echo now >'" + started + "'; cat '" + go + "'; mkdir -p target; echo jar >target/pop3spec.jar");
        Process first =
                process(List.of(home.resolve("pop3spec").toString(), "first")).start();
        assertThat(Files.readString(started)).isEqualTo("now\n");
        Process second =
                process(List.of(home.resolve("pop3spec").toString(), "second")).start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(second.getErrorStream(), StandardCharsets.UTF_8));
        assertThat(said.readLine()).contains("waiting for the build of another start");
        Files.writeString(go, "go on\n");

        assertThat(finish(first).code()).isZero();
        assertThat(finish(second).out()).contains("argument: <second>");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void without_flock_two_starts_at_the_same_time_build_once_too() throws Exception {
        Files.delete(tools.resolve("flock"));
        two_starts_at_the_same_time_build_once();
        assertThat(home.resolve("target/building")).doesNotExist();
    }

    @Test
    void without_flock_a_lock_whose_owner_is_gone_is_taken_away() throws Exception {
        Files.delete(tools.resolve("flock"));
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.createDirectories(home.resolve("target/building"));
        Files.writeString(home.resolve("target/building/pid"), gone.pid() + "\n");

        assertThat(start("list").code()).isZero();
        assertThat(builds()).isEqualTo(1);
        assertThat(home.resolve("target/building")).doesNotExist();
    }

    @Test
    void a_failing_build_shows_what_maven_said_and_is_tried_again() throws Exception {
        maven("echo 'A.java:[1,1] what is this'; exit 1");
        Outcome outcome = start();

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("A.java:[1,1] what is this").contains("pop3spec: the build failed");
        assertThat(outcome.out()).isEmpty();
        start();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void after_a_failing_build_the_old_jar_is_not_taken_for_the_new() throws Exception {
        start();
        maven("exit 1");
        Files.writeString(home.resolve("src/main/java/A.java"), "class {");

        assertThat(start().code()).isEqualTo(2);
        assertThat(start().code()).isEqualTo(2);
    }

    @Test
    void a_termination_signal_during_the_build_ends_maven() throws Exception {
        Path started = pipe("started");
        maven("echo $$ >'" + started + "'; exec sleep 300");
        Process process = process(List.of(home.resolve("pop3spec").toString())).start();
        long maven = Long.parseLong(Files.readString(started).strip());
        process.toHandle().destroy();

        assertThat(finish(process).code()).isEqualTo(143);
        ProcessHandle.of(maven).ifPresent(handle -> assertThat(handle.onExit()).succeedsWithin(Duration.ofSeconds(10)));
    }

    @Test
    void signals_reach_the_program_because_it_replaces_the_script() throws Exception {
        Process process = process(List.of(home.resolve("pop3spec").toString())).start();

        assertThat(finish(process).out()).contains("process: " + process.pid() + "\n");
    }

    @Test
    void the_exit_code_is_the_programs() throws Exception {
        assertThat(start("exit", "3").code()).isEqualTo(3);
    }

    @Test
    void the_class_archive_is_made_once_and_again_after_a_build_or_for_another_java() throws Exception {
        assertThat(start().out()).contains("argument: <-XX:SharedArchiveFile=").doesNotContain("ArchiveClassesAtExit");
        start();
        assertThat(archives()).isEqualTo(1);

        Files.writeString(home.resolve("src/main/java/A.java"), "class A {}");
        start();
        assertThat(archives()).isEqualTo(2);

        jdk = jdk("21.0.1");
        start();
        start();
        assertThat(archives()).isEqualTo(3);
    }

    @Test
    void a_java_that_makes_no_class_archive_starts_all_the_same_and_is_asked_three_times() throws Exception {
        Files.createFile(jdk.resolve("no-archive"));

        Outcome outcome = start("list");
        for (int again = 0; again < 4; again++) {
            assertThat(start("list").code()).isZero();
        }

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("argument: <list>").doesNotContain("SharedArchiveFile");
        assertThat(outcome.err().lines()).hasSize(1).first().asString().contains("building");
        assertThat(archives()).isEqualTo(3);
    }

    @Test
    void a_class_archive_that_was_not_made_in_time_is_made_by_the_next_start() throws Exception {
        Files.createFile(jdk.resolve("no-archive"));
        start();
        Files.delete(jdk.resolve("no-archive"));

        assertThat(start().out()).contains("SharedArchiveFile");
    }

    @Test
    void the_launcher_and_the_jar_alone_are_enough() throws Exception {
        start();
        Path elsewhere = Files.createDirectories(folder.resolve("opt"));
        Files.copy(home.resolve("pop3spec"), elsewhere.resolve("pop3spec"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(home.resolve("target/pop3spec.jar"), elsewhere.resolve("pop3spec.jar"));
        Files.delete(tools.resolve("mvn"));

        Outcome outcome = finish(process(List.of(elsewhere.resolve("pop3spec").toString(), "list")));

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("argument: <" + elsewhere.toRealPath() + "/pop3spec.jar>");
    }

    @Test
    void what_is_missing_is_said_in_one_line() throws Exception {
        Files.delete(tools.resolve("mvn"));
        assertThat(start())
                .isEqualTo(new Outcome(2, "", "pop3spec: building needs Maven, and no mvn is on the PATH\n"));

        Files.delete(jdk.resolve("bin/javac"));
        assertThat(start().err()).startsWith("pop3spec: building needs a JDK").hasLineCount(1);

        jdk = jdk("11.0.2");
        assertThat(start().err()).isEqualTo("pop3spec: Java 17 or later is needed; " + jdk + "/bin/java is 11.0.2\n");

        jdk = jdk("1.8.0_292");
        Files.delete(jdk.resolve("release"));
        assertThat(start().err()).contains("is 1.8.0_292").hasLineCount(1);

        jdk = folder.resolve("nowhere");
        assertThat(start().err()).contains("JAVA_HOME").hasLineCount(1);

        ProcessBuilder withoutJava = process(List.of(home.resolve("pop3spec").toString()));
        withoutJava.environment().remove("JAVA_HOME");
        assertThat(finish(withoutJava))
                .isEqualTo(new Outcome(2, "", "pop3spec: Java 17 or later is needed, and no java is on the PATH\n"));
    }

    private record Outcome(int code, String out, String err) {}

    private Outcome start(String... arguments) throws Exception {
        return finish(process(Stream.concat(Stream.of(home.resolve("pop3spec").toString()), Stream.of(arguments))
                .toList()));
    }

    private ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().put("JAVA_HOME", jdk.toString());
        return builder;
    }

    private static Outcome finish(ProcessBuilder builder) throws Exception {
        return finish(builder.start());
    }

    private static Outcome finish(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), out, err);
    }

    /** A named pipe: whoever reads it waits for the writer. */
    private Path pipe(String name) throws Exception {
        Path pipe = folder.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    private long builds() throws IOException {
        return lines(folder.resolve("builds"));
    }

    private long archives() throws IOException {
        return lines(folder.resolve("archives"));
    }

    private static long lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    private void maven(String does) throws IOException {
        // What was there before is older than what this build makes, however coarse the file system's clock is.
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
            }
        }
        script(tools.resolve("mvn"), "echo built >>'" + folder.resolve("builds") + "'\n" + does);
    }

    private Path jdk(String version) throws IOException {
        Path made = Files.createDirectories(folder.resolve("jdk " + version));
        Files.createDirectories(made.resolve("bin"));
        Files.writeString(made.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(made.resolve("bin/javac"), "exit 0");
        script(made.resolve("bin/java"), """
                if [ "$1" = -version ]; then echo 'openjdk version "%s" 2020-01-01' >&2; exit; fi
                for argument; do
                    case $argument in
                    -XX:ArchiveClassesAtExit=*)
                        echo made >>'%s'
                        [ ! -e '%s/no-archive' ] || exit 1
                        echo archive >"${argument#*=}"
                        exit
                        ;;
                    esac
                done
                echo "process: $$"
                echo "in: $(pwd -P)"
                for argument; do echo "argument: <$argument>"; done
                while [ $# -gt 0 ]; do
                    [ "$1" != exit ] || exit "$2"
                    shift
                done
                """.formatted(version, folder.resolve("archives"), made));
        return made;
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
