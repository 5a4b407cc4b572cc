package org.pop3spec.scenario;

/** Makes characters visible that a terminal would hide or obey. */
final class Visible {
    private Visible() {}

    static String of(char c) {
        if (c == '\t') {
            return "\\t";
        }
        if (c < ' ' || (c >= 0x7F && c < 0xA0)) {
            return String.format("\\x%02X", (int) c);
        }
        int type = Character.getType(c);
        boolean hidden = type == Character.FORMAT
                || type == Character.UNASSIGNED
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.PRIVATE_USE
                || c == '\uFEFF';
        return hidden ? String.format("\\u%04X", (int) c) : String.valueOf(c);
    }

    static String of(String text) {
        StringBuilder visible = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            visible.append(of(text.charAt(i)));
        }
        return visible.toString();
    }
}
