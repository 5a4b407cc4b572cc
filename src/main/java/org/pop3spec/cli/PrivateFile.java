package org.pop3spec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files for nobody else's eyes, where the file system knows of others. */
final class PrivateFile {
    private PrivateFile() {}

    /** Writes one anew: what had that name is gone. */
    static void write(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(file, content);
    }
}
