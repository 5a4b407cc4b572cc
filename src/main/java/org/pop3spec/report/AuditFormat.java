package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.pop3spec.result.AuditJson;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.Severity;

/** The reports on an audit that are files. To add one, add it here. */
public enum AuditFormat {
    HTML("index.html") {
        @Override
        void write(AuditResult audit, Optional<Severity> gate, OutputStream out) throws IOException {
            AuditHtml.write(audit, out);
        }
    },
    JSON("audit.json") {
        @Override
        void write(AuditResult audit, Optional<Severity> gate, OutputStream out) throws IOException {
            AuditJson.write(audit, out);
        }
    },
    SARIF("audit.sarif") {
        @Override
        void write(AuditResult audit, Optional<Severity> gate, OutputStream out) throws IOException {
            AuditSarif.write(audit, out);
        }
    },
    JUNIT("junit.xml") {
        @Override
        void write(AuditResult audit, Optional<Severity> gate, OutputStream out) throws IOException {
            AuditJunit.write(audit, gate, out);
        }
    },
    MARKDOWN("summary.md") {
        @Override
        void write(AuditResult audit, Optional<Severity> gate, OutputStream out) throws IOException {
            AuditMarkdown.write(audit, out);
        }
    },
    PROMETHEUS("audit.prom") {
        @Override
        void write(AuditResult audit, Optional<Severity> gate, OutputStream out) throws IOException {
            AuditMetrics.write(audit, out);
        }
    };

    private final String file;

    AuditFormat(String file) {
        this.file = file;
    }

    /** The name of its file in the output folder. */
    public String file() {
        return file;
    }

    /**
     * Reads words with commas between, such as {@code json,sarif}.
     *
     * @throws IllegalArgumentException for any other word; its message names the words
     */
    public static List<AuditFormat> parse(String written) {
        return FormatWords.parse(written, AuditFormat.class);
    }

    /** @param gate the least severity that fails the audit; empty when none does */
    abstract void write(AuditResult audit, Optional<Severity> gate, OutputStream out) throws IOException;
}
