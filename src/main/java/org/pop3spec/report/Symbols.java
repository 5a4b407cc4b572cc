package org.pop3spec.report;

import org.pop3spec.result.Verdict;

/** One character for each verdict, the same in every report. */
final class Symbols {
    private Symbols() {}

    static String of(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "✓";
            case FAIL -> "✗";
            case WARN -> "!";
            case SKIP -> "–";
            case ERROR -> "?";
        };
    }
}
