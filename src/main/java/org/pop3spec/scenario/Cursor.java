package org.pop3spec.scenario;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pop3spec.result.SourcePosition;

/** Reads one line from left to right. Offsets are from 0, columns of positions from 1. */
final class Cursor {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,7})(ms|s|m)");
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Source source;
    private final int number;
    private final String line;
    private int at;

    Cursor(Source source, int number) {
        this.source = source;
        this.number = number;
        this.line = source.line(number);
    }

    String line() {
        return line;
    }

    int offset() {
        return at;
    }

    void moveTo(int offset) {
        at = offset;
    }

    boolean atEnd() {
        return at >= line.length();
    }

    /** The present character; a line end at the end. */
    char peek() {
        return atEnd() ? '\n' : line.charAt(at);
    }

    boolean startsWith(String text) {
        return line.startsWith(text, at);
    }

    boolean skip(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    /** The characters from here on that pass; possibly none. */
    String run(IntPredicate passes) {
        int from = at;
        while (!atEnd() && passes.test(line.charAt(at))) {
            at++;
        }
        return line.substring(from, at);
    }

    /** Letters, digits, hyphen, dot and underscore; possibly none. */
    String word() {
        return run(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.'));
    }

    /** Everything up to the next blank. */
    String token() {
        return run(c -> c != ' ' && c != '\t');
    }

    /** A duration such as 300ms. */
    Duration duration() {
        int from = at;
        String written = run(c -> c != ' ' && c != '\t' && c != ':' && c != '"');
        return duration(written)
                .orElseThrow(() -> mistake(
                        from,
                        written.length(),
                        written.isEmpty() ? "a time is missing" : "'" + written + "' is not a time",
                        "a time such as 300ms, 5s, 2m (at most an hour)"));
    }

    static Optional<Duration> duration(String written) {
        Matcher m = DURATION.matcher(written);
        if (!m.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(m.group(1));
        Duration duration = switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            default -> Duration.ofMinutes(count);
        };
        return duration.compareTo(LONGEST) > 0 ? Optional.empty() : Optional.of(duration);
    }

    /** A number from 1 to 9, for connections and accounts. */
    int oneToNine(String what) {
        int from = at;
        String written = token();
        if (written.length() == 1 && written.charAt(0) >= '1' && written.charAt(0) <= '9') {
            return written.charAt(0) - '0';
        }
        throw mistake(
                from,
                written.length(),
                written.isEmpty()
                        ? "the number of the " + what + " is missing"
                        : "'" + written + "' is no number of " + article(what),
                "a number from 1 to 9");
    }

    /** Nothing but blanks may follow. */
    void end() {
        skipBlanks();
        if (!atEnd()) {
            throw mistake(
                    at, line.stripTrailing().length() - at, "the statement ends before this", "the end of the line");
        }
    }

    SourcePosition position() {
        return position(at);
    }

    SourcePosition position(int offset) {
        return source.position(number, offset + 1);
    }

    Mistake mistake(int offset, int length, String message, String expected) {
        return new Mistake(source.diagnostic(number, offset + 1, length, message, expected, ""));
    }

    Mistake mistake(int offset, int length, String message, String expected, String suggestion) {
        return new Mistake(source.diagnostic(number, offset + 1, length, message, expected, suggestion));
    }

    /** For a word that is none of the valid ones. */
    Mistake unknown(int offset, String word, String message, Collection<String> valid) {
        return mistake(
                offset,
                word.length(),
                message,
                "one of " + String.join(", ", valid),
                Nearest.to(word, valid).orElse(""));
    }

    private static String article(String what) {
        return ("aeiou".indexOf(what.charAt(0)) >= 0 ? "an " : "a ") + what;
    }
}
