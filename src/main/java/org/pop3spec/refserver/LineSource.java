package org.pop3spec.refserver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a client sends, line by line, with an own buffer: what arrived in one segment behind STLS must be seen, and
 * thrown away, before TLS starts (RFC 2595 section 4).
 */
final class LineSource {
    private static final int ENDLESS = 1 << 16;

    private final byte[] buffer = new byte[8192];
    private InputStream in;
    private int position;
    private int end;

    LineSource(InputStream in) {
        this.in = in;
    }

    /** Reads from there once the buffer is used up. */
    void continueWith(InputStream next) {
        in = next;
    }

    /** The octets that arrived already. */
    int buffered() {
        return end - position;
    }

    /** Those octets, as Latin-1; they stay where they are. */
    String peek() {
        return new String(buffer, position, end - position, StandardCharsets.ISO_8859_1);
    }

    /** Throws away what is buffered. */
    void discard() {
        position = end;
    }

    /** Waits until there is an octet; false at the end of the stream. */
    boolean fill() throws IOException {
        if (position == end) {
            int n = in.read(buffer, 0, buffer.length);
            position = 0;
            end = Math.max(0, n);
        }
        return position < end;
    }

    /** The next octet, 0 to 255, or -1 at the end of the stream. */
    int read() throws IOException {
        return fill() ? buffer[position++] & 0xff : -1;
    }

    /**
     * The next line that CRLF ends; a lone CR or LF is an octet like others (RFC 1939 section 3).
     *
     * @param limit octets including CRLF
     * @return empty when the stream ended first: what came before is not a command
     */
    Optional<Line> line(int limit) throws IOException {
        byte[] kept = new byte[limit];
        int n = 0;
        int previous = -1;
        for (int octet = read(); octet >= 0; octet = read()) {
            if (n < limit) {
                kept[n] = (byte) octet;
            }
            n++;
            if (previous == '\r' && octet == '\n') {
                return Optional.of(
                        n <= limit
                                ? Line.of(new String(kept, 0, n - 2, StandardCharsets.ISO_8859_1))
                                : new Line("", Line.Length.TOO_LONG));
            }
            if (n >= ENDLESS && n > limit) {
                return Optional.of(new Line("", Line.Length.ENDLESS));
            }
            previous = octet;
        }
        return Optional.empty();
    }
}
