package org.pop3spec.mailbox;

import java.util.Locale;

/**
 * Where a retrieved message is not what was put in.
 *
 * @param part which part of the message
 * @param place that place in words: {@code header field Subject}, {@code body line 12}
 * @param line the number of the body line, from 1; 0 when the difference is not in the body
 * @param offset the octet of the retrieved message (dot-stuffing undone) at which it begins to differ, from 0
 * @param expected what should be there, at most some 80 octets around the difference, invisible octets escaped; empty
 *     when nothing should be there
 * @param received what is there, in the same form
 * @param reason what is wrong, one sentence without the place
 */
public record Difference(
        Part part, String place, int line, int offset, String expected, String received, String reason) {

    /** The parts of a message. */
    public enum Part {
        HEADER,
        SEPARATOR,
        BODY
    }

    /** The whole difference in one line. */
    public String inWords() {
        return String.format(
                Locale.ROOT,
                "%s: %s (at octet %d; expected \"%s\", received \"%s\")",
                place,
                reason,
                offset,
                expected,
                received);
    }

    @Override
    public String toString() {
        return inWords();
    }
}
