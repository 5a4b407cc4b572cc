package org.pop3spec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.Requires;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.ResultJson;
import org.pop3spec.result.Run;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;

/** A run in a process of its own, which is interrupted while a scenario waits. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class InterruptionTest {
    private static final String QUICK = "---\ntitle: quick\n---\nlogin\nC: STAT\nS: +OK\n";
    private static final String LONG =
            "---\ntitle: long\nmailbox: one\ntouches: maildrop\n---\nlogin\nC: DELE 1\nS: +OK\nwait 90s\n";

    @TempDir
    Path folder;

    private Process process;

    @BeforeEach
    void begin() throws IOException, InterruptedException {
        Path env = Requires.command("env");
        Path scenarios = Files.createDirectories(folder.resolve("scenarios"));
        Files.writeString(scenarios.resolve("quick.pop3"), QUICK);
        Files.writeString(scenarios.resolve("long.pop3"), LONG);
        // whoever starts this test may have told its children to ignore Ctrl-C
        List<String> command = new ArrayList<>(List.of(env.toString(), "--default-signal=INT,TERM"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Pop3spec.class.getName(),
                "run",
                "scenarios",
                "--output",
                "out"));
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console").toFile())
                .start();
        awaitFirstResult();
    }

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Test
    void ctrl_c_writes_all_reports_marked_incomplete() throws Exception {
        signal("INT");

        assertThat(process.waitFor()).isEqualTo(ExitCode.INTERRUPTED.value());
        assertIncompleteReports();
    }

    @Test
    void sigterm_writes_all_reports_marked_incomplete() throws Exception {
        signal("TERM");

        assertThat(process.waitFor()).isEqualTo(ExitCode.TERMINATED.value());
        assertIncompleteReports();
    }

    @Test
    void after_kill_9_the_reports_are_made_from_the_journal() throws Exception {
        signal("KILL");
        process.waitFor();
        assertThat(folder.resolve("out/results.json")).doesNotExist();

        Shell shell = new Shell(List.of("report", "out"), System.out, System.err, System.in, Map.of(), folder, false);
        int code = Pop3spec.run(shell);

        assertThat(code).isEqualTo(ExitCode.NOT_CONFORMANT.value());
        assertThat(results().complete()).isFalse();
        assertThat(results().count(Verdict.PASS)).isEqualTo(1);
        assertThat(folder.resolve("out/index.html")).exists();
    }

    private void assertIncompleteReports() throws IOException {
        assertThat(results().complete()).isFalse();
        assertThat(results().count(Verdict.PASS)).isEqualTo(1);
        assertThat(results().results())
                .flatExtracting(
                        result -> result.skip().map(SkipReason::code).stream().toList())
                .containsExactly(SkipReason.Code.NOT_REACHED);
        assertThat(folder.resolve("out"))
                .isDirectoryContaining("glob:**/index.html")
                .isDirectoryContaining("glob:**/junit.xml");
        assertThat(Files.readString(folder.resolve("console"))).doesNotContain("Exception", "\tat ");
    }

    private Run results() throws IOException {
        return ResultJson.read(Files.readAllBytes(folder.resolve("out/results.json")));
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor();
    }

    /** The journal's second line is the quick scenario's: the long one takes longer than this test. */
    private void awaitFirstResult() throws IOException, InterruptedException {
        Path journal = folder.resolve("out/journal.ndjson");
        while (process.isAlive()) {
            if (Files.exists(journal) && Files.readAllLines(journal).size() > 1) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new AssertionError("the run ended: " + Files.readString(folder.resolve("console")));
    }
}
