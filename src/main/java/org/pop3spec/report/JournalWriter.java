package org.pop3spec.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pop3spec.result.JournalFormat;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;

/**
 * Writes {@value #FILE} as the run goes. Until it is closed no other run gets its folder. May be used from several threads.
 */
public final class JournalWriter implements AutoCloseable {
    /** The name of its file in the output folder. */
    public static final String FILE = "journal.ndjson";

    private final Path folder;
    private final ClaimedFile file;

    private JournalWriter(Path folder, ClaimedFile file) {
        this.folder = folder;
        this.file = file;
    }

    /**
     * Takes a folder, which is made if need be, for one run. What an earlier run left in it stays there.
     *
     * @throws FolderInUse when another run has it
     * @throws IOException when nothing can be written there
     */
    public static JournalWriter claim(Path folder) throws IOException {
        return new JournalWriter(folder, ClaimedFile.claim(folder, FILE));
    }

    /**
     * Begins with a run. An earlier run's journal is replaced and its reports are removed, so that nobody takes them for this
     * run's if this one is killed.
     *
     * @param run as it is known now
     */
    public synchronized void begin(Run run) throws IOException {
        for (ReportFormat format : ReportFormat.values()) {
            Files.deleteIfExists(folder.resolve(format.file()));
        }
        file.cut(0);
        run(run);
    }

    /** What is known of the run has changed: what was left out, that it is complete. Its results are not written again. */
    public void run(Run run) throws IOException {
        file.append(JournalFormat.line(run));
    }

    /** One scenario has its result. */
    public void result(ScenarioResult result) throws IOException {
        file.append(JournalFormat.line(result));
    }

    @Override
    public void close() throws IOException {
        file.closeOrRemove();
    }
}
