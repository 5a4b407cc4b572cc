package org.pop3spec.report;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes visible what a terminal, a browser or an XML reader would hide, obey or refuse. The only place that does: every
 * report passes everything through here that a server or somebody else's file may have had a hand in.
 *
 * <p>The notation is that of the scenario language, so that what a report shows can be put into a script: {@code \r \n \t
 * \0 \\ \xHH}, and <code>&#92;u{H}</code> beyond one octet.
 */
public final class Visible {
    /** How a piece of octets is to be shown. */
    public enum Kind {
        /** Printable US-ASCII. */
        PLAIN,
        /** CR and LF together, as lines end; or a half of it at the edge of a segment. */
        LINE_END,
        /** A CR or LF by itself. */
        BARE,
        /** A control octet, or one of 8 bits. */
        ODD
    }

    /**
     * A run of octets of one kind.
     *
     * @param text printable
     */
    public record Piece(Kind kind, String text) {}

    private static final String ELLIPSIS = "...";

    private Visible() {}

    /** Octets (one char each) as printable US-ASCII. */
    public static String octets(String octets) {
        return pieces(octets).stream().map(Piece::text).collect(Collectors.joining());
    }

    /** Octets (one char each) in pieces of a kind; what is printed is the same as with {@link #octets}. */
    public static List<Piece> pieces(String octets) {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        Kind current = Kind.PLAIN;
        for (int i = 0; i < octets.length(); i++) {
            Kind kind = kind(octets, i);
            if (kind != current && !text.isEmpty()) {
                pieces.add(new Piece(current, text.toString()));
                text.setLength(0);
            }
            current = kind;
            appendOctet(octets.charAt(i), text);
        }
        if (!text.isEmpty()) {
            pieces.add(new Piece(current, text.toString()));
        }
        return pieces;
    }

    /** Text for people on one line: line ends, control and direction characters and what is no character are escaped. */
    public static String text(String text) {
        return escaped(text, false);
    }

    /** Text for people that keeps its LFs. */
    public static String lines(String text) {
        return escaped(text, true);
    }

    /** The text, with its middle replaced by three dots where it has more than {@code most} characters. */
    public static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int kept = Math.max(0, most - ELLIPSIS.length());
        int head = kept - kept / 3;
        return text.substring(0, head) + ELLIPSIS + text.substring(text.length() - kept / 3);
    }

    /**
     * What is visible already, for a place that has US-ASCII only: our own few signs as near as may be, all else escaped.
     * Terminal colours pass.
     */
    static String ascii(String visible) {
        StringBuilder ascii = new StringBuilder(visible.length());
        visible.replace("µs", "us")
                .replace('–', '-')
                .replace('×', 'x')
                .codePoints()
                .forEach(c -> {
                    if (c < 0x7f) {
                        ascii.appendCodePoint(c);
                    } else {
                        appendEscape(c, ascii);
                    }
                });
        return ascii.toString();
    }

    private static Kind kind(String octets, int at) {
        char c = octets.charAt(at);
        if (c == '\r') {
            return at + 1 == octets.length() || octets.charAt(at + 1) == '\n' ? Kind.LINE_END : Kind.BARE;
        }
        if (c == '\n') {
            return at == 0 || octets.charAt(at - 1) == '\r' ? Kind.LINE_END : Kind.BARE;
        }
        return c >= ' ' && c <= '~' ? Kind.PLAIN : Kind.ODD;
    }

    private static void appendOctet(char c, StringBuilder to) {
        if (c == '\\') {
            to.append("\\\\");
        } else if (c >= ' ' && c <= '~') {
            to.append(c);
        } else {
            appendEscape(c, to);
        }
    }

    private static void appendEscape(int c, StringBuilder to) {
        switch (c) {
            case '\r' -> to.append("\\r");
            case '\n' -> to.append("\\n");
            case '\t' -> to.append("\\t");
            case 0 -> to.append("\\0");
            default -> {
                if (c > 0xff) {
                    to.append("\\u{").append(Integer.toHexString(c)).append('}');
                } else {
                    to.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
                }
            }
        }
    }

    private static String escaped(String text, boolean keepLineFeeds) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (harmless(c) || (keepLineFeeds && c == '\n')) {
                visible.appendCodePoint(c);
            } else {
                appendEscape(c, visible);
            }
        });
        return visible.toString();
    }

    private static boolean harmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
