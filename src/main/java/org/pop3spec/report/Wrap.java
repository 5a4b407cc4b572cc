package org.pop3spec.report;

import java.util.ArrayList;
import java.util.List;

/** Breaks text at its blanks. */
final class Wrap {
    private Wrap() {}

    /** Lines of at most {@code width} characters; a longer word stands on a line of its own. */
    static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
