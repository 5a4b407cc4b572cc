package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.pop3spec.result.DiffJson;
import org.pop3spec.result.RunDiff;

/** The forms in which a comparison of two runs is written. To add one, add it here. */
public enum DiffFormat {
    /** For a person at a terminal. */
    TEXT {
        @Override
        public void write(RunDiff diff, Terminal terminal, OutputStream out) throws IOException {
            String text = String.join("\n", new DiffConsole(terminal).lines(diff)) + "\n";
            out.write((terminal.unicode() ? text : Visible.ascii(text)).getBytes(StandardCharsets.UTF_8));
        }
    },
    /** For the job summaries of CI systems. */
    MARKDOWN {
        @Override
        public void write(RunDiff diff, Terminal terminal, OutputStream out) throws IOException {
            out.write((String.join("\n", DiffMarkdown.lines(diff)) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    },
    /** For programs. */
    JSON {
        @Override
        public void write(RunDiff diff, Terminal terminal, OutputStream out) throws IOException {
            DiffJson.write(diff, out);
        }
    };

    /**
     * Reads a word.
     *
     * @throws IllegalArgumentException for any other; its message names the words
     */
    public static DiffFormat parse(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is none of "
                        + Arrays.stream(values()).map(DiffFormat::word).collect(Collectors.joining(", "))));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Writes a comparison; does not close {@code out}. */
    public abstract void write(RunDiff diff, Terminal terminal, OutputStream out) throws IOException;
}
