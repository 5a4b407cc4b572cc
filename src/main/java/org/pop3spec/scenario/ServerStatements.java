package org.pop3spec.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.scenario.Expectation.Outcome;

/** Reads what the server is expected to do: the lines that begin with {@code S}. */
final class ServerStatements {
    private static final List<String> EVENTS = List.of(
            "each",
            "some",
            "lines",
            "message",
            "top",
            "octets",
            "frame",
            "flight",
            "close",
            "close-notify",
            "silence",
            "within");
    /** What ends with a dot, or belongs to KPOP or TLS. */
    private static final Set<String> POP3_ONLY =
            Set.of("each", "some", "lines", "message", "top", "frame", "flight", "close-notify");

    private static final Pattern RESPONSE_CODE = Pattern.compile("\\[([^\\]\\[$]+)\\]");

    private static final int MOST_OCTETS = 65_536;
    private static final String NAMELESS_OCTETS = "the octets need a name";

    private final Cursor cursor;
    private final TextParser text;
    private final Parsing parsing;

    ServerStatements(Cursor cursor, TextParser text, Parsing parsing) {
        this.cursor = cursor;
        this.text = text;
        this.parsing = parsing;
    }

    /** The cursor stands after the connection's number. */
    Statement.Expect read(SourcePosition at, int connection) {
        Optional<Duration> within = Optional.empty();
        if (cursor.peek() != ':') {
            cursor.skipBlanks();
            int from = cursor.offset();
            if (cursor.word().equals("within")) {
                cursor.skipBlanks();
                within = Optional.of(cursor.duration());
            } else {
                cursor.moveTo(from);
            }
        }
        Expectation expectation = cursor.skip(':') ? line() : event(within.isPresent());
        cursor.end();
        return new Statement.Expect(at, connection, within, expectation);
    }

    private Expectation event(boolean timed) {
        cursor.skipBlanks();
        int from = cursor.offset();
        String event = cursor.word();
        if (POP3_ONLY.contains(event)) {
            parsing.onlyPop3(cursor, from, event.length(), "S " + event);
        }
        switch (event) {
            case "each", "some" -> {
                if (!cursor.skip(':')) {
                    throw cursor.mistake(
                            cursor.offset(), 1, "a colon is missing after '" + event + "'", ": and a pattern");
                }
                ClientStatements.blankAfterColon(cursor);
                LinePattern pattern = text.pattern();
                return event.equals("each") ? new Expectation.EachLine(pattern) : new Expectation.SomeLine(pattern);
            }
            case "lines" -> {
                return new Expectation.Lines(asName());
            }
            case "message" -> {
                Optional<Expression> number =
                        isAsOrEnd() ? Optional.empty() : Optional.of(text.argument("the number of the message"));
                return new Expectation.MessageText(number, Optional.empty(), asName());
            }
            case "top" -> {
                Expression number = text.argument("the number of the message");
                Expression lines = text.argument("the number of lines");
                return new Expectation.MessageText(Optional.of(number), Optional.of(lines), asName());
            }
            case "octets" -> {
                return new Expectation.Octets(octetCount(), neededName(NAMELESS_OCTETS));
            }
            case "frame" -> {
                return new Expectation.Frame(neededName(NAMELESS_OCTETS));
            }
            case "flight" -> {
                return new Expectation.Flight(neededName("the flight needs a name"));
            }
            case "close" -> {
                return new Expectation.Close();
            }
            case "close-notify" -> {
                return new Expectation.CloseNotify();
            }
            case "silence" -> {
                if (timed) {
                    throw cursor.mistake(
                            from, event.length(), "silence has its own time", "S silence 300ms without within");
                }
                cursor.skipBlanks();
                return new Expectation.Silence(cursor.duration());
            }
            default -> throw ClientStatements.unknownEvent(cursor, from, event, "server", EVENTS);
        }
    }

    /** A number, or what has to be counted at play. */
    private Expression octetCount() {
        cursor.skipBlanks();
        int from = cursor.offset();
        String count = cursor.token();
        boolean number = count.matches("[1-9][0-9]{0,4}") && Integer.parseInt(count) <= MOST_OCTETS;
        boolean value = (Names.isName(count) && !count.equals("as")) || count.startsWith("${");
        if (!number && !value) {
            throw cursor.mistake(
                    from,
                    Math.max(1, count.length()),
                    "how many octets",
                    "a number from 1 to " + MOST_OCTETS + ", a name or ${expression}");
        }
        cursor.moveTo(from);
        return text.argument("how many octets");
    }

    private String neededName(String message) {
        cursor.skipBlanks();
        int from = cursor.offset();
        return asName().orElseThrow(() -> cursor.mistake(from, 1, message, "as NAME"));
    }

    private boolean isAsOrEnd() {
        cursor.skipBlanks();
        return cursor.atEnd()
                || (cursor.startsWith("as")
                        && cursor.line().length() > cursor.offset() + 2
                        && Character.isWhitespace(cursor.line().charAt(cursor.offset() + 2)));
    }

    /** {@code as NAME}, if it is there. */
    private Optional<String> asName() {
        cursor.skipBlanks();
        if (cursor.atEnd()) {
            return Optional.empty();
        }
        int from = cursor.offset();
        String as = cursor.token();
        if (!as.equals("as")) {
            throw cursor.mistake(from, as.length(), "'" + as + "' can't stand here", "as NAME, or the end of the line");
        }
        cursor.skipBlanks();
        int start = cursor.offset();
        String name = parsing.newName(cursor.token(), cursor, start);
        parsing.scope().bind(name, cursor.position(start));
        return Optional.of(name);
    }

    /** After the colon: a status line, or any other line. */
    private Expectation line() {
        ClientStatements.blankAfterColon(cursor);
        int from = cursor.offset();
        if (cursor.atEnd()) {
            return new Expectation.Line(text.pattern());
        }
        String first = cursor.token();
        Optional<Outcome> number = numbered(first);
        if (number.isPresent()) {
            cursor.moveTo(from + 1);
            return new Expectation.Status(List.of(number.get()), Optional.empty(), Optional.of(text.pattern()));
        }
        Optional<List<Outcome>> accepted = outcomes(first, from);
        if (accepted.isEmpty()) {
            cursor.moveTo(from);
            return new Expectation.Line(text.pattern());
        }
        if (cursor.atEnd()) {
            return new Expectation.Status(accepted.get(), Optional.empty(), Optional.empty());
        }
        if (accepted.get().stream().noneMatch(o -> o != Outcome.CLOSE && o != Outcome.SILENCE)) {
            throw cursor.mistake(cursor.offset(), 1, "neither close nor silence has a text", "the end of the line");
        }
        cursor.skip(' ');
        Matcher code = RESPONSE_CODE
                .matcher(cursor.line())
                .region(cursor.offset(), cursor.line().length());
        if (code.matches()) {
            cursor.moveTo(cursor.line().length());
            return new Expectation.Status(accepted.get(), Optional.of(Octets.of(code.group(1))), Optional.empty());
        }
        return new Expectation.Status(accepted.get(), Optional.empty(), Optional.of(text.pattern()));
    }

    /** An indicator with a number, or a pattern for one, right behind it. */
    private Optional<Outcome> numbered(String first) {
        return parsing.protocol().indicators().stream()
                .filter(outcome -> outcome == Outcome.COUNT || outcome == Outcome.LENGTH)
                .filter(outcome -> first.startsWith(outcome.word()) && first.length() > 1 && first.charAt(1) != '|')
                .findFirst();
    }

    /** What the first word accepts, if it is made of status indicators and the like; else it begins some other line. */
    private Optional<List<Outcome>> outcomes(String first, int from) {
        String[] words = first.split("\\|", -1);
        List<String> valid =
                parsing.protocol().outcomes().stream().map(Outcome::word).toList();
        List<Outcome> accepted = new ArrayList<>();
        int offset = from;
        for (String word : words) {
            Optional<Outcome> outcome = parsing.protocol().outcomes().stream()
                    .filter(o -> o.word().equals(word))
                    .findFirst();
            if (outcome.isEmpty()) {
                boolean meant = Stream.of(words).anyMatch(valid::contains)
                        || word.equalsIgnoreCase("+OK")
                        || word.equalsIgnoreCase("-ERR");
                if (meant) {
                    throw cursor.unknown(offset, word, "there is no outcome '" + word + "'", valid);
                }
                return Optional.empty();
            }
            if (accepted.contains(outcome.get())) {
                throw cursor.mistake(offset, word.length(), "'" + word + "' is there twice", "each outcome once");
            }
            accepted.add(outcome.get());
            offset += word.length() + 1;
        }
        if (words.length == 1
                && (accepted.get(0) == Outcome.CLOSE || accepted.get(0) == Outcome.SILENCE)
                && cursor.atEnd()) {
            throw cursor.mistake(
                    from,
                    first.length(),
                    "after a colon this is a line that says '" + first + "'",
                    "S " + first + " without a colon, or ${'" + first + "'}");
        }
        return words.length == 1 && (accepted.get(0) == Outcome.CLOSE || accepted.get(0) == Outcome.SILENCE)
                ? Optional.empty()
                : Optional.of(accepted);
    }
}
