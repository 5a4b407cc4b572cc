package org.pop3spec.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Octets that were read and not yet consumed. What was consumed since a mark can be taken back. */
final class InputBuffer {
    private static final int SMALL = 8 * 1024;
    private static final int BIG_STEP = 16 * 1024 * 1024;

    private byte[] octets = new byte[SMALL];
    private int mark = -1;
    private int next;
    private int end;
    /** No line end stands between {@code next} and here, so that a line that trickles in is not searched over and over. */
    private int searched;

    private boolean searchedForCrlf;

    int size() {
        return end - next;
    }

    void append(ByteBuffer source) {
        int more = source.remaining();
        makeRoom(more);
        source.get(octets, end, more);
        end += more;
    }

    /**
     * Octets from the next one to the end of the line, that end included; -1 if it is not there yet.
     *
     * @param crlf whether only CR LF ends a line; else every LF does
     */
    int lineLength(boolean crlf) {
        if (crlf != searchedForCrlf) {
            searchedForCrlf = crlf;
            searched = next;
        }
        for (int i = Math.max(searched, next); i < end; i++) {
            if (octets[i] == '\n' && (!crlf || (i > next && octets[i - 1] == '\r'))) {
                searched = i;
                return i - next + 1;
            }
        }
        searched = end;
        return -1;
    }

    String peek(int length) {
        return new String(octets, next, Math.min(length, size()), StandardCharsets.ISO_8859_1);
    }

    boolean endsWith(String text) {
        int from = end - text.length();
        if (from < next) {
            return false;
        }
        return new String(octets, from, text.length(), StandardCharsets.ISO_8859_1).equals(text);
    }

    String take(int length) {
        String taken = peek(length);
        next += taken.length();
        searched = next;
        return taken;
    }

    void mark() {
        mark = next;
    }

    void rewind() {
        next = mark;
        searched = next;
        mark = -1;
    }

    void release() {
        mark = -1;
    }

    private void makeRoom(int more) {
        if (end + more <= octets.length) {
            return;
        }
        int keep = mark < 0 ? next : mark;
        int kept = end - keep;
        byte[] target = octets;
        if (kept + more > octets.length / 2) {
            int grown = octets.length + Math.min(octets.length, BIG_STEP);
            target = new byte[Math.max(kept + more, grown)];
        }
        System.arraycopy(octets, keep, target, 0, kept);
        octets = target;
        next -= keep;
        searched = Math.max(0, searched - keep);
        end = kept;
        mark = mark < 0 ? -1 : 0;
    }
}
