package org.pop3spec.mailbox;

import java.util.Locale;
import java.util.Optional;
import org.pop3spec.mailbox.Difference.Part;

/** Compares body lines: all of them, in order, octet by octet; only line ends and mbox quoting may differ. */
final class BodyComparison {
    /** Every line of the body. */
    static final int ALL = Integer.MAX_VALUE;

    private final Lines expected;
    private final Lines received;
    private final int limit;
    private boolean lastWasEmpty;
    private boolean lastWasTerminated = true;

    /** Compares what begins at the two offsets, of the expected message no more than so many lines. */
    BodyComparison(byte[] expected, int expectedFrom, byte[] received, int receivedFrom, int limit) {
        this.expected = new Lines(expected, expectedFrom);
        this.received = new Lines(received, receivedFrom);
        this.limit = limit;
    }

    Optional<Difference> compare() {
        int line = 0;
        while (line < limit && expected.advance()) {
            line++;
            if (!received.advance()) {
                return lost(line);
            }
            if (!same()) {
                return Optional.of(differing(line));
            }
            lastWasEmpty = expected.length() == 0;
            lastWasTerminated = expected.isTerminated();
        }
        if (received.advance()) {
            return surplus(line);
        }
        if (line > 0 && lastWasTerminated && !received.isTerminated()) {
            return Optional.of(new Difference(
                    Part.BODY,
                    "body line " + line,
                    line,
                    received.end(),
                    "\\r\\n",
                    "",
                    "the line end at the end of the message is missing"));
        }
        return Optional.empty();
    }

    private boolean same() {
        if (expected.sameAs(received)) {
            return true;
        }
        int quotes = expected.fromQuotes();
        int receivedQuotes = received.fromQuotes();
        return quotes >= 0
                && receivedQuotes >= 0
                && expected.text().substring(quotes).equals(received.text().substring(receivedQuotes));
    }

    private Optional<Difference> lost(int line) {
        boolean lastLine = !expected.copy().advance();
        if (limit != ALL && lastLine && expected.length() == 0) {
            // a final empty line may be left out in the answer to TOP
            return Optional.empty();
        }
        return Optional.of(new Difference(
                Part.BODY,
                "body line " + line,
                line,
                received.next(),
                Excerpt.around(expected.text(), 0),
                "",
                lastLine ? "the last line is missing" : "this line and all behind it are missing"));
    }

    private Optional<Difference> surplus(int line) {
        boolean wholeBody = !expected.copy().advance();
        boolean oneEmptyLine = received.length() == 0 && !received.copy().advance();
        if (limit != ALL && wholeBody && oneEmptyLine && (lastWasEmpty || !lastWasTerminated)) {
            // a final empty line may be added in the answer to TOP
            return Optional.empty();
        }
        String reason = wholeBody
                ? "there is a line behind the end of the message"
                : "there are more body lines than the " + limit + " asked for";
        return Optional.of(new Difference(
                Part.BODY,
                "body line " + (line + 1),
                line + 1,
                received.start(),
                "",
                Excerpt.around(received.text(), 0),
                reason));
    }

    private Difference differing(int line) {
        String wanted = expected.text();
        String got = received.text();
        int at = 0;
        while (at < wanted.length() && at < got.length() && wanted.charAt(at) == got.charAt(at)) {
            at++;
        }
        return new Difference(
                Part.BODY,
                "body line " + line,
                line,
                received.start() + at,
                Excerpt.around(wanted, at),
                Excerpt.around(got, at),
                reason(wanted, got, at, line));
    }

    private String reason(String wanted, String got, int at, int line) {
        if (got.equals("." + wanted)) {
            return "the line has a dot too many at its start";
        }
        if (wanted.equals("." + got)) {
            return "the line lacks a dot at its start";
        }
        Lines expectedNext = expected.copy();
        Lines receivedNext = received.copy();
        boolean nextExpected = line < limit && expectedNext.advance();
        boolean nextReceived = receivedNext.advance();
        boolean ahead = nextExpected && expectedNext.sameAs(received);
        boolean behind = nextReceived && receivedNext.sameAs(expected);
        if (ahead && behind) {
            return "the line has changed places with the next one";
        }
        if (ahead) {
            return "the line is missing";
        }
        if (behind) {
            return "a line stands in front of it that was not put in";
        }
        if (wanted.startsWith(got)) {
            boolean broken = nextReceived
                    && receivedNext.length() > 0
                    && wanted.substring(got.length())
                            .strip()
                            .startsWith(receivedNext.text().strip());
            return broken
                    ? "the line was broken after " + got.length() + " octets"
                    : "the line was cut after " + got.length() + " octets";
        }
        if (got.startsWith(wanted)) {
            return "there is more behind the line's end";
        }
        char one = wanted.charAt(at);
        char other = got.charAt(at);
        return one > 127 && other == (one & 127)
                ? "the eighth bit is lost"
                : String.format(Locale.ROOT, "octet %02X has become %02X", (int) one, (int) other);
    }
}
