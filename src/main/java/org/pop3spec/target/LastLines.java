package org.pop3spec.target;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines of a text that comes in pieces, for an explanation of what went wrong. Safe for several threads. */
final class LastLines {
    private static final int LINES = 5;
    private static final int LONGEST = 300;

    private final Deque<String> lines = new ArrayDeque<>();
    private final StringBuilder open = new StringBuilder();

    synchronized void add(String piece) {
        piece.chars().forEach(c -> {
            if (c == '\n') {
                finish();
            } else if (open.length() < LONGEST && !Character.isISOControl(c)) {
                open.append((char) c);
            }
        });
    }

    private void finish() {
        String line = open.toString().strip();
        open.setLength(0);
        if (!line.isEmpty()) {
            lines.addLast(line);
            if (lines.size() > LINES) {
                lines.removeFirst();
            }
        }
    }

    /** At most {@value #LINES} lines, none of them empty. */
    synchronized List<String> lines() {
        finish();
        return List.copyOf(lines);
    }

    /** The lines as a part of one line. */
    String joined() {
        return String.join(" | ", lines());
    }
}
