package org.pop3spec.mailbox;

import java.util.Optional;
import org.pop3spec.mailbox.Difference.Part;

/**
 * Compares a message that was put into a maildrop with what a server gave back.
 *
 * <p>What must be equal: every body octet, and every header field that was put in, in order. What may differ, because
 * servers and deliveries lawfully do it: header fields added anywhere; CRLF or LF as line end; {@code >} in front of
 * {@code From } at the start of a body line, as mbox files quote it; an empty line added behind a header that had none;
 * a CRLF added behind a last line without line end; a header field that is not ASCII, given as an ASCII surrogate
 * (RFC 6856 section 2.1).
 */
public final class Comparison {

    private Comparison() {}

    /**
     * Compares a whole message.
     *
     * @param received the answer to RETR without its status line and terminator, dot-stuffing undone
     * @return the first difference that no law excuses, empty when there is none
     */
    public static Optional<Difference> compare(Message expected, byte[] received) {
        return compare(expected, received, BodyComparison.ALL);
    }

    /**
     * Compares the answer to TOP: header, empty line, and no more than so many lines of the body (RFC 1939 section 7).
     *
     * <p>A message whose body ends with an empty line, or without a line end, may be given with one empty line more or
     * less at its end when all of it was asked for.
     *
     * @param bodyLines how many body lines were asked for, not negative
     * @param received the answer without its status line and terminator, dot-stuffing undone
     */
    public static Optional<Difference> compareTop(Message expected, int bodyLines, byte[] received) {
        if (bodyLines < 0) {
            throw new IllegalArgumentException("a negative number of body lines: " + bodyLines);
        }
        // the largest number means the same as one less, but keeps TOP apart from RETR
        return compare(expected, received, Math.min(bodyLines, BodyComparison.ALL - 1));
    }

    private static Optional<Difference> compare(Message message, byte[] received, int bodyLines) {
        byte[] expected = message.octets();
        Structure wanted = Structure.of(expected);
        Structure got = Structure.of(received);
        Optional<Difference> header = new HeaderComparison(wanted, got).compare();
        if (header.isPresent()) {
            return header;
        }
        if (wanted.hasSeparator() && !got.hasSeparator()) {
            return Optional.of(new Difference(
                    Part.SEPARATOR,
                    "end of the header",
                    0,
                    received.length,
                    "\\r\\n",
                    "",
                    "the empty line behind the header is missing"));
        }
        if (!got.hasSeparator() && received.length > 0 && received[received.length - 1] != '\n') {
            return Optional.of(new Difference(
                    Part.HEADER, "end of the header", 0, received.length, "\\r\\n", "", "its line end is missing"));
        }
        return new BodyComparison(expected, wanted.bodyOffset(), received, got.bodyOffset(), bodyLines).compare();
    }
}
