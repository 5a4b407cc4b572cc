package org.pop3spec.net;

/** Octets of a stranger as one line that is safe to print. */
public final class Printable {
    /** Stands after the beginning of a line that was too long to be shown. */
    static final String CUT = "... (";

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
                return line.append(leftOut(octets)).toString();
            }
            append(line, octets.charAt(i));
        }
        return line.toString();
    }

    /**
     * The octets as they are, at most so many; where more are left out that is said, so that a secret of which the end is left
     * out is known for one.
     */
    public static String beginning(String octets, int most) {
        return octets.length() <= most ? octets : octets.substring(0, most) + leftOut(octets);
    }

    private static String leftOut(String octets) {
        return CUT + octets.length() + " octets)";
    }

    /** As {@link #line}, however long. */
    static String escaped(String octets) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < octets.length(); i++) {
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
