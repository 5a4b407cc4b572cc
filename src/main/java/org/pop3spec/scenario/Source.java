package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.List;
import org.pop3spec.result.SourcePosition;

/** The lines of one file, without line ends, with what messages about them need. */
record Source(String file, List<String> lines) {
    Source {
        lines = List.copyOf(lines);
    }

    static Source of(SourceFile file) {
        List<String> lines = new ArrayList<>();
        for (String line : file.text().split("\n", -1)) {
            lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        }
        return new Source(file.name(), lines);
    }

    /** @param number from 1 */
    String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }

    SourcePosition position(int line, int column) {
        return new SourcePosition(file, line, column);
    }

    Diagnostic diagnostic(int line, int column, int length, String message, String expected, String suggestion) {
        return new Diagnostic(position(line, column), length, message, expected, suggestion, line(line));
    }
}
