package org.pop3spec.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over octets line by line without copying them. A line ends with CRLF or a bare LF; a bare CR is content, so
 * that a CR that strayed into a line is seen as an altered line.
 */
final class Lines {
    private final byte[] octets;
    private int start;
    private int end;
    private int next;
    private boolean terminated;

    Lines(byte[] octets, int from) {
        this.octets = octets;
        this.next = from;
    }

    private Lines(Lines other) {
        octets = other.octets;
        start = other.start;
        end = other.end;
        next = other.next;
        terminated = other.terminated;
    }

    /** A second walker at the same place, to look ahead with. */
    Lines copy() {
        return new Lines(this);
    }

    /** Goes to the next line; false when there is none. */
    boolean advance() {
        if (next >= octets.length) {
            return false;
        }
        start = next;
        int at = start;
        while (at < octets.length && octets[at] != '\n') {
            at++;
        }
        terminated = at < octets.length;
        next = terminated ? at + 1 : at;
        end = terminated && at > start && octets[at - 1] == '\r' ? at - 1 : at;
        return true;
    }

    /** The offset of the present line's first octet. */
    int start() {
        return start;
    }

    /** The offset behind the present line's last octet, its line end not counted. */
    int end() {
        return end;
    }

    /** The offset behind the present line's line end: where the next line begins. */
    int next() {
        return next;
    }

    int length() {
        return end - start;
    }

    /** Whether the present line has a line end. */
    boolean isTerminated() {
        return terminated;
    }

    byte at(int index) {
        return octets[start + index];
    }

    boolean sameAs(Lines other) {
        return Arrays.equals(octets, start, end, other.octets, other.start, other.end);
    }

    /** The present line without its line end, one character per octet. */
    String text() {
        return new String(octets, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** How many {@code >} stand before {@code From } at the start of the line, -1 when the line is not of that kind. */
    int fromQuotes() {
        int at = start;
        while (at < end && octets[at] == '>') {
            at++;
        }
        boolean from = end - at >= 5
                && octets[at] == 'F'
                && octets[at + 1] == 'r'
                && octets[at + 2] == 'o'
                && octets[at + 3] == 'm'
                && octets[at + 4] == ' ';
        return from ? at - start : -1;
    }
}
