package org.pop3spec.report;

import java.util.List;

/** Text on a terminal: wrapped at its width, and with labels before it. */
record ConsoleLines(int width, Paint paint) {
    /** How wide labels are. */
    static final int LABEL = 10;

    /** Adds a text with a label before its first line. */
    void labelled(String label, String text, List<String> lines) {
        int first = lines.size();
        wrapped(text, LABEL + 2, lines);
        String begun = lines.get(first).substring(LABEL + 2);
        lines.set(first, "  " + paint.faint(String.format("%-" + LABEL + "s", label)) + begun);
    }

    /** Adds a text, every line of it indented. */
    void wrapped(String text, int indent, List<String> lines) {
        for (String part : text.split("\n", -1)) {
            Wrap.lines(part, width - indent).forEach(line -> lines.add(" ".repeat(indent) + line));
        }
    }
}
