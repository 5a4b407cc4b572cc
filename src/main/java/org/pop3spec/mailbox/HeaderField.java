package org.pop3spec.mailbox;

/**
 * One header field as it stands in a message (RFC 5322 section 2.2).
 *
 * @param name the field name as written, empty when the line is no header field at all
 * @param text the whole field, one character per octet (ISO 8859-1); line ends inside a folded field are a single LF,
 *     the last line end is left out
 * @param offset where the field begins, in octets from the start of the message
 */
public record HeaderField(String name, String text, int offset) {

    /** Whether this is a header field by RFC 5322: a name of printable ASCII, then a colon. */
    public boolean isWellFormed() {
        return !name.isEmpty();
    }

    /** Whether the field has octets above 127, which only RFC 6532 allows. */
    boolean isEightBit() {
        return text.chars().anyMatch(c -> c > 127);
    }

    /** The name of the field that a line begins, empty when it begins none. */
    static String nameIn(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) > ' ' && line.charAt(end) < 127 && line.charAt(end) != ':') {
            end++;
        }
        int colon = end;
        while (colon < line.length() && (line.charAt(colon) == ' ' || line.charAt(colon) == '\t')) {
            colon++;
        }
        boolean named = end > 0 && colon < line.length() && line.charAt(colon) == ':';
        return named ? line.substring(0, end) : "";
    }
}
