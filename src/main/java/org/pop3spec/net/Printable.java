package org.pop3spec.net;

/** Octets of a stranger as one line that is safe to print. */
public final class Printable {
    private static final int SHOWN = 200;

    private Printable() {}

    /**
     * At most 200 characters; control characters, DEL and what is not ASCII as escapes of the scenario language.
     *
     * @param octets one char per octet
     */
    public static String line(String octets) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < octets.length(); i++) {
            if (i == SHOWN) {
                return line.append("... (")
                        .append(octets.length())
                        .append(" octets)")
                        .toString();
            }
            append(line, octets.charAt(i));
        }
        return line.toString();
    }

    private static void append(StringBuilder line, char c) {
        switch (c) {
            case '\r' -> line.append("\\r");
            case '\n' -> line.append("\\n");
            case '\t' -> line.append("\\t");
            case '\0' -> line.append("\\0");
            default -> {
                if (c >= ' ' && c < 0x7F) {
                    line.append(c);
                } else {
                    line.append(String.format("\\x%02X", (int) c));
                }
            }
        }
    }
}
