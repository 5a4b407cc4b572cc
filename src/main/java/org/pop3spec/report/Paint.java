package org.pop3spec.report;

import org.pop3spec.result.Verdict;

/** Colours and marks for a terminal; nothing but words where it can't show them. */
record Paint(boolean colour, boolean unicode) {
    String bold(String text) {
        return paint("1", text);
    }

    String faint(String text) {
        return paint("2", text);
    }

    String good(String text) {
        return paint("32", text);
    }

    String bad(String text) {
        return paint("1;31", text);
    }

    String doubtful(String text) {
        return paint("33", text);
    }

    String verdict(Verdict verdict, String text) {
        return switch (verdict) {
            case PASS -> good(text);
            case FAIL -> bad(text);
            case WARN, ERROR -> doubtful(text);
            case SKIP -> faint(text);
        };
    }

    /** Mark and word: a verdict is never told by its colour alone. */
    String mark(Verdict verdict) {
        String word = verdict.name();
        return verdict(verdict, unicode ? Symbols.of(verdict) + " " + word : word);
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
