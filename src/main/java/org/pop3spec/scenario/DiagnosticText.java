package org.pop3spec.scenario;

/** The one form in which mistakes are shown. */
final class DiagnosticText {
    private static final int WIDEST = 120;
    private static final int BEFORE = 60;
    private static final String CUT = "...";

    private DiagnosticText() {}

    static String of(Diagnostic diagnostic) {
        StringBuilder text = new StringBuilder();
        text.append(Visible.of(diagnostic.position().toString()));
        text.append(": ").append(Visible.of(diagnostic.message()));
        if (!diagnostic.sourceLine().isEmpty()) {
            source(diagnostic, text);
        }
        String expected = diagnostic.expected().isEmpty() ? "" : "expected: " + diagnostic.expected();
        String suggestion = diagnostic.suggestion().isEmpty() ? "" : "did you mean '" + diagnostic.suggestion() + "'?";
        if (!expected.isEmpty() || !suggestion.isEmpty()) {
            String between = expected.isEmpty() || suggestion.isEmpty() ? "" : "; ";
            text.append("\n   ").append(Visible.of(expected + between + suggestion));
        }
        return text.toString();
    }

    private static void source(Diagnostic diagnostic, StringBuilder text) {
        String line = diagnostic.sourceLine();
        int from = Math.min(diagnostic.position().column() - 1, line.length());
        int to = Math.min(from + Math.max(1, diagnostic.length()), line.length());
        int start = from > WIDEST - BEFORE && line.length() > WIDEST ? Math.max(0, from - BEFORE) : 0;
        int end = Math.min(line.length(), start + WIDEST);
        String before = (start > 0 ? CUT : "") + Visible.of(line.substring(start, from));
        String marked = Visible.of(line.substring(from, Math.max(from, Math.min(to, end))));
        String after =
                Visible.of(line.substring(Math.max(from, Math.min(to, end)), end)) + (end < line.length() ? CUT : "");
        text.append(String.format("\n%8d | %s%s%s", diagnostic.position().line(), before, marked, after));
        text.append(String.format(
                "\n%8s | %s%s", "", " ".repeat(before.length()), "^".repeat(Math.max(1, marked.length()))));
    }
}
