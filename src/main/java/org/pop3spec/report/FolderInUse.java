package org.pop3spec.report;

import java.io.IOException;
import java.nio.file.Path;

/** Another run is writing into a folder; the message is one line for people. */
public final class FolderInUse extends IOException {
    private static final long serialVersionUID = 1L;

    FolderInUse(Path folder) {
        super("another run is writing into " + folder);
    }
}
