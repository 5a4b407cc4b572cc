package org.pop3spec.report;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pop3spec.result.JournalFormat;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;

/**
 * Writes {@value #FILE} as the run goes. Each line is with the operating system when the method returns, so it outlives the
 * process, however that ends. Until it is closed no other run gets its folder. May be used from several threads.
 */
public final class JournalWriter implements AutoCloseable {
    /** The name of its file in the output folder. */
    public static final String FILE = "journal.ndjson";

    private final Path folder;
    /** Unlike a channel, it is not closed when a thread that writes is interrupted; and unbuffered, so one line is one write. */
    private final RandomAccessFile out;

    private boolean begun;

    private JournalWriter(Path folder, RandomAccessFile out) {
        this.folder = folder;
        this.out = out;
    }

    /**
     * Takes a folder, which is made if need be, for one run. What an earlier run left in it stays there.
     *
     * @throws FolderInUse when another run has it
     * @throws IOException when nothing can be written there
     */
    public static JournalWriter claim(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (!Files.isWritable(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
        RandomAccessFile out = new RandomAccessFile(folder.resolve(FILE).toFile(), "rw");
        try {
            if (isTaken(out)) {
                throw new FolderInUse(folder);
            }
            return new JournalWriter(folder, out);
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    private static boolean isTaken(RandomAccessFile file) {
        try {
            return file.getChannel().tryLock() == null;
        } catch (OverlappingFileLockException sameProcess) {
            return true;
        } catch (IOException noLocks) {
            // a file system that has none keeps nobody from writing
            return false;
        }
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
        begun = true;
        out.setLength(0);
        run(run);
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
        try (out) {
            if (!begun && out.length() == 0) {
                Files.deleteIfExists(folder.resolve(FILE));
            }
        }
    }

    private synchronized void append(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.US_ASCII));
    }
}
