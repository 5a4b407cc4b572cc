package org.pop3spec.report;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        Map<String, WholeFiles.Content> contents = new LinkedHashMap<>();
        formats.forEach(format -> contents.put(format.file(), out -> format.write(run, gate, out)));
        return new WholeFiles(folder).write(contents);
    }
}
