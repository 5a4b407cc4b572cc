package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.Severity;

/** The reports on the audits of many servers that are files. To add one, add it here. */
public enum OverviewFormat {
    HTML("index.html") {
        @Override
        void write(AuditOverview overview, AuditSource audits, Optional<Severity> gate, OutputStream out)
                throws IOException {
            OverviewHtml.write(overview, out);
        }
    },
    SARIF("audit.sarif") {
        @Override
        void write(AuditOverview overview, AuditSource audits, Optional<Severity> gate, OutputStream out)
                throws IOException {
            AuditSarif.write(overview, audits, out);
        }
    },
    JUNIT("junit.xml") {
        @Override
        void write(AuditOverview overview, AuditSource audits, Optional<Severity> gate, OutputStream out)
                throws IOException {
            OverviewJunit.write(overview, gate, out);
        }
    },
    MARKDOWN("summary.md") {
        @Override
        void write(AuditOverview overview, AuditSource audits, Optional<Severity> gate, OutputStream out)
                throws IOException {
            OverviewMarkdown.write(overview, out);
        }
    },
    PROMETHEUS("audit.prom") {
        @Override
        void write(AuditOverview overview, AuditSource audits, Optional<Severity> gate, OutputStream out)
                throws IOException {
            OverviewMetrics.write(overview, out);
        }
    };

    private final String file;

    OverviewFormat(String file) {
        this.file = file;
    }

    /** The name of its file in the output folder. */
    public String file() {
        return file;
    }

    /**
     * Reads words with commas between, such as {@code html,markdown}.
     *
     * @throws IllegalArgumentException for any other word; its message names the words
     */
    public static List<OverviewFormat> parse(String written) {
        return FormatWords.parse(written, OverviewFormat.class);
    }

    /**
     * @param audits those that the overview is of
     * @param gate the least severity that fails the audits; empty when none does
     */
    abstract void write(AuditOverview overview, AuditSource audits, Optional<Severity> gate, OutputStream out)
            throws IOException;
}
