package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.scenario.Statement.Disconnect.Manner;
import org.pop3spec.scenario.Statement.StartTls.Tolerated;

/** Reads what a client does on the wire: the lines that begin with {@code C}. */
final class ClientStatements {
    private static final List<String> EVENTS = List.of("raw", "close", "half-close", "reset", "tls", "layer", "hello");

    private final Cursor cursor;
    private final TextParser text;
    private final Parsing parsing;

    ClientStatements(Cursor cursor, TextParser text, Parsing parsing) {
        this.cursor = cursor;
        this.text = text;
        this.parsing = parsing;
    }

    /** The cursor stands after the connection's number. */
    Statement read(SourcePosition at, int connection) {
        if (cursor.skip(':')) {
            blankAfterColon(cursor);
            return new Statement.Send(at, connection, List.of(text.restOfLine()));
        }
        cursor.skipBlanks();
        int from = cursor.offset();
        String event = cursor.word();
        Statement statement = switch (event) {
            case "raw" -> new Statement.SendRaw(at, connection, pieces());
            case "close" -> new Statement.Disconnect(at, connection, Manner.CLOSE);
            case "half-close" -> new Statement.Disconnect(at, connection, Manner.HALF_CLOSE);
            case "reset" -> new Statement.Disconnect(at, connection, Manner.RESET);
            case "tls" -> {
                parsing.onlyPop3(cursor, from, event.length(), "C tls");
                yield new Statement.StartTls(at, connection, tolerated());
            }
            case "layer" -> {
                parsing.onlyPop3(cursor, from, event.length(), "C layer");
                yield new Statement.StartLayer(at, connection);
            }
            case "hello" -> {
                parsing.onlyPop3(cursor, from, event.length(), "C hello");
                yield new HelloStatement(cursor).read(at, connection);
            }
            default -> throw unknownEvent(cursor, from, event, "client", EVENTS);
        };
        cursor.end();
        return statement;
    }

    /** What follows {@code |}. */
    private Optional<Tolerated> tolerated() {
        if (!cursor.skip('|')) {
            return Optional.empty();
        }
        int from = cursor.offset();
        String word = cursor.word();
        for (Tolerated tolerated : Tolerated.values()) {
            if (tolerated.word().equals(word)) {
                return Optional.of(tolerated);
            }
        }
        List<String> words = Stream.of(Tolerated.values()).map(Tolerated::word).toList();
        throw cursor.unknown(from, word, "behind 'tls|' only " + String.join(" or ", words) + " can stand", words);
    }

    static void blankAfterColon(Cursor cursor) {
        if (!cursor.atEnd() && !cursor.skip(' ')) {
            throw cursor.mistake(cursor.offset(), 1, "there is no blank after the colon", "a blank");
        }
    }

    static Mistake unknownEvent(Cursor cursor, int from, String event, String who, List<String> valid) {
        if (event.isEmpty()) {
            return cursor.mistake(
                    from,
                    1,
                    "what the " + who + " does is missing",
                    "a colon and a line, or one of " + String.join(", ", valid));
        }
        return cursor.unknown(from, event, "a " + who + " has no '" + event + "'", valid);
    }

    private List<Statement.Piece> pieces() {
        List<Statement.Piece> pieces = new ArrayList<>();
        cursor.skipBlanks();
        int from = cursor.offset();
        while (!cursor.atEnd()) {
            if (cursor.peek() == '"') {
                pieces.add(new Statement.Octets(text.string("the text")));
            } else {
                int start = cursor.offset();
                if (!Character.isDigit(cursor.peek())) {
                    throw cursor.mistake(
                            start,
                            cursor.token().length(),
                            "this is neither a string nor a time",
                            "\"octets\" or 200ms");
                }
                pieces.add(new Statement.Pause(cursor.duration()));
            }
            cursor.skipBlanks();
        }
        if (pieces.stream().noneMatch(p -> p instanceof Statement.Octets)) {
            throw cursor.mistake(from, 1, "the octets are missing", "a string in double quotes");
        }
        return pieces;
    }
}
