package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
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

    /** What it is called on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads words with commas between, such as {@code html,junit}.
     *
     * @throws IllegalArgumentException for any other word; its message names the words
     */
    public static List<ReportFormat> parse(String written) {
        return Arrays.stream(written.split(",", -1))
                .map(String::strip)
                .map(ReportFormat::named)
                .distinct()
                .toList();
    }

    private static ReportFormat named(String word) {
        return Arrays.stream(values())
                .filter(f -> f.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is none of "
                        + Arrays.stream(values()).map(ReportFormat::word).collect(Collectors.joining(", "))));
    }

    /** Writes the report on a run; does not close {@code out}. */
    abstract void write(Run run, Gate gate, OutputStream out) throws IOException;
}
