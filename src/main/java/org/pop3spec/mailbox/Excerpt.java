package org.pop3spec.mailbox;

import java.util.Locale;

/** Octets from elsewhere made fit for people's eyes: bounded, one line, nothing invisible. */
final class Excerpt {
    private static final int BEFORE = 20;
    private static final int LENGTH = 80;

    private Excerpt() {}

    /** The part of a text (one character per octet) around a place, with an ellipsis where something was cut off. */
    static String around(String text, int place) {
        int from = Math.max(0, Math.min(place, text.length()) - BEFORE);
        if (text.length() <= LENGTH) {
            from = 0;
        }
        int to = Math.min(text.length(), from + LENGTH);
        return (from > 0 ? "..." : "") + visible(text.substring(from, to)) + (to < text.length() ? "..." : "");
    }

    /** A text (one character per octet) with everything but printable ASCII escaped. */
    static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char octet = text.charAt(at);
            switch (octet) {
                case '\r' -> visible.append("\\r");
                case '\n' -> visible.append("\\n");
                case '\t' -> visible.append("\\t");
                case '\\' -> visible.append("\\\\");
                default -> {
                    if (octet >= ' ' && octet < 127) {
                        visible.append(octet);
                    } else {
                        visible.append(String.format(Locale.ROOT, "\\x%02X", (int) octet));
                    }
                }
            }
        }
        return visible.toString();
    }

    /** One line that may be printed anywhere: what is not printable ASCII becomes a question mark, long text is cut. */
    static String oneLine(String text, int longest) {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < text.length() && line.length() < longest; at++) {
            char c = text.charAt(at);
            if (c == '\r' || c == '\n' || c == '\t') {
                c = ' ';
            }
            boolean doubled = c == ' ' && (line.length() == 0 || line.charAt(line.length() - 1) == ' ');
            if (!doubled) {
                line.append(c >= ' ' && c < 127 ? c : '?');
            }
        }
        String cut = line.toString().strip();
        return text.length() > longest ? cut + "..." : cut;
    }
}
