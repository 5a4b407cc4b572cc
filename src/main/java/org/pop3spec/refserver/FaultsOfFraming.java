package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.DIGITS;
import static org.pop3spec.refserver.Deviations.admitted;
import static org.pop3spec.refserver.Deviations.alsoFound;
import static org.pop3spec.refserver.Deviations.alsoSent;
import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.greeting;
import static org.pop3spec.refserver.Deviations.number;
import static org.pop3spec.refserver.Deviations.reading;
import static org.pop3spec.refserver.Deviations.refused;
import static org.pop3spec.refserver.Deviations.servedBeforeLogin;
import static org.pop3spec.refserver.Deviations.statusLine;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.toAll;
import static org.pop3spec.refserver.Deviations.toUnknown;
import static org.pop3spec.refserver.Deviations.tornApart;
import static org.pop3spec.refserver.Deviations.understood;
import static org.pop3spec.refserver.Deviations.unknownUnlessUpper;
import static org.pop3spec.refserver.Deviations.within;
import static org.pop3spec.refserver.Deviations.withoutNumber;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The faults in the greeting, in status lines and command lines, in message-numbers, and in what each state allows, RFC 1939 sections 3 and 4. */
final class FaultsOfFraming {
    private FaultsOfFraming() {}

    static List<Fault> all() {
        return Stream.of(greetings(), statusLines(), commandLines(), numbers(), states())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Fault> greetings() {
        return List.of(
                must(
                                "greeting-missing",
                                "RFC1939#4",
                                "The server waits for the client to speak first",
                                greeting((session, right) -> ""))
                        .wideBecause("every session begins with the greeting"),
                must(
                                "greeting-sometimes-missing",
                                "RFC1939#4",
                                "Every fourth connection is not greeted",
                                greeting((session, right) -> session.serial() % 4 == 0 ? "" : right))
                        .wideBecause("a fourth of all sessions has no greeting"),
                must(
                                "greeting-in-lower-case",
                                "RFC1939#3",
                                "The greeting begins with +ok",
                                greeting((session, right) -> right.replace("+OK", "+ok")))
                        .wideBecause(
                                "the greeting is read where a scenario looks at it, and where it opens a connection by hand"),
                must(
                                "greeting-without-carriage-return",
                                "RFC1939#3",
                                "The greeting ends with a bare LF",
                                greeting((session, right) -> right.replace("\r", "")))
                        .wideBecause(
                                "the greeting is read where a scenario looks at it, and where it opens a connection by hand"),
                must(
                                "greeting-of-two-lines",
                                "RFC1939#4",
                                "A second line follows the greeting",
                                greeting((session, right) -> right + "+OK all mail is logged\r\n"))
                        .wideBecause("the second line is taken for the answer to the first command of every session"),
                must(
                                "greeting-goes-on",
                                "RFC1939#4",
                                "A client that does not speak within 150 ms gets a second greeting",
                                whenSilent((session, said) -> said == 0 ? "+OK Are you there?\r\n" : ""))
                        .wideBecause(
                                "the line behind the greeting is taken for the answer to the first command, wherever a connection is opened to say one"),
                must(
                        "greeting-too-long",
                        "RFC1939#3",
                        "The greeting has 600 octets",
                        greeting((session, right) -> right.replace("+OK ", "+OK " + "~".repeat(560) + " "))),
                must(
                        "greeting-in-broken-brackets",
                        "RFC2449#6.4 RESP-CODES",
                        "The greeting's text begins with a bracket that is not closed",
                        greeting((session, right) -> right.replace("+OK ", "+OK [welcome "))),
                should(
                        "greeting-with-stray-angle-bracket",
                        "RFC2449#3",
                        "The greeting has angle brackets around something else than a timestamp",
                        greeting((session, right) -> right.replace("+OK ", "+OK <welcome> "))),
                should(
                        "greeting-with-eight-bit-octets",
                        "RFC2449#3",
                        "The greeting has octets above 127",
                        greeting((session, right) -> right.replace("ready", "r\u00e9ady"))),
                must(
                        "greeting-with-code-of-a-failure",
                        "RFC2449#8.1.2 IN-USE",
                        "The greeting carries the response code IN-USE",
                        greeting((session, right) -> right.replace("+OK ", "+OK [IN-USE] "))));
    }

    /** Says something unasked to a client that was silent for 150 ms; given how many commands it had sent before. */
    private static UnaryOperator<Conduct> whenSilent(Chatter chatter) {
        Map<Pop3Session, AtomicInteger> commands = Collections.synchronizedMap(new WeakHashMap<>());
        return reading((session, in, right) -> {
            int said =
                    commands.computeIfAbsent(session, s -> new AtomicInteger()).getAndIncrement();
            if (!session.connection().hasInputWithin(Duration.ofMillis(150))) {
                Conduct.write(session.connection().out(), chatter.after(session, said));
                session.connection().out().flush();
            }
            return right.get();
        });
    }

    @FunctionalInterface
    private interface Chatter {
        String after(Pop3Session session, int commands);
    }

    private static List<Fault> statusLines() {
        return List.of(
                must(
                                "status-in-lower-case",
                                "RFC1939#3",
                                "Status indicators are written in lower case once the greeting is sent",
                                statusLine(
                                        toAll(),
                                        right -> right.replaceFirst("\\+OK", "+ok")
                                                .replaceFirst("-ERR", "-err")))
                        .wideBecause("every answer has a status indicator"),
                must(
                                "goodbye-in-lower-case",
                                "RFC1939#3",
                                "QUIT is answered with +ok",
                                statusLine(to("QUIT"), right -> right.replace("+OK", "+ok")))
                        .wideBecause(
                                "sessions that mean to remove messages, or whose end matters, read the answer to QUIT"),
                must(
                                "unknown-command-error-in-lower-case",
                                "RFC1939#3",
                                "Unknown commands are answered with -err",
                                statusLine(toUnknown(), right -> right.replace("-ERR", "-err")))
                        .wideBecause(
                                "unknown commands are how a scenario sees that a server refuses at all, and that the session goes on"),
                must(
                                "status-without-blank",
                                "RFC1939#3",
                                "In the answer to NOOP no blank separates the indicator from the text",
                                statusLine(to("NOOP"), right -> right.replace("+OK", "+OKdone")))
                        .wideBecause("NOOP is how scenarios see that the session goes on and stands where it should"),
                must(
                                "status-without-carriage-return",
                                "RFC1939#3",
                                "The answer to NOOP ends with a bare LF",
                                statusLine(to("NOOP"), right -> right.replace("\r", "")))
                        .wideBecause("NOOP is how scenarios see that the session goes on and stands where it should"),
                must(
                        "stat-line-too-long",
                        "RFC1939#3",
                        "The answer to STAT has more than 512 octets",
                        success(to("STAT"), (s, c, right) -> right.withText(right.text() + " " + "~".repeat(520)))),
                must(
                        "help-without-status-indicator",
                        "RFC1939#3",
                        "HELP is answered by the names of commands, without a status indicator",
                        statusLine(to("HELP"), right -> "STAT LIST RETR DELE NOOP RSET QUIT\r\n")),
                must(
                        "unknown-command-echoed",
                        "RFC1939#3",
                        "The answer to an unknown command repeats it three times, beyond 512 octets when it is long",
                        failure(
                                toUnknown(),
                                (s, c, right) -> right.withText("Unknown: "
                                        + (c.keyword() + " " + c.rest().orElse("") + " ").repeat(3)))),
                must(
                        "user-name-echoed",
                        "RFC2449#4",
                        "The answer to USER repeats the name three times, beyond 512 octets when it is long",
                        success(
                                to("USER"),
                                (s, c, right) -> right.withText((c.argument(0) + " ").repeat(3) + "it is"))),
                should(
                        "error-text-in-eight-bit",
                        "RFC2449#3",
                        "The answer to an unknown command has octets above 127",
                        failure(toUnknown(), (s, c, right) -> right.withText("Unbekannter Schl\u00fcssel"))),
                must(
                                "noop-answered-twice",
                                "RFC1939#3",
                                "NOOP gets two answers",
                                alsoSent(to("NOOP"), (command, reply) -> "+OK\r\n"))
                        .wideBecause("NOOP is how scenarios see that the session goes on and stands where it should"),
                must(
                                "unknown-command-answered-twice",
                                "RFC1939#3",
                                "Unknown commands get two answers",
                                alsoSent(toUnknown(), (command, reply) -> "-ERR Try HELP\r\n"))
                        .wideBecause(
                                "unknown commands are how a scenario sees that a server refuses at all, and that the session goes on"),
                must(
                        "surplus-argument-answered-twice",
                        "RFC1939#3",
                        "Surplus arguments get an error, and the command is answered too",
                        alsoSent(
                                to("NOOP", "STAT"),
                                (command, reply) -> command.arguments().isEmpty() ? "" : "+OK\r\n")),
                must(
                        "two-blanks-answered-twice",
                        "RFC1939#3",
                        "A second blank behind the keyword gets an answer of its own",
                        alsoSent(
                                toAll(),
                                (command, reply) ->
                                        command.rest().orElse("").startsWith(" ") ? "-ERR Blank ignored\r\n" : "")),
                must(
                                "server-speaks-unasked",
                                "RFC1939#3",
                                "A client that is silent for 150 ms after a command gets a line of news",
                                whenSilent((session, said) -> said > 0 ? "+OK No news\r\n" : ""))
                        .wideBecause(
                                "the news stand wherever a scenario looks for silence or waits between two commands"),
                must(
                                "refused-retr-has-a-terminator",
                                "RFC1939#3",
                                "A refused RETR is followed by a terminating dot",
                                alsoSent(to("RETR"), (command, reply) -> reply.positive() ? "" : ".\r\n"))
                        .wideBecause(
                                "refusals are provoked by this command in many places, and the dot stands before the next answer"),
                must(
                                "refused-list-has-a-terminator",
                                "RFC1939#3",
                                "A refused LIST is followed by a terminating dot",
                                alsoSent(to("LIST"), (command, reply) -> reply.positive() ? "" : ".\r\n"))
                        .wideBecause(
                                "refusals are provoked by this command in many places, and the dot stands before the next answer"),
                must(
                                "line-behind-the-terminator",
                                "RFC1939#3",
                                "A line follows the dot that ends a scan listing",
                                alsoSent(withoutNumber("LIST"), (command, reply) -> "+OK End of list\r\n"))
                        .wideBecause("every client, and whoever compares sizes, reads the scan listing"),
                must(
                                "last-of-several-lines",
                                "RFC1939#3",
                                "LAST, which is obsolete, is answered by several lines",
                                answerInstead(to("LAST"), (s, c, right) -> Reply.ok("", Octets.ofLatin1("0\r\n"))))
                        .wideBecause("every scenario on LAST reads its answer, and fetchmail asks for it"));
    }

    /** Commands with that octet somewhere. */
    private static Predicate<Command> with(char octet) {
        return command -> (command.keyword() + command.rest().orElse("")).indexOf(octet) >= 0;
    }

    private static List<Fault> commandLines() {
        return List.of(
                must(
                        "nul-ends-a-command",
                        "RFC2449#4",
                        "A NUL ends a command; what stands behind it is answered as another one",
                        alsoSent(with('\0'), (command, reply) -> "-ERR Unknown command\r\n")),
                must(
                        "escape-not-answered",
                        "RFC2449#4",
                        "A command with the control octet ESC in it gets no answer",
                        answerInstead(with('\u001b'), (session, command, right) -> Reply.none())),
                must(
                        "delete-octet-answered-twice",
                        "RFC2449#4",
                        "A command with the octet DEL in it gets two answers",
                        alsoSent(with('\u007f'), (command, reply) -> "-ERR Invalid octet\r\n")),
                must(
                                "keywords-case-sensitive",
                                "RFC1939#3",
                                "Keywords are recognised in upper case only",
                                unknownUnlessUpper(toAll()))
                        .wideBecause("each command with a scenario on its keyword in lower case notices it"),
                must(
                                "keyword-cut-to-four-letters",
                                "RFC1939#3",
                                "Only the first four letters of a keyword are looked at",
                                understood(command -> command.keyword().length() > 4
                                        ? new Command(
                                                command.keyword().substring(0, 4), command.rest(), command.printable())
                                        : command))
                        .wideBecause("for every command with a keyword of four letters a scenario says a longer one"),
                must(
                        "keyword-abbreviated",
                        "RFC1939#3",
                        "The first three letters of NOOP are enough",
                        understood(command -> command.is("NOO")
                                ? new Command("NOOP", command.rest(), command.printable())
                                : command)),
                must(
                                "unknown-command-accepted",
                                "RFC1939#3",
                                "Unknown commands are answered with +OK",
                                failure(toUnknown(), (session, command, right) -> Reply.ok("Done")))
                        .wideBecause(
                                "unknown commands are how a scenario sees that a server refuses at all, and that the session goes on"),
                must(
                                "unknown-command-not-answered",
                                "RFC1939#3",
                                "Unknown commands get no answer",
                                failure(toUnknown(), (session, command, right) -> Reply.none()))
                        .wideBecause(
                                "unknown commands are how a scenario sees that a server refuses at all, and that the session goes on"),
                must(
                                "unknown-command-ends-the-session",
                                "RFC1939#3",
                                "After login an unknown command closes the connection without an answer",
                                failure(
                                        toUnknown(),
                                        (session, command, right) -> session.state() == TRANSACTION
                                                ? Reply.none().thenDo(Reply.Then.CLOSE)
                                                : right))
                        .wideBecause("scenarios go on behind a command that is not known, to see what came of it"),
                should(
                        "empty-line-ends-the-session",
                        "RFC1939#3",
                        "An empty line closes the connection without an answer",
                        answerInstead(
                                to(""),
                                (session, command, right) -> Reply.none().thenDo(Reply.Then.CLOSE))),
                must(
                        "segment-taken-for-a-command",
                        "RFC1939#3",
                        "What one segment brings is taken for a command, with or without CRLF",
                        tornApart(session -> true)),
                must(
                        "bare-line-feed-hangs",
                        "RFC1939#3",
                        "After a bare LF no command is understood any more",
                        reading((session, in, right) -> {
                            Optional<Line> line = right.get();
                            boolean bare = line.isPresent() && line.get().text().contains("\n");
                            while (bare && line.isPresent()) {
                                line = right.get();
                            }
                            return line;
                        })),
                must(
                        "long-command-refused",
                        "RFC2449#4",
                        "Command lines of more than 100 octets are refused, and their session with them",
                        answerInstead(
                                command -> command.rest().orElse("").length() > 95,
                                (session, command, right) ->
                                        Reply.error("Line too long").thenDo(Reply.Then.CLOSE))),
                must(
                                "long-command-becomes-two",
                                "RFC2449#4",
                                "A command line of 128 octets or more is read as two commands",
                                reading((session, in, right) -> readInPieces(in, 128, right)))
                        .wideBecause("tickets and SASL messages make commands and responses of that length"),
                must(
                                "overlong-line-becomes-several",
                                "RFC2449#4",
                                "What does not fit into 255 octets is read as further commands",
                                reading((session, in, right) -> readInPieces(in, Conduct.LONGEST_COMMAND, right)))
                        .wideBecause("tickets and SASL messages make commands and responses of that length"),
                must(
                        "argument-of-40-characters-closes",
                        "RFC1939#3",
                        "An argument of 40 characters closes the connection",
                        answerInstead(
                                command -> command.rest().orElse("").length() == 40,
                                (session, command, right) -> Reply.none().thenDo(Reply.Then.CLOSE))));
    }

    private static Optional<Line> readInPieces(LineSource in, int limit, Deviations.IoSupplier<Optional<Line>> right)
            throws IOException {
        if (!in.fill()) {
            return Optional.empty();
        }
        int end = in.peek().indexOf("\r\n");
        if (end >= 0 && end + 2 <= limit) {
            return right.get();
        }
        StringBuilder piece = new StringBuilder();
        while (piece.length() < limit && piece.indexOf("\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                return Optional.empty();
            }
            piece.append((char) octet);
        }
        return Optional.of(Line.of(piece.toString().replace("\r\n", "")));
    }

    private static List<Fault> numbers() {
        return List.of(
                must(
                        "number-with-letters-accepted",
                        "RFC1939#3",
                        "1abc is taken for 1",
                        number(argument -> argument.matches("[1-9][0-9]{0,8}[a-z].*")
                                ? OptionalLong.of(Long.parseLong(argument.replaceFirst("[a-z].*", "")))
                                : OptionalLong.empty())),
                must(
                        "word-taken-for-the-first-message",
                        "RFC1939#3",
                        "A word where a number belongs names message 1",
                        number(argument -> argument.matches("[A-Za-z]+") ? OptionalLong.of(1) : OptionalLong.empty())),
                must(
                        "missing-number-taken-for-the-first-message",
                        "RFC1939#3",
                        "RETR, DELE and TOP without arguments act on message 1",
                        understood(command -> command.arguments().isEmpty()
                                ? switch (command.keyword()) {
                                    case "RETR", "DELE" -> command.withArguments("1");
                                    case "TOP" -> command.withArguments("1 0");
                                    default -> command;
                                }
                                : command)),
                must(
                        "zero-names-the-first-message",
                        "RFC1939#4",
                        "Message 0 is message 1",
                        number(argument -> argument.equals("0") ? OptionalLong.of(1) : OptionalLong.empty())),
                must(
                        "minus-sign-ignored",
                        "RFC1939#3",
                        "-1 is taken for 1",
                        number(argument -> argument.matches("-[1-9][0-9]{0,8}")
                                ? OptionalLong.of(-Long.parseLong(argument))
                                : OptionalLong.empty())),
                must(
                                "numbers-wrap-at-32-bits",
                                "RFC1939#3",
                                "4294967297 is taken for 1",
                                alsoFound(
                                        toAll(), (session, command, number) -> within(session, number & 0xffff_ffffL)))
                        .wideBecause(
                                "each command that takes a number has its scenario on numbers that no message has"),
                must(
                        "numbers-wrap-at-64-bits",
                        "RFC1939#3",
                        "18446744073709551617 is taken for 1",
                        number(argument -> DIGITS.matcher(argument).matches() && argument.length() > 18
                                ? OptionalLong.of(new BigInteger(argument).longValue())
                                : OptionalLong.empty())),
                must(
                        "numbers-wrap-at-8-bits",
                        "RFC1939#4",
                        "Message 257 is message 1 to RETR",
                        answerInstead(to("RETR"), (session, command, right) -> {
                            OptionalLong number = command.arguments().size() == 1
                                    ? session.conduct().messageNumber(command.argument(0))
                                    : OptionalLong.empty();
                            return number.isPresent() && number.getAsLong() > 256
                                    ? session.conduct()
                                            .answer(session, command.withArguments("" + number.getAsLong() % 256))
                                    : right.get();
                        })),
                must(
                                "number-beyond-the-last-is-the-last",
                                "RFC1939#5",
                                "A message-number that is too large names the last message",
                                alsoFound(
                                        toAll(),
                                        (session, command, number) ->
                                                number > session.messages().size() && number < 10_000_000
                                                        ? within(
                                                                session,
                                                                session.messages()
                                                                        .size())
                                                        : Optional.empty()))
                        .wideBecause(
                                "each command that takes a number has its scenario on numbers that no message has"));
    }

    private static List<Fault> states() {
        Octets one = Octets.ofLatin1("1 120\r\n");
        Octets message = Octets.ofLatin1("Subject: early\r\n\r\n");
        return List.of(
                must(
                                "stat-before-login",
                                "RFC1939#5 STAT",
                                "STAT is served before login",
                                servedBeforeLogin("STAT", Reply.ok("0 0")))
                        .wideBecause("STAT is how scenarios see that a refused login did not open the maildrop"),
                must(
                                "list-before-login",
                                "RFC1939#5 LIST",
                                "LIST is served before login",
                                servedBeforeLogin("LIST", Reply.ok("", one)))
                        .wideBecause("every way not to log in is followed by every command that needs a login"),
                must(
                                "retr-before-login",
                                "RFC1939#5 RETR",
                                "RETR is served before login",
                                servedBeforeLogin("RETR", Reply.ok("", message)))
                        .wideBecause("every way not to log in is followed by every command that needs a login"),
                must(
                                "dele-before-login",
                                "RFC1939#5 DELE",
                                "DELE is served before login",
                                servedBeforeLogin("DELE", Reply.ok("")))
                        .wideBecause("every way not to log in is followed by every command that needs a login"),
                must(
                        "noop-before-login",
                        "RFC1939#5 NOOP",
                        "NOOP is served before login",
                        servedBeforeLogin("NOOP", Reply.ok(""))),
                must(
                                "rset-before-login",
                                "RFC1939#5 RSET",
                                "RSET is served before login",
                                servedBeforeLogin("RSET", Reply.ok("")))
                        .wideBecause("every way not to log in is followed by every command that needs a login"),
                must(
                                "top-before-login",
                                "RFC1939#7 TOP",
                                "TOP is served before login",
                                servedBeforeLogin("TOP", Reply.ok("", message)))
                        .wideBecause("every way not to log in is followed by every command that needs a login"),
                must(
                                "uidl-before-login",
                                "RFC1939#7 UIDL",
                                "UIDL is served before login",
                                servedBeforeLogin("UIDL", Reply.ok("", one)))
                        .wideBecause("every way not to log in is followed by every command that needs a login"),
                must(
                        "user-after-login",
                        "RFC1939#7 USER",
                        "USER is accepted after login",
                        admitted("USER", TRANSACTION)),
                must(
                        "pass-after-login",
                        "RFC1939#7 PASS",
                        "PASS is accepted after login",
                        answerInstead(
                                to("PASS"),
                                (session, command, right) ->
                                        session.state() == TRANSACTION ? Reply.ok("Welcome again") : right.get())),
                must(
                        "apop-after-login",
                        "RFC1939#7 APOP",
                        "APOP is accepted after login",
                        answerInstead(
                                to("APOP"),
                                (session, command, right) ->
                                        session.state() == TRANSACTION ? Reply.ok("Welcome again") : right.get())),
                must(
                                "noop-missing",
                                "RFC1939#5 NOOP",
                                "NOOP is not implemented",
                                refused(to("NOOP"), session -> session.state() == TRANSACTION))
                        .wideBecause("NOOP is how scenarios see that the session goes on and stands where it should"),
                must("rset-missing", "RFC1939#5 RSET", "RSET is not implemented", refused(to("RSET"), session -> true))
                        .wideBecause("marks are taken back in scenarios on every command that knows marks"),
                must(
                                "refused-command-clears-marks",
                                "RFC1939#3",
                                "A refused command takes back all deletion marks",
                                failure(toAll(), (session, command, right) -> {
                                    session.unmarkAll();
                                    return right;
                                }))
                        .wideBecause(
                                "a mark that outlives a refusal is looked at behind every kind of refusal, and in the session that is played after every way of logging in"),
                must(
                        "noop-clears-marks",
                        "RFC1939#5 NOOP",
                        "NOOP takes back all deletion marks",
                        success(to("NOOP"), (session, command, right) -> {
                            session.unmarkAll();
                            return right;
                        })));
    }
}
