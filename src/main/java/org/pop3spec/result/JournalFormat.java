package org.pop3spec.result;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code journal.ndjson}: a run as it goes, one JSON object a line, so that nothing is lost when it is killed.
 *
 * <p>A line is {@code {"run":...}}, the run without its results, or {@code {"result":...}}, one scenario's result. The
 * first line is a run. A later run line replaces an earlier one: the last line of a run that came to its end says so.
 */
public final class JournalFormat {
    private JournalFormat() {}

    private record Line(Optional<Run> run, Optional<ScenarioResult> result) {}

    private record VersionedLine(Optional<ResultJson.Versioned> run) {}

    /** The line for a run; its results are left out. */
    public static String line(Run run) {
        return ResultJson.line(new Line(Optional.of(run.withResults(List.of())), Optional.empty())) + "\n";
    }

    /** The line for one scenario's result. */
    public static String line(ScenarioResult result) {
        return ResultJson.line(new Line(Optional.empty(), Optional.of(result))) + "\n";
    }

    /**
     * Reads a journal; does not close {@code in}. Damaged lines are left out and noted, such as the last one of a process
     * that was killed while it wrote.
     *
     * @throws ResultFormatException when the first line is not a run's, or of a later version
     */
    public static Journal read(InputStream in) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        List<ScenarioResult> results = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Run run = first(lines.readLine());
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            try {
                Line read = ResultJson.line(line, Line.class);
                run = read.run().orElse(run);
                read.result().ifPresent(results::add);
            } catch (ResultFormatException damaged) {
                notes.add("line " + number + " of the journal is damaged and was left out");
            }
        }
        return new Journal(run.withResults(RunMerger.latest(results)), notes);
    }

    private static Run first(@Nullable String line) throws ResultFormatException {
        if (line == null) {
            throw new ResultFormatException("the journal is empty");
        }
        ResultJson.line(line, VersionedLine.class)
                .run()
                .orElseThrow(() -> new ResultFormatException("the journal does not begin with its run"))
                .check();
        return ResultJson.line(line, Line.class).run().orElseThrow();
    }
}
