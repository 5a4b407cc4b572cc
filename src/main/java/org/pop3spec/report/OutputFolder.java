package org.pop3spec.report;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that reports will be written into. */
public final class OutputFolder {
    private OutputFolder() {}

    /**
     * Makes it if need be, and sees whether files can be made in it; what is in it stays there.
     *
     * @throws IOException when none can; its message names the folder
     */
    public static void prepare(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (!Files.isWritable(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
        try {
            // there are folders of which the system says that they can be written, and that take no file
            Files.delete(Files.createTempFile(folder, ".", ".tmp"));
        } catch (FileSystemException e) {
            throw new IOException("no file can be made in it: " + folder, e);
        }
    }
}
