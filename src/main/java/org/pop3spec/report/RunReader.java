package org.pop3spec.report;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pop3spec.result.Journal;
import org.pop3spec.result.JournalFormat;
import org.pop3spec.result.ResultFormatException;
import org.pop3spec.result.ResultJson;
import org.pop3spec.result.Run;
import org.pop3spec.result.RunMerger;

/** Finds runs again in the folders, or files, that they were written to. */
public final class RunReader {
    private RunReader() {}

    /**
     * A run that was read.
     *
     * @param notes one line for people on each part that could not be read
     */
    public record Found(Run run, List<String> notes) {
        public Found {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Reads one run that may have been written in parts.
     *
     * @param places folders, in which results.json counts unless there is the journal of a run that began later; or files
     *     of either kind
     * @throws NoSuchFileException where there is neither
     * @throws ResultFormatException when a file is not what its name says
     * @throws IllegalArgumentException when they are of different targets
     */
    public static Found read(List<Path> places) throws IOException {
        List<Run> runs = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Path place : places) {
            Found found = read(place);
            runs.add(found.run());
            notes.addAll(found.notes());
        }
        try {
            return new Found(RunMerger.merge(runs), notes);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(Visible.text(String.valueOf(refused.getMessage())), refused);
        }
    }

    private static Found read(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return place.toString().endsWith(".ndjson") ? journal(place) : results(place);
        }
        Path results = place.resolve(ReportFormat.JSON.file());
        Path journal = place.resolve(JournalWriter.FILE);
        // an empty one is left when a run is killed before it knows what to play
        if (!Files.exists(journal) || Files.size(journal) == 0) {
            if (!Files.exists(results)) {
                throw new NoSuchFileException(
                        place.toString(),
                        null,
                        "has neither " + results.getFileName() + " nor " + journal.getFileName());
            }
            return results(results);
        }
        Found journalled = journal(journal);
        if (!Files.exists(results)) {
            return journalled;
        }
        Found written = results(results);
        // a run whose target is unusable leaves results but no journal, one that was killed a journal but no results
        boolean earlier = written.run().started().isBefore(journalled.run().started());
        return earlier ? journalled : written;
    }

    private static Found results(Path file) throws IOException {
        try {
            return new Found(ResultJson.read(Files.readAllBytes(file)), List.of());
        } catch (ResultFormatException refused) {
            throw new ResultFormatException(file + ": " + Visible.text(String.valueOf(refused.getMessage())));
        }
    }

    private static Found journal(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            Journal journal = JournalFormat.read(in);
            return new Found(
                    journal.run(),
                    journal.notes().stream().map(note -> file + ": " + note).toList());
        } catch (ResultFormatException refused) {
            throw new ResultFormatException(file + ": " + Visible.text(String.valueOf(refused.getMessage())));
        }
    }
}
