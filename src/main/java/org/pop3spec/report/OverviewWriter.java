package org.pop3spec.report;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.Severity;

/** Writes the reports on the audits of many servers into a folder, each as a whole. */
public final class OverviewWriter {
    private final Path folder;

    /** @param folder made when the first report is written */
    public OverviewWriter(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes the reports. When one can't be written the others still are.
     *
     * @param audits those that the overview is of
     * @param gate the least severity that fails the audits; empty when none does
     * @return their files, in the order asked for
     * @throws UnwrittenReports when one or more could not be written
     */
    public List<Path> write(
            AuditOverview overview, AuditSource audits, Optional<Severity> gate, List<OverviewFormat> formats)
            throws UnwrittenReports {
        Map<String, WholeFiles.Content> contents = new LinkedHashMap<>();
        formats.forEach(format -> contents.put(format.file(), out -> format.write(overview, audits, gate, out)));
        return new WholeFiles(folder).write(contents);
    }
}
