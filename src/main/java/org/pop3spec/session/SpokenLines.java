package org.pop3spec.session;

import java.util.ArrayList;
import java.util.List;

/** What a client sends on one connection, in lines: LF ends one, with or without CR before it; for some servers CR alone does too. */
final class SpokenLines {
    private final boolean bareCr;
    private final StringBuilder begun = new StringBuilder();
    private boolean afterCr;

    SpokenLines(boolean bareCr) {
        this.bareCr = bareCr;
    }

    /** Takes further octets, and gives the lines that they complete, without their ends. */
    List<String> add(String octets) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < octets.length(); i++) {
            char c = octets.charAt(i);
            if (c == '\n' && bareCr && afterCr) {
                // the line ended at the CR
                afterCr = false;
            } else if (c == '\n' || (c == '\r' && bareCr)) {
                lines.add(begun());
                begun.setLength(0);
                afterCr = c == '\r';
            } else {
                begun.append(c);
                afterCr = false;
            }
        }
        return lines;
    }

    /** The line that has no end yet; empty when none was begun. */
    String begun() {
        int last = begun.length() - 1;
        return last >= 0 && begun.charAt(last) == '\r' ? begun.substring(0, last) : begun.toString();
    }
}
