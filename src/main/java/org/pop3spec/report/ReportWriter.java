package org.pop3spec.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;

/** Writes reports into a folder. Whoever looks at a file there sees the old one or the new one, never a half. */
public final class ReportWriter {
    private final Path folder;

    /** @param folder made when the first report is written */
    public ReportWriter(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a run's reports. When one can't be written the others still are.
     *
     * @param gate what else than a fail fails the run
     * @return their files, in the order asked for
     * @throws UnwrittenReports when one or more could not be written
     */
    public List<Path> write(Run run, Gate gate, List<ReportFormat> formats) throws UnwrittenReports {
        List<Path> files = new ArrayList<>();
        List<IOException> troubles = new ArrayList<>();
        try {
            Files.createDirectories(folder);
        } catch (IOException trouble) {
            throw new UnwrittenReports(files, List.of(trouble));
        }
        for (ReportFormat format : formats) {
            try {
                files.add(write(run, gate, format));
            } catch (IOException trouble) {
                // such as a full disk's, which names no file
                troubles.add(
                        trouble instanceof FileSystemException
                                ? trouble
                                : new IOException(
                                        folder.resolve(format.file()) + ": " + trouble.getMessage(), trouble));
            }
        }
        if (!troubles.isEmpty()) {
            throw new UnwrittenReports(files, troubles);
        }
        return files;
    }

    private Path write(Run run, Gate gate, ReportFormat format) throws IOException {
        Path file = folder.resolve(format.file());
        Path unfinished = folder.resolve("." + format.file() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW))) {
                format.write(run, gate, out);
            }
            move(unfinished, file);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return file;
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException oddFileSystem) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
