package org.pop3spec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pop3spec.report.FolderInUse;
import org.pop3spec.report.OutputFolder;

/** What options name to be written; it is seen to before anything is sent, for what can't be written down is worth little. */
final class Output {
    private static final String OPTION = "--output";

    private Output() {}

    /** Makes the folder of {@code --output} if need be; refused where no file can be written into it. */
    static void folder(Path folder) throws Refusal {
        try {
            OutputFolder.prepare(folder);
        } catch (IOException e) {
            throw refused(e);
        }
    }

    /** Makes the folder that a file stands in if need be; refused where the file can't be written. */
    static void file(String option, Path file) throws Refusal {
        if (Files.isDirectory(file)) {
            throw Refusal.usage(option + ": it is a folder, and no file: " + file);
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // a device or a pipe: it takes what it takes
            return;
        }
        try {
            OutputFolder.prepare(file.toAbsolutePath().resolveSibling(""));
        } catch (IOException e) {
            throw refused(option, e);
        }
    }

    /** Why nothing can be written into the folder of {@code --output}. */
    static Refusal refused(IOException e) {
        return e instanceof FolderInUse
                ? Refusal.usage(e.getMessage() + "; --output names another folder for this one")
                : refused(OPTION, e);
    }

    private static Refusal refused(String option, IOException e) {
        return Refusal.usage(option + ": " + Breakdowns.line(e));
    }
}
