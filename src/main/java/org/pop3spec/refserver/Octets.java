package org.pop3spec.refserver;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A run of octets that nobody changes: a message, or a part of one, without copying it. */
final class Octets {
    private final byte[] array;
    private final int start;
    private final int end;

    private Octets(byte[] array, int start, int end) {
        this.array = array;
        this.start = start;
        this.end = end;
    }

    /** Takes the array over; the caller does not touch it again. */
    static Octets owning(byte[] array) {
        return new Octets(array, 0, array.length);
    }

    static Octets ofLatin1(String text) {
        return owning(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The lines, each with CRLF. */
    static Octets ofLines(List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append("\r\n"));
        return ofLatin1(text.toString());
    }

    /**
     * Text in the form of RFC 1939 section 11: every line, the last one too, ends with CRLF. A lone CR or LF, as a store
     * may hold, counts as a line end.
     */
    static Octets withNetworkLineEnds(byte[] text) {
        byte[] out = new byte[text.length + lacking(text)];
        int n = 0;
        for (int i = 0; i < text.length; i++) {
            byte octet = text[i];
            if (octet == '\r' || octet == '\n') {
                out[n++] = '\r';
                out[n++] = '\n';
                if (octet == '\r' && i + 1 < text.length && text[i + 1] == '\n') {
                    i++;
                }
            } else {
                out[n++] = octet;
            }
        }
        if (n > 0 && out[n - 1] != '\n') {
            out[n++] = '\r';
            out[n] = '\n';
        }
        return owning(out);
    }

    private static int lacking(byte[] text) {
        int lacking = 0;
        for (int i = 0; i < text.length; i++) {
            boolean loneLf = text[i] == '\n' && (i == 0 || text[i - 1] != '\r');
            boolean loneCr = text[i] == '\r' && (i + 1 == text.length || text[i + 1] != '\n');
            if (loneLf || loneCr) {
                lacking++;
            }
        }
        byte last = text.length == 0 ? (byte) '\n' : text[text.length - 1];
        return last == '\n' || last == '\r' ? lacking : lacking + 2;
    }

    int length() {
        return end - start;
    }

    byte at(int index) {
        return array[start + index];
    }

    Octets slice(int from, int to) {
        if (from < 0 || to < from || to > length()) {
            throw new IndexOutOfBoundsException(from + ".." + to + " of " + length());
        }
        return new Octets(array, start + from, start + to);
    }

    /** Index just behind the line that begins at {@code from}; the length where no line end follows. */
    int lineEnd(int from) {
        for (int i = start + from; i < end; i++) {
            if (array[i] == '\n') {
                return i + 1 - start;
            }
        }
        return length();
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(array, start, length());
    }

    byte[] copy() {
        return Arrays.copyOfRange(array, start, end);
    }

    String latin1() {
        return new String(array, start, length(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return length() + " octets";
    }
}
