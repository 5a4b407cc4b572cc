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
import java.util.Map;
import java.util.UUID;

/** Writes files into a folder. Whoever looks at one there sees the old one or the new one, never a half. */
public final class WholeFiles {
    private final Path folder;

    /** Writes what a file has in it. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** @param folder made when the first file is written */
    WholeFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes files. When one can't be written the others still are.
     *
     * @param contents by their names
     * @return the files, in that order
     * @throws UnwrittenReports when one or more could not be written
     */
    List<Path> write(Map<String, Content> contents) throws UnwrittenReports {
        List<Path> files = new ArrayList<>();
        List<IOException> troubles = new ArrayList<>();
        try {
            Files.createDirectories(folder);
        } catch (IOException trouble) {
            throw new UnwrittenReports(files, List.of(trouble));
        }
        for (Map.Entry<String, Content> each : contents.entrySet()) {
            try {
                files.add(write(each.getKey(), each.getValue()));
            } catch (IOException trouble) {
                // such as a full disk's, which names no file
                troubles.add(
                        trouble instanceof FileSystemException
                                ? trouble
                                : new IOException(
                                        folder.resolve(each.getKey()) + ": " + trouble.getMessage(), trouble));
            }
        }
        if (!troubles.isEmpty()) {
            throw new UnwrittenReports(files, troubles);
        }
        return files;
    }

    private Path write(String name, Content content) throws IOException {
        return replace(folder.resolve(name), content);
    }

    /**
     * Writes one file, in a folder that is there.
     *
     * @return the file
     */
    public static Path replace(Path file, Content content) throws IOException {
        Path unfinished = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW))) {
                content.writeTo(out);
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
