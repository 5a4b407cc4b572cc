package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.result.Gate;
import org.pop3spec.result.ResultFormatException;
import org.pop3spec.result.Run;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

/** Reports, results and journals as files. */
class ReportFilesTest {
    private static final ScenarioResult PASSED = SampleResult.of("pass").build();
    private static final ScenarioResult FAILED =
            SampleResult.of("fail").fails(Verdict.FAIL, "no").build();

    @TempDir
    Path folder;

    @Test
    void every_format_writes_its_file_and_leaves_nothing_else() throws Exception {
        Path output = folder.resolve("a/b");
        List<Path> files =
                new ReportWriter(output).write(SampleRun.realistic(), Gate.FAIL_ONLY, List.of(ReportFormat.values()));
        try (Stream<Path> there = Files.list(output)) {
            assertThat(there).containsExactlyInAnyOrderElementsOf(files);
        }
        assertThat(files)
                .hasSize(ReportFormat.values().length)
                .allMatch(f -> f.toFile().length() > 100);
    }

    @Test
    void a_report_that_is_there_is_replaced() throws Exception {
        ReportWriter writer = new ReportWriter(folder);
        writer.write(SampleRun.of(PASSED), Gate.FAIL_ONLY, List.of(ReportFormat.JSON));
        writer.write(SampleRun.of(FAILED), Gate.FAIL_ONLY, List.of(ReportFormat.JSON));
        assertThat(RunReader.read(List.of(folder)).run()).isEqualTo(SampleRun.of(FAILED));
    }

    @Test
    void when_one_report_cannot_be_written_the_others_are() throws Exception {
        Files.createDirectories(folder.resolve("results.json/in the way"));
        ReportWriter writer = new ReportWriter(folder);
        assertThatThrownBy(() -> writer.write(
                        SampleRun.of(PASSED), Gate.FAIL_ONLY, List.of(ReportFormat.JSON, ReportFormat.JUNIT)))
                .isInstanceOf(IOException.class);
        assertThat(folder.resolve("junit.xml")).exists();
        try (Stream<Path> there = Files.list(folder)) {
            assertThat(there.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("results.json", "junit.xml");
        }
    }

    @Test
    void a_folder_that_takes_no_file_is_told_whatever_permissions_it_has() {
        Path processes = Path.of("/proc/self");
        assumeTrue(Files.isDirectory(processes), "there is no /proc here");

        assertThatThrownBy(() -> OutputFolder.prepare(processes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/proc/self");
    }

    @Test
    void an_output_folder_is_made_and_left_empty() throws Exception {
        Path output = folder.resolve("deep/output");

        OutputFolder.prepare(output);

        assertThat(output).isEmptyDirectory();
    }

    @Test
    void formats_are_named_on_the_command_line() {
        assertThat(ReportFormat.parse("junit, json,junit")).containsExactly(ReportFormat.JUNIT, ReportFormat.JSON);
        assertThatThrownBy(() -> ReportFormat.parse("pdf"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'pdf' is none of ")
                .hasMessageContaining("json, junit, markdown");
    }

    @Test
    void a_journal_has_each_result_as_soon_as_it_is_there() throws Exception {
        try (JournalWriter journal = journal(folder, SampleRun.incomplete())) {
            assertThat(RunReader.read(List.of(folder)).run().results()).isEmpty();
            journal.result(PASSED);
            assertThat(RunReader.read(List.of(folder)).run().results()).containsExactly(PASSED);
            journal.result(FAILED);
            Run read = RunReader.read(List.of(folder)).run();
            assertThat(read.results()).containsExactly(PASSED, FAILED);
            assertThat(read.complete()).isFalse();
            journal.run(SampleRun.of(PASSED, FAILED));
        }
        assertThat(RunReader.read(List.of(folder)).run()).isEqualTo(SampleRun.of(PASSED, FAILED));
    }

    @Test
    void several_threads_write_whole_lines() throws Exception {
        int threads = 8;
        int each = 50;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (JournalWriter journal = journal(folder, SampleRun.incomplete())) {
            List<Future<?>> done = IntStream.range(0, threads)
                    .<Future<?>>mapToObj(thread -> pool.submit(() -> {
                        start.await();
                        for (int i = 0; i < each; i++) {
                            journal.result(SampleResult.of(thread + "/" + i).build());
                        }
                        return null;
                    }))
                    .toList();
            start.countDown();
            for (Future<?> thread : done) {
                thread.get();
            }
        } finally {
            pool.shutdownNow();
        }
        RunReader.Found found = RunReader.read(List.of(folder));
        assertThat(found.notes()).isEmpty();
        assertThat(found.run().results()).hasSize(threads * each);
    }

    @Test
    void a_journal_whose_writer_was_killed_in_the_middle_of_a_line_is_read_and_told_of() throws Exception {
        Path file = folder.resolve(JournalWriter.FILE);
        try (JournalWriter journal = journal(folder, SampleRun.incomplete())) {
            journal.result(PASSED);
        }
        Files.writeString(file, "{\"result\":{\"id\":\"fa", StandardOpenOption.APPEND);
        RunReader.Found found = RunReader.read(List.of(folder));
        assertThat(found.run().results()).containsExactly(PASSED);
        assertThat(found.notes()).containsExactly(file + ": line 3 of the journal is damaged and was left out");
    }

    @Test
    void a_new_run_does_not_leave_the_reports_of_an_earlier_one_beside_its_journal() throws Exception {
        new ReportWriter(folder).write(SampleRun.of(PASSED), Gate.FAIL_ONLY, List.of(ReportFormat.values()));
        journal(folder, SampleRun.incomplete()).close();
        try (Stream<Path> there = Files.list(folder)) {
            assertThat(there).containsExactly(folder.resolve(JournalWriter.FILE));
        }
    }

    @Test
    void of_a_journal_and_the_results_of_another_run_the_later_counts() throws Exception {
        Run later = startingAfter(SampleRun.realistic());
        journal(folder, SampleRun.incomplete(PASSED)).close();
        new ReportWriter(folder).write(later, Gate.FAIL_ONLY, List.of(ReportFormat.JSON));
        assertThat(RunReader.read(List.of(folder)).run()).isEqualTo(later);

        journal(folder, startingAfter(later)).close();
        new ReportWriter(folder).write(later, Gate.FAIL_ONLY, List.of(ReportFormat.JSON));
        assertThat(RunReader.read(List.of(folder)).run().results()).isEmpty();
    }

    @Test
    void what_a_refused_file_says_is_made_visible() throws Exception {
        Files.writeString(folder.resolve("results.json"), "{\"schema\":1,\"complete\":\"\\u001b[2J\"}");
        assertThatThrownBy(() -> RunReader.read(List.of(folder)))
                .isInstanceOf(ResultFormatException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
    }

    @Test
    void folders_of_shards_become_one_run() throws Exception {
        Path one = folder.resolve("1");
        Path two = folder.resolve("2");
        new ReportWriter(one).write(SampleRun.of(PASSED), Gate.FAIL_ONLY, List.of(ReportFormat.JSON));
        try (JournalWriter journal = journal(two, SampleRun.incomplete())) {
            journal.result(FAILED);
        }
        Run run = RunReader.read(List.of(one, two)).run();
        assertThat(run.results()).containsExactly(PASSED, FAILED);
        assertThat(run.complete()).isFalse();
    }

    @Test
    void a_place_without_results_is_named() {
        assertThatThrownBy(() -> RunReader.read(List.of(folder)))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(folder + ": has neither results.json nor journal.ndjson");
        assertThatThrownBy(() -> RunReader.read(List.of(folder.resolve("nothing"))))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_file_that_is_refused_is_named() throws Exception {
        Path file = Files.writeString(folder.resolve("results.json"), "{\"schema\": 3}");
        assertThatThrownBy(() -> RunReader.read(List.of(folder)))
                .isInstanceOf(ResultFormatException.class)
                .hasMessage(file + ": it has version 3 of the result format, this build reads version 1 only");
    }

    private static Run startingAfter(Run run) {
        return new Run(
                run.schema(),
                "later than " + run.id(),
                run.tool(),
                run.target(),
                run.started().plusSeconds(60),
                run.finished(),
                run.complete(),
                run.seed(),
                run.shard(),
                run.arguments(),
                run.planned(),
                run.leftOut(),
                run.unusable(),
                run.timings(),
                run.baseline(),
                run.results());
    }

    private static JournalWriter journal(Path where, Run run) throws IOException {
        JournalWriter journal = JournalWriter.claim(where);
        journal.begin(run);
        return journal;
    }

    @Test
    void a_folder_belongs_to_one_run_at_a_time() throws Exception {
        try (JournalWriter journal = journal(folder, SampleRun.incomplete())) {
            journal.result(PASSED);
            assertThatThrownBy(() -> JournalWriter.claim(folder))
                    .isInstanceOf(FolderInUse.class)
                    .hasMessage("another run is writing into " + folder);
        }

        assertThat(RunReader.read(List.of(folder)).run().results()).hasSize(1);
        JournalWriter.claim(folder).close();
        assertThat(folder.resolve(JournalWriter.FILE)).as("what was there").isNotEmptyFile();
    }

    @Test
    void a_folder_that_was_claimed_only_is_as_it_was() throws Exception {
        JournalWriter.claim(folder).close();
        assertThat(folder).isEmptyDirectory();

        Files.createFile(folder.resolve(JournalWriter.FILE));
        assertThatThrownBy(() -> RunReader.read(List.of(folder))).isInstanceOf(NoSuchFileException.class);
        new ReportWriter(folder).write(SampleRun.realistic(), Gate.FAIL_ONLY, List.of(ReportFormat.JSON));
        assertThat(RunReader.read(List.of(folder)).run()).isEqualTo(SampleRun.realistic());
    }
}
