package org.pop3spec.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.pop3spec.result.AuditJson;
import org.pop3spec.result.AuditResult;

/**
 * Writes {@value #FILE} as the audits of many servers go: each on a line of its own, as soon as it has ended. Until it is closed
 * nobody else gets its folder. May be used from several threads.
 */
public final class AuditLog implements AutoCloseable {
    /** The name of its file in the output folder. */
    public static final String FILE = "audits.ndjson";

    private final Path folder;
    private final ClaimedFile file;
    private boolean begun;

    private AuditLog(Path folder, ClaimedFile file) {
        this.folder = folder;
        this.file = file;
    }

    /**
     * Takes a folder, which is made if need be; what is in it stays there.
     *
     * @throws FolderInUse when somebody else has it
     * @throws IOException when nothing can be written there
     */
    public static AuditLog claim(Path folder) throws IOException {
        return new AuditLog(folder, ClaimedFile.claim(folder, FILE));
    }

    /** Whether there are no audits yet. */
    public boolean isEmpty() throws IOException {
        return file.isEmpty();
    }

    /**
     * Hands on the audits that are there, one by one. A line that somebody was killed in is removed, so that the next one begins
     * where it should. The reports, which are about these only, are removed too.
     *
     * @return the numbers of lines that are no audit, from 1
     * @throws org.pop3spec.result.ResultFormatException when one is of a later version
     */
    public AuditJson.Lines resume(Consumer<AuditResult> each) throws IOException {
        begun = true;
        for (OverviewFormat format : OverviewFormat.values()) {
            Files.deleteIfExists(folder.resolve(format.file()));
        }
        AuditJson.Lines lines = AuditJson.lines(file.content(), each);
        file.cut(lines.octets());
        return lines;
    }

    /** One server's audit has ended. */
    public void add(AuditResult audit) throws IOException {
        file.append(AuditJson.line(audit) + "\n");
    }

    /** A file without audits stays, once it was begun: a shard may have no server. */
    @Override
    public void close() throws IOException {
        if (begun) {
            file.close();
        } else {
            file.closeOrRemove();
        }
    }
}
