package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.pop3spec.result.Gate;
import org.pop3spec.result.ResultJson;
import org.pop3spec.result.Run;

/**
 * The reports that are files. To add one, add it here.
 *
 * <p>The classes that make them, and their libraries, are loaded when they are first used.
 */
public enum ReportFormat {
    HTML("index.html") {
        @Override
        void write(Run run, Gate gate, OutputStream out) throws IOException {
            HtmlReport.write(run, gate, out);
        }
    },
    JSON("results.json") {
        @Override
        void write(Run run, Gate gate, OutputStream out) throws IOException {
            ResultJson.write(run, out);
        }
    },
    JUNIT("junit.xml") {
        @Override
        void write(Run run, Gate gate, OutputStream out) throws IOException {
            JunitReport.write(run, gate, out);
        }
    },
    MARKDOWN("summary.md") {
        @Override
        void write(Run run, Gate gate, OutputStream out) throws IOException {
            MarkdownReport.write(run, gate, out);
        }
    };

    private final String file;

    ReportFormat(String file) {
        this.file = file;
    }

    /** The name of its file in the output folder. */
    public String file() {
        return file;
    }

    /**
     * Reads words with commas between, such as {@code html,junit}.
     *
     * @throws IllegalArgumentException for any other word; its message names the words
     */
    public static List<ReportFormat> parse(String written) {
        return FormatWords.parse(written, ReportFormat.class);
    }

    /** Writes the report on a run; does not close {@code out}. */
    abstract void write(Run run, Gate gate, OutputStream out) throws IOException;
}
