package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.pop3spec.result.JournalFormat;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;

/**
 * Writes {@value #FILE} as the run goes. Each line is with the operating system when the method returns, so it outlives the
 * process, however that ends. May be used from several threads.
 */
public final class JournalWriter implements AutoCloseable {
    /** The name of its file in the output folder. */
    public static final String FILE = "journal.ndjson";

    private final OutputStream out;

    private JournalWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Begins a journal in a folder, which is made if need be. An earlier run's journal is replaced and its reports are
     * removed, so that nobody takes them for this run's if this one is killed.
     *
     * @param run as it is known now
     */
    public static JournalWriter begin(Path folder, Run run) throws IOException {
        Files.createDirectories(folder);
        for (ReportFormat format : ReportFormat.values()) {
            Files.deleteIfExists(folder.resolve(format.file()));
        }
        // unbuffered: one line is one write, and cannot be lost in between
        OutputStream out = Files.newOutputStream(
                folder.resolve(FILE),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        JournalWriter journal = new JournalWriter(out);
        journal.run(run);
        return journal;
    }

    /** What is known of the run has changed: what was left out, that it is complete. Its results are not written again. */
    public void run(Run run) throws IOException {
        append(JournalFormat.line(run));
    }

    /** One scenario has its result. */
    public void result(ScenarioResult result) throws IOException {
        append(JournalFormat.line(result));
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    private synchronized void append(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.US_ASCII));
    }
}
