package org.pop3spec.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pop3spec.auth.Sendauth;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Printable;
import org.pop3spec.net.Received;
import org.pop3spec.net.ServerFlight;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.result.Observation;
import org.pop3spec.scenario.Expectation;
import org.pop3spec.scenario.Expectation.Outcome;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.LineMatcher;
import org.pop3spec.scenario.LinePattern;
import org.pop3spec.scenario.Protocol;
import org.pop3spec.scenario.StatusLine;

/** Holds expectations against what a server does. Changes nothing but the connection's place in what was received. */
final class Expecting {
    private static final int SHOWN = 2048;
    private static final int MOST_MESSAGES = 1_000_000;
    /** How a TLS record with an alert begins (RFC 8446 section 5.1). */
    /** Only the answers to these may have further text after what the specification asks for. */
    private static final Set<String> GOES_ON = Set.of("STAT", "LIST", "LAST");

    private static final String TLS_ALERT = "\u0015\u0003";

    private final Expressions expressions;
    private final Variables variables;
    private final KnownMessages messages;
    private final TlsSettings tls;

    /** @param tls how servers' certificates are judged */
    Expecting(Expressions expressions, Variables variables, KnownMessages messages, TlsSettings tls) {
        this.expressions = expressions;
        this.variables = variables;
        this.messages = messages;
        this.tls = tls;
    }

    /** Reads until the expectation is met or can't be any more. */
    Reading read(Dialogue dialogue, Expectation expectation, Deadline deadline) throws InterruptedException {
        Connection connection = dialogue.connection();
        if (expectation instanceof Expectation.Status status) {
            return status(dialogue, status, deadline);
        } else if (expectation instanceof Expectation.Line line) {
            return line(dialogue, line.pattern(), deadline);
        } else if (expectation instanceof Expectation.EachLine each) {
            return eachLine(dialogue, each.pattern(), deadline);
        } else if (expectation instanceof Expectation.SomeLine some) {
            return someLine(connection, some.pattern(), deadline);
        } else if (expectation instanceof Expectation.Lines lines) {
            return anyLines(connection, lines.name(), deadline);
        } else if (expectation instanceof Expectation.MessageText text) {
            return message(connection, text, deadline);
        } else if (expectation instanceof Expectation.Octets octets) {
            return octets(connection, octets, deadline);
        } else if (expectation instanceof Expectation.Frame frame) {
            return named(frame.name(), "a frame", Sendauth.frame(connection, deadline));
        } else if (expectation instanceof Expectation.Flight flight) {
            return flight(connection, flight.name(), deadline);
        } else if (expectation instanceof Expectation.Close) {
            return close(connection, false, deadline);
        } else if (expectation instanceof Expectation.CloseNotify) {
            return close(connection, true, deadline);
        }
        return silence(connection, deadline);
    }

    private Reading octets(Connection connection, Expectation.Octets wanted, Deadline deadline)
            throws InterruptedException {
        int most = connection.limits().answerOctets();
        int count = expressions.integer(wanted.count(), variables, 0, Integer.MAX_VALUE);
        return count > most
                ? new Reading.Beyond("the answer is larger than this harness takes")
                : named(wanted.name(), count + " octets", connection.octets(count, deadline));
    }

    private static Reading named(String name, String expected, Received received) {
        return received instanceof Received.Octets came
                ? Reading.Met.octets(Map.of(name, came.octets()))
                : instead("expected " + expected, expected, received);
    }

    private Reading flight(Connection connection, String name, Deadline deadline) throws InterruptedException {
        ServerFlight flight = ServerFlight.read(connection, deadline);
        return flight instanceof ServerFlight.Unclear unclear && unclear.late()
                ? new Reading.NotMet(
                        "expected what answers a ClientHello; " + unclear.how(),
                        "a ServerHello, an alert or the connection closed",
                        "",
                        false,
                        true)
                : Reading.Met.octets(Map.of(
                        name, Handshake.words(flight, tls, connection.endpoint().host())));
    }

    private Reading status(Dialogue dialogue, Expectation.Status wanted, Deadline deadline)
            throws InterruptedException {
        Received received = dialogue.connection().line(deadline);
        String expected = describe(wanted);
        if (!(received instanceof Received.Line line)) {
            return withoutLine(wanted, received, expected);
        }
        if (line.terminator() == Received.Terminator.NONE && wanted.accepted().contains(Outcome.CLOSE)) {
            return Reading.Met.PLAIN;
        }
        Protocol protocol = dialogue.protocol();
        Optional<Reading> malformed = malformed(protocol, line, expected);
        if (malformed.isPresent()) {
            return malformed.get();
        }
        Optional<StatusLine> status = StatusLine.of(protocol, line.octets());
        if (status.isEmpty()) {
            return notMet(
                    "expected " + expected + ", got a line without status indicator (" + protocol.document() + "): ",
                    expected,
                    line.octets());
        }
        if (!wanted.accepted().contains(status.get().indicator())) {
            return notMet("expected " + expected + ", got ", expected, line.octets());
        }
        return statusText(dialogue, wanted, status.get(), line.octets(), expected);
    }

    private Reading statusText(
            Dialogue dialogue, Expectation.Status wanted, StatusLine status, String line, String expected) {
        String word = status.indicator().word();
        String text = status.text();
        Optional<String> code = wanted.responseCode();
        if (code.isPresent() && !carries(text, code.get())) {
            return notMet("the response code is not [" + code.get() + "]: ", expected, line);
        }
        Map<String, Object> captures = Map.of();
        Optional<Observation> note = Optional.empty();
        if (wanted.text().isPresent()) {
            LineMatcher matcher = LineMatcher.of(wanted.text().get(), expressions, variables);
            boolean number = status.indicator() == Outcome.COUNT || status.indicator() == Outcome.LENGTH;
            boolean mayGoOn = number || GOES_ON.contains(dialogue.nextCommand());
            Optional<LineMatcher.Match> match = mayGoOn ? matcher.matchWithTrailingText(text) : matcher.match(text);
            if (match.isEmpty()) {
                return notMet("the text after " + word + " is not as expected: ", word + " " + matcher.shown(), line);
            }
            captures = match.get().captures();
            if (match.get().trailingText() && !number) {
                note = Optional.of(trailing(dialogue.nextCommand()));
            }
        }
        return new Reading.Met(captures, Optional.of(status.indicator()), text, note, false);
    }

    /** Whether a text begins with that response code, or with one that says more of the same (RFC 2449 section 8). */
    static boolean carries(String text, String code) {
        String upper = text.toUpperCase(Locale.ROOT);
        String begun = "[" + code.toUpperCase(Locale.ROOT);
        return upper.startsWith(begun + "]") || (upper.startsWith(begun + "/") && upper.indexOf(']') > 0);
    }

    private static Observation trailing(String command) {
        return new Observation("text-after-" + command.toLowerCase(Locale.ROOT), "the answer goes on after a blank");
    }

    private static Reading withoutLine(Expectation.Status wanted, Received received, String expected) {
        boolean ended = received instanceof Received.Closed || received instanceof Received.Reset;
        if (ended && wanted.accepted().contains(Outcome.CLOSE)) {
            return closed(received);
        }
        if (received instanceof Received.TimedOut late
                && late.soFar().isEmpty()
                && wanted.accepted().contains(Outcome.SILENCE)) {
            return Reading.Met.PLAIN;
        }
        return instead("expected " + expected, expected, received);
    }

    private Reading line(Dialogue dialogue, LinePattern pattern, Deadline deadline) throws InterruptedException {
        LineMatcher matcher = LineMatcher.of(pattern, expressions, variables);
        Received received = dialogue.connection().line(deadline);
        String expected = matcher.shown();
        if (!(received instanceof Received.Line line)) {
            return instead("expected a line", expected, received);
        }
        Optional<Reading> malformed = malformed(dialogue.protocol(), line, expected);
        if (malformed.isPresent()) {
            return malformed.get();
        }
        boolean mayGoOn = pattern instanceof LinePattern.Composed
                && !expected.equals(".")
                && dialogue.command().equals("LIST");
        Optional<LineMatcher.Match> match =
                mayGoOn ? matcher.matchWithTrailingText(line.octets()) : matcher.match(line.octets());
        if (match.isEmpty()) {
            return notMet("the line is not as expected: ", expected, line.octets());
        }
        Optional<Observation> note =
                match.get().trailingText() ? Optional.of(trailing(dialogue.command())) : Optional.empty();
        boolean ended = line.octets().equals(".");
        Optional<StatusLine> status =
                dialogue.statusDue() ? StatusLine.of(dialogue.protocol(), line.octets()) : Optional.empty();
        return new Reading.Met(
                match.get().captures(),
                status.map(StatusLine::indicator),
                status.map(StatusLine::text).orElse(""),
                note,
                ended);
    }

    private Reading eachLine(Dialogue dialogue, LinePattern pattern, Deadline deadline) throws InterruptedException {
        MultiLine.Result result = MultiLine.lines(dialogue.connection(), deadline);
        LineMatcher matcher = LineMatcher.of(pattern, expressions, variables);
        if (!(result instanceof MultiLine.Whole whole)) {
            return cut((MultiLine.Cut) result, "lines like " + matcher.shown() + " up to a line with only a dot");
        }
        boolean mayGoOn =
                pattern instanceof LinePattern.Composed && dialogue.command().equals("LIST");
        Map<String, Object> lists = new LinkedHashMap<>();
        names(pattern).forEach(name -> lists.put(name, new ArrayList<>()));
        Optional<Observation> note = Optional.empty();
        for (int i = 0; i < whole.lines().size(); i++) {
            String line = whole.lines().get(i);
            Optional<LineMatcher.Match> match = mayGoOn ? matcher.matchWithTrailingText(line) : matcher.match(line);
            if (match.isEmpty()) {
                return notMet("line " + (i + 1) + " of the answer is not as expected: ", matcher.shown(), line);
            }
            if (match.get().trailingText()) {
                note = Optional.of(trailing(dialogue.command()));
            }
            match.get().captures().forEach((name, value) -> append(lists.get(name), value));
        }
        return Reading.Met.toTheEnd(lists, note);
    }

    @SuppressWarnings("unchecked") // the lists were made a few lines above, as lists of objects
    private static void append(Object list, Object value) {
        ((List<Object>) list).add(value);
    }

    private static List<String> names(LinePattern pattern) {
        if (pattern instanceof LinePattern.Regex regex) {
            return regex.groups();
        }
        return ((LinePattern.Composed) pattern)
                .parts().stream()
                        .filter(LinePattern.Capture.class::isInstance)
                        .map(part -> ((LinePattern.Capture) part).name())
                        .toList();
    }

    private Reading someLine(Connection connection, LinePattern pattern, Deadline deadline)
            throws InterruptedException {
        MultiLine.Result result = MultiLine.lines(connection, deadline);
        LineMatcher matcher = LineMatcher.of(pattern, expressions, variables);
        if (!(result instanceof MultiLine.Whole whole)) {
            return cut(
                    (MultiLine.Cut) result, "lines, one of them " + matcher.shown() + ", up to a line with only a dot");
        }
        for (String line : whole.lines()) {
            Optional<LineMatcher.Match> match = matcher.match(line);
            if (match.isPresent()) {
                return Reading.Met.toTheEnd(match.get().captures(), Optional.empty());
            }
        }
        String lines = String.join("\r\n", whole.lines());
        return new Reading.NotMet(
                "none of the " + whole.lines().size() + " lines of the answer is " + Printable.line(matcher.shown()),
                matcher.shown(),
                bounded(lines),
                true,
                false);
    }

    private static Reading anyLines(Connection connection, Optional<String> name, Deadline deadline)
            throws InterruptedException {
        MultiLine.Result result = MultiLine.lines(connection, deadline);
        if (!(result instanceof MultiLine.Whole whole)) {
            return cut((MultiLine.Cut) result, "lines up to a line with only a dot");
        }
        if (name.isEmpty()) {
            return Reading.Met.toTheEnd(Map.of(), Optional.empty());
        }
        List<String> unstuffed = whole.lines().stream()
                .map(line -> line.startsWith(".") ? line.substring(1) : line)
                .toList();
        return Reading.Met.toTheEnd(Map.of(name.get(), unstuffed), Optional.empty());
    }

    private Reading message(Connection connection, Expectation.MessageText wanted, Deadline deadline)
            throws InterruptedException {
        MultiLine.Result result = MultiLine.text(connection, deadline);
        if (!(result instanceof MultiLine.Text text)) {
            return cut((MultiLine.Cut) result, "a message up to a line with only a dot");
        }
        int bare = bareLineFeed(text.octets());
        if (bare >= 0) {
            String around = text.octets().substring(Math.max(0, bare - 60), bare + 1);
            return new Reading.NotMet(
                    "a line of the message ends with LF alone, RFC 1939 section 3 asks for CR LF",
                    "lines that end with CR LF",
                    around,
                    true,
                    false);
        }
        if (wanted.number().isPresent()) {
            int number = expressions.integer(wanted.number().get(), variables, 1, MOST_MESSAGES);
            Optional<KnownMessages.Mismatch> difference = wanted.bodyLines().isPresent()
                    ? messages.topDifference(
                            number,
                            expressions.integer(wanted.bodyLines().get(), variables, 0, Integer.MAX_VALUE),
                            text.octets())
                    : messages.difference(number, text.octets());
            if (difference.isPresent()) {
                KnownMessages.Mismatch mismatch = difference.get();
                return new Reading.NotMet(
                        "message " + number + " is not what was delivered: " + mismatch.where(),
                        bounded(mismatch.expected()),
                        bounded(mismatch.received()),
                        true,
                        false);
            }
        }
        Map<String, Object> captures = wanted.name()
                .<Map<String, Object>>map(name -> Map.of(name, text.octets()))
                .orElse(Map.of());
        return Reading.Met.toTheEnd(captures, Optional.empty());
    }

    private static int bareLineFeed(String octets) {
        for (int at = octets.indexOf('\n'); at >= 0; at = octets.indexOf('\n', at + 1)) {
            if (at == 0 || octets.charAt(at - 1) != '\r') {
                return at;
            }
        }
        return -1;
    }

    private static Reading close(Connection connection, boolean notified, Deadline deadline)
            throws InterruptedException {
        if (!connection.happens(deadline)) {
            return new Reading.NotMet(
                    "the server has not closed the connection", "the connection closed", "", false, true);
        }
        if (!connection.encrypted() && connection.unread().startsWith(TLS_ALERT)) {
            // the other side of a handshake that failed says so before it closes
            connection.skipUnread();
            return close(connection, notified, deadline);
        }
        Optional<Received> ended = connection.ended();
        if (ended.isPresent()) {
            return notified ? notified(ended.get()) : closed(ended.get());
        }
        String octets = connection.unread();
        return new Reading.NotMet(
                "expected the connection to be closed, got " + quoted(octets),
                "the connection closed",
                octets,
                true,
                false);
    }

    private static Reading closed(Received how) {
        Optional<Observation> note = how instanceof Received.Reset
                ? Optional.of(new Observation("close-by-reset", "the server closes with a reset"))
                : Optional.empty();
        return new Reading.Met(Map.of(), Optional.empty(), "", note, false);
    }

    private static Reading notified(Received how) {
        if (how instanceof Received.Closed end && end.properly()) {
            return Reading.Met.PLAIN;
        }
        // a reset may have overtaken it
        boolean certain = how instanceof Received.Closed;
        return new Reading.NotMet(
                "the server ended the connection without close_notify", "close_notify", "", certain, false);
    }

    private static Reading silence(Connection connection, Deadline deadline) throws InterruptedException {
        if (!connection.happens(deadline)) {
            return Reading.Met.PLAIN;
        }
        Optional<Received> ended = connection.ended();
        if (ended.isPresent()) {
            return instead("expected silence", "silence", ended.get());
        }
        String octets = connection.unread();
        return new Reading.NotMet("expected silence, got " + quoted(octets), "silence", octets, true, false);
    }

    private static Optional<Reading> malformed(Protocol protocol, Received.Line line, String expected) {
        return switch (line.terminator()) {
            case CRLF -> Optional.empty();
            case LF ->
                protocol.asksForCrlf() ? Optional.of(bareLineFeedEnds(protocol, line, expected)) : Optional.empty();
            case NONE ->
                Optional.of(new Reading.NotMet(
                        "the connection was closed in the middle of a line", expected, line.octets(), false, false));
        };
    }

    private static Reading bareLineFeedEnds(Protocol protocol, Received.Line line, String expected) {
        return new Reading.NotMet(
                "the line ends with LF alone, " + protocol.document() + " asks for CR LF",
                expected,
                line.octets() + "\n",
                true,
                false);
    }

    private static Reading notMet(String message, String expected, String line) {
        return new Reading.NotMet(message + quoted(line), expected, bounded(line), true, false);
    }

    private static Reading cut(MultiLine.Cut cut, String expected) {
        String begun = cut.lines() == 0 ? "the answer" : "after " + cut.lines() + " lines the answer";
        if (cut.received() instanceof Received.Line line) {
            return malformed(Protocol.POP3, line, expected)
                    .orElseGet(() -> notMet(begun + " did not end: ", expected, line.octets()));
        }
        if (cut.received() instanceof Received.TooLong) {
            return new Reading.Beyond("the answer is larger than this harness takes");
        }
        return instead(begun + " did not end", expected, cut.received());
    }

    /** Something that is no line came instead. */
    private static Reading instead(String message, String expected, Received received) {
        if (received instanceof Received.TimedOut late) {
            String soFar =
                    late.soFar().isEmpty() ? "nothing came in time" : "only this came in time: " + quoted(late.soFar());
            return new Reading.NotMet(message + "; " + soFar, expected, late.soFar(), false, true);
        } else if (received instanceof Received.Closed) {
            return new Reading.NotMet(message + "; the server closed the connection", expected, "", false, false);
        } else if (received instanceof Received.Reset) {
            return new Reading.NotMet(message + "; the connection was reset", expected, "", false, false);
        } else if (received instanceof Received.TooLong big) {
            return new Reading.NotMet(
                    message + "; more than " + big.limit() + " octets came without end",
                    expected,
                    big.start(),
                    true,
                    false);
        } else if (received instanceof Received.TlsFailed tls) {
            return new Reading.NotMet(message + "; " + tls.message(), expected, "", false, false);
        } else if (received instanceof Received.LayerFailed layer) {
            return new Reading.NotMet(message + "; " + layer.message(), expected, "", true, false);
        }
        return new Reading.NotMet(message, expected, "", true, false);
    }

    static String quoted(String octets) {
        return "\"" + Printable.line(octets) + "\"";
    }

    private static String bounded(String octets) {
        return Printable.beginning(octets, SHOWN);
    }

    private static String describe(Expectation.Status status) {
        String code =
                status.responseCode().map(c -> " with the code [" + c + "]").orElse("");
        return status.accepted().stream()
                        .map(outcome -> switch (outcome) {
                            case OK -> "a positive status line (+OK)";
                            case ERR -> "a negative status line (-ERR)";
                            case CONTINUATION -> "a continuation (+)";
                            case SUCCESS -> "a positive status line (+)";
                            case FAILURE -> "a negative status line (-)";
                            case COUNT -> "a count (#)";
                            case LENGTH -> "a length (=)";
                            case CLOSE -> "the connection closed";
                            case SILENCE -> "no answer";
                        })
                        .collect(Collectors.joining(" or "))
                + code;
    }
}
