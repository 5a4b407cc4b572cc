package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.admitted;
import static org.pop3spec.refserver.Deviations.alsoFound;
import static org.pop3spec.refserver.Deviations.alsoSent;
import static org.pop3spec.refserver.Deviations.answer;
import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.capabilities;
import static org.pop3spec.refserver.Deviations.digestAlso;
import static org.pop3spec.refserver.Deviations.dropsWhatWaits;
import static org.pop3spec.refserver.Deviations.eachLine;
import static org.pop3spec.refserver.Deviations.everyNumber;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.greeting;
import static org.pop3spec.refserver.Deviations.lineCount;
import static org.pop3spec.refserver.Deviations.lines;
import static org.pop3spec.refserver.Deviations.listed;
import static org.pop3spec.refserver.Deviations.markedFound;
import static org.pop3spec.refserver.Deviations.number;
import static org.pop3spec.refserver.Deviations.passwordAlso;
import static org.pop3spec.refserver.Deviations.reading;
import static org.pop3spec.refserver.Deviations.refused;
import static org.pop3spec.refserver.Deviations.removed;
import static org.pop3spec.refserver.Deviations.servedBeforeLogin;
import static org.pop3spec.refserver.Deviations.sessions;
import static org.pop3spec.refserver.Deviations.size;
import static org.pop3spec.refserver.Deviations.statusLine;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.terminator;
import static org.pop3spec.refserver.Deviations.text;
import static org.pop3spec.refserver.Deviations.timestamp;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.toAll;
import static org.pop3spec.refserver.Deviations.toUnknown;
import static org.pop3spec.refserver.Deviations.understood;
import static org.pop3spec.refserver.Deviations.uniqueId;
import static org.pop3spec.refserver.Deviations.unknownUnlessUpper;
import static org.pop3spec.refserver.Deviations.updatesWhen;
import static org.pop3spec.refserver.Deviations.withNumber;
import static org.pop3spec.refserver.Deviations.within;
import static org.pop3spec.refserver.Deviations.withoutNumber;
import static org.pop3spec.refserver.Deviations.writing;
import static org.pop3spec.refserver.Deviations.written;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every fault there is. Each violates one requirement in one way, so that what a scenario for that requirement says of
 * it can be told from what others say. To add one, add an entry here; the correct server knows nothing of faults.
 */
public final class Faults {
    private Faults() {}

    /** All faults, by subject. */
    public static List<Fault> all() {
        return Stream.of(
                        greetings(),
                        statusLines(),
                        commandLines(),
                        numbers(),
                        states(),
                        userAndPass(),
                        apop(),
                        locks(),
                        stat(),
                        list(),
                        sizes(),
                        retr(),
                        deleAndRset(),
                        quit(),
                        endings(),
                        top(),
                        uidl(),
                        capa(),
                        responseCodes(),
                        pipelining(),
                        tls(),
                        FaultsOfArguments.all(),
                        FaultsOfContent.all(),
                        FaultsOfHistory.all(),
                        FaultsOfMarks.all(),
                        FaultsOfCircumstances.all(),
                        FaultsOfModes.all(),
                        FaultsOfSecurity.all(),
                        FaultsOfTls.all(),
                        FaultsOfDroppedCommands.all(),
                        FaultsOfLogin.all(),
                        FaultsOfLayers.all(),
                        FaultsOfIdentity.all(),
                        FaultsOfExchanges.all(),
                        FaultsOfKerberos.all(),
                        FaultsOfUtf8.all(),
                        FaultsOfNtlm.all(),
                        FaultsOfPop2.all(),
                        FaultsOfPop1.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Weaknesses that no text forbids, and that an audit finds; {@link #all} has none of them. */
    public static List<Fault> weaknesses() {
        return FaultsOfAudits.all();
    }

    /** All that a server can be started with: the faults, and the weaknesses behind them. */
    public static List<Fault> offered() {
        return Stream.concat(all().stream(), weaknesses().stream()).toList();
    }

    /** The fault, or the weakness, with that name. */
    public static Optional<Fault> named(String id) {
        return offered().stream().filter(fault -> fault.id().equals(id)).findFirst();
    }

    // ---------------------------------------------------------------------------------------------- the greeting

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
                        whenSilent((session, said) -> said == 0 ? "+OK Are you there?\r\n" : "")),
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

    // ---------------------------------------------------------------------------------------------- status lines

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

    // --------------------------------------------------------------------------------------------- command lines

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
                                ? new Command(command.keyword().substring(0, 4), command.rest(), command.printable())
                                : command)),
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
                        reading((session, in, right) -> {
                            if (!in.fill() || in.peek().contains("\r\n")) {
                                return right.get();
                            }
                            String piece = in.peek();
                            in.discard();
                            return Optional.of(Line.of(piece));
                        })),
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

    // -------------------------------------------------------------------------------------------------- numbers

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

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

    // --------------------------------------------------------------------------------------------------- states

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
                        servedBeforeLogin("LIST", Reply.ok("", one))),
                must(
                        "retr-before-login",
                        "RFC1939#5 RETR",
                        "RETR is served before login",
                        servedBeforeLogin("RETR", Reply.ok("", message))),
                must(
                        "dele-before-login",
                        "RFC1939#5 DELE",
                        "DELE is served before login",
                        servedBeforeLogin("DELE", Reply.ok(""))),
                must(
                        "noop-before-login",
                        "RFC1939#5 NOOP",
                        "NOOP is served before login",
                        servedBeforeLogin("NOOP", Reply.ok(""))),
                must(
                        "rset-before-login",
                        "RFC1939#5 RSET",
                        "RSET is served before login",
                        servedBeforeLogin("RSET", Reply.ok(""))),
                must(
                        "top-before-login",
                        "RFC1939#7 TOP",
                        "TOP is served before login",
                        servedBeforeLogin("TOP", Reply.ok("", message))),
                must(
                        "uidl-before-login",
                        "RFC1939#7 UIDL",
                        "UIDL is served before login",
                        servedBeforeLogin("UIDL", Reply.ok("", one))),
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
                        })),
                must(
                        "noop-clears-marks",
                        "RFC1939#5 NOOP",
                        "NOOP takes back all deletion marks",
                        success(to("NOOP"), (session, command, right) -> {
                            session.unmarkAll();
                            return right;
                        })));
    }

    // --------------------------------------------------------------------------------------------- USER and PASS

    private static List<Fault> userAndPass() {
        return List.of(
                must(
                        "password-with-a-blank-answered-twice",
                        "RFC1939#7 PASS",
                        "PASS with a blank at the end of its line gets two answers",
                        alsoSent(
                                to("PASS"),
                                (command, reply) ->
                                        command.rest().orElse("").endsWith(" ") ? "-ERR Blank ignored\r\n" : "")),
                should(
                        "password-refused-behind-apop-and-taken",
                        "RFC1939#13",
                        "The PASS that follows a session by APOP is refused, and opens the maildrop",
                        next -> {
                            Set<Account> byDigest = ConcurrentHashMap.newKeySet();
                            return new Deviation(next) {
                                @Override
                                Reply answer(Pop3Session session, Command command) {
                                    Reply right = super.answer(session, command);
                                    if (right.positive() && command.is("APOP")) {
                                        session.account().ifPresent(byDigest::add);
                                    }
                                    boolean turned = right.positive()
                                            && command.is("PASS")
                                            && session.account()
                                                    .filter(byDigest::remove)
                                                    .isPresent();
                                    return turned ? Reply.error("AUTH", "Say APOP") : right;
                                }
                            };
                        }),
                must(
                        "auth-for-protocol-errors",
                        "RFC3206#5",
                        "USER, PASS and AUTH without an argument get the code AUTH",
                        failure(
                                to("USER", "PASS", "AUTH"),
                                (session, command, right) ->
                                        command.arguments().isEmpty() && session.state() == AUTHORIZATION
                                                ? right.withCode("AUTH")
                                                : right)),
                must(
                        "user-without-name-accepted",
                        "RFC1939#7 USER",
                        "USER without a name is accepted",
                        failure(
                                to("USER"),
                                (session, command, right) ->
                                        command.arguments().isEmpty() ? Reply.ok("Go on") : right)),
                should(
                        "user-tells-unknown-names",
                        "RFC1939#13",
                        "USER is refused for names that do not exist",
                        success(
                                to("USER"),
                                (session, command, right) -> session.accounts()
                                                .find(command.argument(0))
                                                .isPresent()
                                        ? right
                                        : Reply.error("No such mailbox"))),
                should(
                        "pass-tells-unknown-names",
                        "RFC1939#13",
                        "PASS is refused in other words for names that do not exist",
                        failure(
                                to("PASS"),
                                (session, command, right) -> session.named()
                                                .flatMap(session.accounts()::find)
                                                .isPresent()
                                        ? right
                                        : right.withText("No such mailbox"))),
                should(
                        "apop-tells-unknown-names",
                        "RFC1939#13",
                        "APOP is refused in other words for names that do not exist",
                        failure(
                                to("APOP"),
                                (session, command, right) -> command.arguments().size() == 2
                                                && session.accounts()
                                                        .find(command.argument(0))
                                                        .isEmpty()
                                        ? right.withText("No such mailbox")
                                        : right)),
                must(
                                "user-opens-the-maildrop",
                                "RFC1939#7 USER",
                                "USER alone opens the maildrop; PASS is asked for and not needed",
                                next -> new Deviation(next) {
                                    @Override
                                    Reply answer(Pop3Session session, Command command) {
                                        Optional<Account> named =
                                                session.named().flatMap(session.accounts()::find);
                                        if (command.is("PASS") && session.state() == TRANSACTION && named.isPresent()) {
                                            return session.conduct()
                                                            .verifies(
                                                                    named.get(),
                                                                    command.rest()
                                                                            .orElse(""))
                                                    ? Reply.ok("Maildrop opened")
                                                    : Reply.error("AUTH", "Login failed");
                                        }
                                        Reply right = super.answer(session, command);
                                        if (command.is("USER") && right.positive()) {
                                            session.accounts()
                                                    .find(command.argument(0))
                                                    .ifPresent(account -> Pop3Commands.open(session, account));
                                        }
                                        return right;
                                    }
                                })
                        .wideBecause(
                                "each scenario that gives a name and then something that is no password sees the maildrop open"),
                must(
                        "pass-without-user-accepted",
                        "RFC1939#7 PASS",
                        "PASS without USER opens the maildrop whose password it is",
                        failure(
                                to("PASS"),
                                (session, command, right) -> session.state() == AUTHORIZATION
                                                && session.named().isEmpty()
                                        ? openByPassword(session, command).orElse(right)
                                        : right)),
                must(
                        "second-pass-accepted",
                        "RFC1939#7 PASS",
                        "After a failed PASS another PASS is accepted without a new USER",
                        failure(to("PASS"), (session, command, right) -> {
                            session.named().ifPresent(session::name);
                            return right;
                        })),
                must(
                        "refused-user-is-kept",
                        "RFC1939#7 PASS",
                        "PASS is accepted after a USER that was refused for lack of a name",
                        failure(to("USER"), (session, command, right) -> {
                            if (session.state() == AUTHORIZATION
                                    && command.arguments().isEmpty()) {
                                session.name(
                                        session.settings().accounts().get(0).name());
                            }
                            return right;
                        })),
                must(
                        "refused-user-blocks-login",
                        "RFC1939#7 USER",
                        "After a USER that was refused no further USER is accepted",
                        blockedAfter("USER", "USER")),
                must(
                        "first-user-counts",
                        "RFC1939#7 USER",
                        "A second USER is accepted, and the name of the first one is kept",
                        failure(to("USER"), (session, command, right) -> {
                            session.named().ifPresent(session::name);
                            return session.named().isPresent() ? Reply.ok("Password, please") : right;
                        })),
                must(
                        "password-of-the-first-user-accepted-for-the-second",
                        "RFC1939#7 PASS",
                        "The password of any account opens the maildrop of any other",
                        next -> new Deviation(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                Reply right = super.answer(session, command);
                                if (!command.is("PASS")
                                        || right.positive()
                                        || right.code().equals("IN-USE")) {
                                    return right;
                                }
                                boolean somebodys = session.settings().accounts().stream()
                                        .anyMatch(account -> account.password()
                                                .equals(command.rest().orElse("")));
                                return session.state() == AUTHORIZATION && somebodys
                                        ? session.named()
                                                .flatMap(session.accounts()::find)
                                                .map(account -> Pop3Commands.open(session, account))
                                                .orElse(right)
                                        : right;
                            }
                        }),
                must(
                                "any-password-accepted",
                                "RFC1939#7 PASS",
                                "Any password opens the maildrop of a user that exists",
                                passwordAlso((right, given) -> true))
                        .wideBecause("each mechanism that has a password has its scenarios on wrong ones"),
                must(
                        "empty-password-accepted",
                        "RFC1939#7 PASS",
                        "PASS without a password opens the maildrop",
                        failure(
                                to("PASS"),
                                (session, command, right) -> session.state() == AUTHORIZATION
                                                && command.rest().orElse("").isEmpty()
                                        ? session.named()
                                                .flatMap(session.accounts()::find)
                                                .map(account -> Pop3Commands.open(session, account))
                                                .orElse(right)
                                        : right)),
                must(
                        "password-in-any-case",
                        "RFC1939#7 PASS",
                        "Passwords are compared without regard to case",
                        passwordAlso(String::equalsIgnoreCase)),
                must(
                        "beginning-of-the-password-accepted",
                        "RFC1939#7 PASS",
                        "The first character of the password is enough",
                        passwordAlso((right, given) -> given.length() == 1 && right.startsWith(given))),
                must(
                        "last-character-of-the-password-ignored",
                        "RFC1939#7 PASS",
                        "A password is accepted without its last character",
                        passwordAlso((right, given) -> given.equals(right.substring(0, right.length() - 1)))),
                should(
                        "password-cut-at-blank",
                        "RFC1939#7 PASS",
                        "What follows a blank in the argument of PASS is ignored",
                        passwordAlso((right, given) -> given.startsWith(right + " "))),
                must(
                        "unknown-user-gets-a-maildrop",
                        "RFC1939#7 PASS",
                        "Any password opens an empty maildrop for a name that does not exist",
                        failure(
                                to("PASS"),
                                (session, command, right) -> session.named()
                                                .filter(name -> session.accounts()
                                                        .find(name)
                                                        .isEmpty())
                                                .isPresent()
                                        ? enterEmptyMaildrop(session, Reply.ok("Maildrop opened"))
                                        : right)),
                must(
                        "failed-pass-enters-transaction",
                        "RFC1939#4",
                        "After a failed PASS the session is in the TRANSACTION state all the same",
                        failure(
                                to("PASS"),
                                (session, command, right) ->
                                        right.code().equals("AUTH") ? enterEmptyMaildrop(session, right) : right)),
                must(
                        "failed-pass-blocks-login",
                        "RFC1939#4",
                        "After a failed PASS no USER is accepted any more",
                        blockedAfter("PASS", "USER")),
                must(
                        "failed-pass-blocks-apop",
                        "RFC1939#7 APOP",
                        "After a failed PASS no APOP is accepted any more",
                        blockedAfter("PASS", "APOP")),
                must(
                        "failed-pass-blocks-capa",
                        "RFC2449#5",
                        "After a failed PASS no CAPA is answered with a list any more",
                        blockedAfter("PASS", "CAPA")),
                must(
                        "failed-pass-blocks-stls",
                        "RFC2595#4 STLS",
                        "After a failed PASS no STLS is accepted any more",
                        blockedAfter("PASS", "STLS")),
                must(
                        "command-behind-user-logs-in",
                        "RFC1939#7 USER",
                        "Any command but PASS and QUIT behind USER opens the maildrop",
                        failure(
                                command -> !to("PASS", "USER", "QUIT").test(command),
                                (session, command, right) -> session.state() == AUTHORIZATION
                                        ? session.named()
                                                .flatMap(session.accounts()::find)
                                                .map(account -> Pop3Commands.open(session, account))
                                                .orElse(right)
                                        : right)),
                must(
                        "quit-behind-user-refused",
                        "RFC1939#7 USER",
                        "Behind USER nothing but PASS is accepted, not even QUIT",
                        answerInstead(
                                to("QUIT"),
                                (session, command, right) ->
                                        session.named().isPresent() ? Reply.error("Password, please") : right.get())),
                must(
                        "pass-behind-another-command-not-checked",
                        "RFC1939#7 PASS",
                        "USER, another command and PASS answer +OK but open nothing",
                        next -> {
                            Set<Pop3Session> distracted = sessions();
                            return new Deviation(next) {
                                @Override
                                Reply answer(Pop3Session session, Command command) {
                                    boolean before = distracted.remove(session);
                                    if (session.named().isPresent()
                                            && !to("PASS", "QUIT").test(command)) {
                                        distracted.add(session);
                                    }
                                    return before && command.is("PASS")
                                            ? Reply.ok("Maildrop opened")
                                            : super.answer(session, command);
                                }
                            };
                        }));
    }

    private static Optional<Reply> openByPassword(Pop3Session session, Command command) {
        return session.settings().accounts().stream()
                .filter(account -> account.password().equals(command.rest().orElse("")))
                .findFirst()
                .map(account -> Pop3Commands.open(session, account));
    }

    static Reply enterEmptyMaildrop(Pop3Session session, Reply reply) {
        session.enterTransaction(
                new Account("nobody", "nothing"),
                new Maildrop(session.settings().limits(), "nobody"));
        return reply;
    }

    /** Once the first command failed, the second is refused in that session. */
    private static UnaryOperator<Conduct> blockedAfter(String failed, String blocked) {
        return next -> {
            Set<Pop3Session> punished = sessions();
            return new Deviation(next) {
                @Override
                Reply answer(Pop3Session session, Command command) {
                    if (command.is(blocked) && punished.contains(session)) {
                        return Reply.error("Not any more");
                    }
                    Reply right = super.answer(session, command);
                    if (command.is(failed) && !right.positive() && session.state() == AUTHORIZATION) {
                        punished.add(session);
                    }
                    return right;
                }
            };
        };
    }

    // ----------------------------------------------------------------------------------------------------- APOP

    private static List<Fault> apop() {
        return List.of(
                should(
                        "timestamp-not-honoured",
                        "RFC2449#6",
                        "The greeting has a timestamp, and APOP is always refused",
                        refused(to("APOP"), session -> true)),
                must(
                        "apop-accepted-without-timestamp",
                        "RFC1939#7 APOP",
                        "The greeting has no timestamp, and APOP takes a digest of the secret alone",
                        next -> digestAlso((timestamp, secret, digest) -> digest.equals(Conduct.digest(secret)))
                                .apply(greeting((session, right) -> right.replace(" " + session.timestamp(), ""))
                                        .apply(next))),
                must(
                        "timestamp-constant",
                        "RFC1939#7 APOP",
                        "Every greeting has the same timestamp",
                        timestamp((session, right) -> "<1896.697170952@pop3spec.invalid>")),
                must(
                        "timestamp-by-the-hour",
                        "RFC1939#7 APOP",
                        "The timestamp tells the hour only, so greetings share it",
                        timestamp((session, right) ->
                                "<" + System.currentTimeMillis() / 3_600_000 + "@pop3spec.invalid>")),
                must(
                        "timestamp-without-domain",
                        "RFC1939#7 APOP",
                        "The timestamp is not a msg-id: nothing stands behind its @",
                        timestamp((session, right) -> right.replaceFirst("@.*", "@>"))),
                must(
                        "timestamp-with-blank",
                        "RFC1939#7 APOP",
                        "The timestamp is not a msg-id: it has a blank in it",
                        timestamp((session, right) -> right.replace("@", " @"))),
                must(
                                "any-digest-accepted",
                                "RFC1939#7 APOP",
                                "Any digest opens the maildrop",
                                digestAlso((timestamp, secret, digest) -> true))
                        .wideBecause("each way in which a digest can be wrong has its scenario"),
                must(
                        "cut-digest-accepted",
                        "RFC1939#7 APOP",
                        "The beginning of the right digest is enough",
                        digestAlso((timestamp, secret, digest) -> digest.length() < 32
                                && Conduct.digest(timestamp + secret).startsWith(digest))),
                must(
                        "digest-with-more-behind-it-accepted",
                        "RFC1939#7 APOP",
                        "What follows the 32 digits of the digest is ignored",
                        digestAlso((timestamp, secret, digest) ->
                                digest.length() > 32 && digest.startsWith(Conduct.digest(timestamp + secret)))),
                must(
                        "last-digit-of-the-digest-ignored",
                        "RFC1939#7 APOP",
                        "The last digit of the digest is not looked at",
                        digestAlso((timestamp, secret, digest) -> digest.length() == 32
                                && Conduct.digest(timestamp + secret).startsWith(digest.substring(0, 31)))),
                must(
                        "digest-of-the-secret-accepted",
                        "RFC1939#7 APOP",
                        "A digest of the secret alone is accepted",
                        digestAlso((timestamp, secret, digest) -> digest.equals(Conduct.digest(secret)))),
                must(
                        "digest-of-secret-and-timestamp-accepted",
                        "RFC1939#7 APOP",
                        "A digest over the secret, and then the timestamp, is accepted",
                        digestAlso((timestamp, secret, digest) -> digest.equals(Conduct.digest(secret + timestamp)))),
                must(
                        "second-half-of-the-digest-accepted",
                        "RFC1939#7 APOP",
                        "Only the second half of a digest is compared",
                        digestAlso((timestamp, secret, digest) -> digest.length() == 32
                                && Conduct.digest(timestamp + secret).endsWith(digest.substring(16)))),
                must(
                        "secret-in-place-of-the-digest-accepted",
                        "RFC1939#7 APOP",
                        "The secret is accepted as its own digest",
                        digestAlso((timestamp, secret, digest) -> digest.equals(secret))),
                must(
                        "digest-of-the-timestamp-accepted",
                        "RFC1939#7 APOP",
                        "A digest of the timestamp alone is accepted",
                        digestAlso((timestamp, secret, digest) -> digest.equals(Conduct.digest(timestamp)))),
                must(
                        "digest-without-brackets-accepted",
                        "RFC1939#7 APOP",
                        "A digest over the timestamp without its angle brackets is accepted too",
                        digestAlso((timestamp, secret, digest) ->
                                digest.equals(Conduct.digest(timestamp.replaceAll("[<>]", "") + secret)))),
                must(
                        "digest-without-brackets-wanted",
                        "RFC1939#7 APOP",
                        "The digest is computed over the timestamp without its angle brackets",
                        next -> new Deviation(next) {
                            @Override
                            boolean verifiesDigest(Pop3Session session, Account account, String digest) {
                                return digest.equals(Conduct.digest(
                                        session.timestamp().replaceAll("[<>]", "") + account.password()));
                            }
                        }),
                must(
                        "replayed-digest-accepted",
                        "RFC1939#7 APOP",
                        "A digest that opened a maildrop once opens it again",
                        next -> {
                            Set<String> used = ConcurrentHashMap.newKeySet();
                            return new Deviation(next) {
                                @Override
                                boolean verifiesDigest(Pop3Session session, Account account, String digest) {
                                    String key = account.name() + " " + digest;
                                    if (super.verifiesDigest(session, account, digest)) {
                                        used.add(key);
                                        return true;
                                    }
                                    return used.contains(key);
                                }
                            };
                        }),
                must(
                        "digest-by-any-secret-accepted",
                        "RFC1939#7 APOP",
                        "A digest with the secret of another account is accepted",
                        next -> new Deviation(next) {
                            @Override
                            boolean verifiesDigest(Pop3Session session, Account account, String digest) {
                                return session.settings().accounts().stream()
                                        .anyMatch(any -> super.verifiesDigest(session, any, digest));
                            }
                        }),
                must(
                        "apop-for-unknown-user-accepted",
                        "RFC1939#7 APOP",
                        "Any digest opens an empty maildrop for a name that does not exist",
                        failure(
                                to("APOP"),
                                (session, command, right) -> right.code().equals("AUTH")
                                                && session.accounts()
                                                        .find(command.argument(0))
                                                        .isEmpty()
                                        ? enterEmptyMaildrop(session, Reply.ok("Maildrop opened"))
                                        : right)),
                must(
                        "unknown-user-has-an-empty-secret",
                        "RFC1939#7 APOP",
                        "For a name that does not exist the digest is checked with an empty secret",
                        failure(
                                to("APOP"),
                                (session, command, right) -> right.code().equals("AUTH")
                                                && session.accounts()
                                                        .find(command.argument(0))
                                                        .isEmpty()
                                                && command.argument(1).equals(Conduct.digest(session.timestamp()))
                                        ? enterEmptyMaildrop(session, Reply.ok("Maildrop opened"))
                                        : right)),
                must(
                        "apop-without-arguments-accepted",
                        "RFC1939#7 APOP",
                        "APOP without arguments is answered with +OK",
                        failure(
                                to("APOP"),
                                (session, command, right) ->
                                        command.arguments().isEmpty() ? Reply.ok("Go on") : right)),
                must(
                        "apop-without-digest-accepted",
                        "RFC1939#7 APOP",
                        "APOP with a name alone is answered with +OK",
                        failure(
                                to("APOP"),
                                (session, command, right) ->
                                        command.arguments().size() == 1 ? Reply.ok("Go on") : right)),
                must(
                        "failed-apop-enters-transaction",
                        "RFC1939#7 APOP",
                        "After a wrong digest the session is in the TRANSACTION state all the same",
                        failure(
                                to("APOP"),
                                (session, command, right) ->
                                        right.code().equals("AUTH") ? enterEmptyMaildrop(session, right) : right)),
                must(
                        "failed-apop-blocks-apop",
                        "RFC1939#4",
                        "After a wrong digest no APOP is accepted any more",
                        blockedAfter("APOP", "APOP")),
                should(
                        "digest-in-upper-case-not-answered",
                        "RFC1939#7 APOP",
                        "APOP with a digest in upper case gets no answer",
                        failure(
                                to("APOP"),
                                (session, command, right) -> command.arguments().size() == 2
                                                && !command.argument(1)
                                                        .equals(command.argument(1)
                                                                .toLowerCase(Locale.ROOT))
                                        ? Reply.none()
                                        : right)));
    }

    // ---------------------------------------------------------------------------------------- lock and new mail

    private static List<Fault> locks() {
        return List.of(
                must(
                        "lock-not-exclusive",
                        "RFC1939#4",
                        "A second session opens the maildrop and deletes from it",
                        next -> new Deviations.OneViewForAll(next) {
                            @Override
                            boolean lock(Pop3Session session, Maildrop maildrop) {
                                super.lock(session, maildrop);
                                return true;
                            }
                        }),
                must(
                        "lock-refused-and-opened",
                        "RFC1939#4",
                        "A login to a maildrop that is in use is refused, and opens it all the same",
                        failure(to("PASS", "APOP"), (session, command, right) -> {
                            if (right.code().equals("IN-USE")) {
                                session.named()
                                        .flatMap(session.accounts()::find)
                                        .ifPresent(account -> session.enterTransaction(
                                                account, session.accounts().maildrop(account)));
                            }
                            return right;
                        })),
                must(
                        "lock-given-up-at-first-command",
                        "RFC1939#4",
                        "The lock is given up as soon as a command comes",
                        next -> new Deviations.OneViewForAll(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                session.maildrop().ifPresent(maildrop -> maildrop.unlock(session));
                                return super.answer(session, command);
                            }
                        }),
                must(
                        "lock-lingers-after-quit",
                        "RFC1939#6 QUIT",
                        "For half a second after a session without deletions its maildrop can not be opened",
                        lockLingersAfterQuit(false)),
                must(
                        "lock-lingers-after-update",
                        "RFC1939#6 QUIT",
                        "For half a second after deletions were committed the maildrop can not be opened",
                        lockLingersAfterQuit(true)),
                should(
                        "lock-lingers-after-a-drop",
                        "RFC1939#4",
                        "For 40 seconds after a dropped connection the maildrop can not be opened",
                        next -> new Deviations.SlowLock(next, Duration.ofSeconds(40)) {
                            @Override
                            void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                                super.broken(session, maildrop, ending);
                                holdOn(maildrop);
                            }
                        }),
                must(
                        "failed-login-leaves-a-lock",
                        "RFC1939#4",
                        "For a second after a wrong password nobody can open the maildrop",
                        next -> new Deviations.SlowLock(next, Duration.ofSeconds(1)) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                Reply right = super.answer(session, command);
                                if (command.is("PASS") && right.code().equals("AUTH")) {
                                    session.named()
                                            .flatMap(session.accounts()::find)
                                            .map(session.accounts()::maildrop)
                                            .ifPresent(this::holdOn);
                                }
                                return right;
                            }
                        }),
                must(
                        "new-mail-renumbers",
                        "RFC1939#4",
                        "Mail that arrives during a session becomes message 1",
                        eachCommandLooksAgain((before, now) -> {
                            List<StoredMessage> all = new ArrayList<>(now);
                            all.removeAll(before);
                            all.addAll(before);
                            return all;
                        })),
                must(
                        "update-loses-new-mail",
                        "RFC1939#6 QUIT",
                        "An update with deletions also removes what arrived during the session",
                        removed((session, right) -> {
                            if (right.isEmpty()) {
                                return right;
                            }
                            List<StoredMessage> all = new ArrayList<>(
                                    session.maildrop().map(Maildrop::messages).orElse(List.of()));
                            all.removeAll(session.messages());
                            all.addAll(right);
                            return all;
                        })),
                must(
                        "removed-messages-keep-their-numbers",
                        "RFC1939#4",
                        "In the next session the numbers of removed messages are not given to others",
                        Deviations.GhostNumbers::new),
                must(
                        "rset-renumbers",
                        "RFC1939#5 RSET",
                        "RSET reads the maildrop again, in another order",
                        success(to("RSET"), (session, command, right) -> {
                            List<StoredMessage> turned = new ArrayList<>(session.messages());
                            Collections.reverse(turned);
                            session.look(turned);
                            return right;
                        })),
                must(
                                "marks-kept-after-a-drop",
                                "RFC1939#4",
                                "Deletion marks of a dropped session are there in the next one",
                                next -> {
                                    Map<Maildrop, Set<StoredMessage>> kept = new ConcurrentHashMap<>();
                                    return new Deviation(next) {
                                        @Override
                                        void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                                            kept.put(
                                                    maildrop,
                                                    Set.copyOf(session.conduct().toRemove(session)));
                                            super.broken(session, maildrop, ending);
                                        }

                                        @Override
                                        Reply answer(Pop3Session session, Command command) {
                                            Reply right = super.answer(session, command);
                                            if (to("PASS", "APOP").test(command) && right.positive()) {
                                                Set<StoredMessage> marks = session.maildrop()
                                                        .map(kept::remove)
                                                        .orElse(Set.of());
                                                everyNumber(session).stream()
                                                        .filter(number -> marks.contains(session.message(number)))
                                                        .forEach(session::mark);
                                            }
                                            return right;
                                        }
                                    };
                                })
                        .wideBecause(
                                "scenarios that mark a message and hang up leave the mark to those that come behind"));
    }

    private static UnaryOperator<Conduct> lockLingersAfterQuit(boolean withDeletions) {
        return next -> new Deviations.SlowLock(next, Duration.ofMillis(500)) {
            @Override
            boolean update(Pop3Session session, Maildrop maildrop) {
                if (session.conduct().toRemove(session).isEmpty() != withDeletions) {
                    holdOn(maildrop);
                }
                return super.update(session, maildrop);
            }
        };
    }

    @FunctionalInterface
    private interface Look {
        List<StoredMessage> at(List<StoredMessage> before, List<StoredMessage> now);
    }

    private static UnaryOperator<Conduct> eachCommandLooksAgain(Look look) {
        return answerInstead(toAll(), (session, command, right) -> {
            session.maildrop().ifPresent(maildrop -> session.look(look.at(session.messages(), maildrop.messages())));
            return right.get();
        });
    }

    // ----------------------------------------------------------------------------------------------------- STAT

    private static List<Fault> stat() {
        return List.of(
                must(
                                "stat-refused-at-first",
                                "RFC1939#5 STAT",
                                "STAT is refused as the first command behind the login",
                                next -> {
                                    Set<Pop3Session> begun = sessions();
                                    return answerInstead(toAll(), (session, command, right) -> {
                                                boolean first = session.state() == TRANSACTION && begun.add(session);
                                                return first && command.is("STAT")
                                                        ? Reply.error("Not yet")
                                                        : right.get();
                                            })
                                            .apply(next);
                                })
                        .wideBecause("STAT is the first command behind most logins"),
                must(
                                "stat-counts-marked-messages",
                                "RFC1939#5 STAT",
                                "STAT counts messages that are marked as deleted, and their size",
                                listed(to("STAT"), (session, right) -> everyNumber(session)))
                        .wideBecause("the count is looked at wherever messages are marked, removed or put in"),
                must(
                        "stat-size-of-marked-messages",
                        "RFC1939#5 STAT",
                        "The size that STAT tells includes messages that are marked as deleted",
                        success(to("STAT"), (session, command, right) -> {
                            long all = session.messages().stream()
                                    .mapToLong(StoredMessage::size)
                                    .sum();
                            return right.withText(right.text().replaceFirst(" .*", " " + all));
                        })),
                must(
                                "stat-forgets-the-last-message",
                                "RFC1939#5 STAT",
                                "STAT does not count the last message",
                                listed(to("STAT"), (session, right) -> withoutLast(right)))
                        .wideBecause("the count is looked at wherever messages are marked, removed or put in"),
                must(
                        "stat-size-off-by-one",
                        "RFC1939#5 STAT",
                        "STAT tells one octet too many for each message",
                        size(to("STAT"), message -> message.size() + 1)),
                must(
                                "stat-with-two-blanks",
                                "RFC1939#5 STAT",
                                "Two blanks separate count and size in the answer to STAT",
                                success(
                                        to("STAT"),
                                        (s, c, right) ->
                                                right.withText(right.text().replace(" ", "  "))))
                        .wideBecause("STAT is how scenarios see that a maildrop is open, and what is in it"),
                must(
                                "stat-without-size",
                                "RFC1939#5 STAT",
                                "STAT tells the count only",
                                success(
                                        to("STAT"),
                                        (s, c, right) ->
                                                right.withText(right.text().replaceFirst(" .*", ""))))
                        .wideBecause("STAT is how scenarios see that a maildrop is open, and what is in it"),
                must(
                                "stat-with-words",
                                "RFC1939#5 STAT",
                                "The answer to STAT has words in front of its numbers",
                                success(to("STAT"), (s, c, right) -> right.withText("Maildrop: " + right.text())))
                        .wideBecause("STAT is how scenarios see that a maildrop is open, and what is in it"),
                must(
                                "stat-of-an-empty-maildrop-refused",
                                "RFC1939#5 STAT",
                                "STAT is refused when there is no message",
                                refused(
                                        to("STAT"),
                                        session -> session.messages().isEmpty()))
                        .wideBecause("whatever looks at a maildrop that is empty, or was emptied, asks for its count"),
                must(
                        "stat-in-kilooctets",
                        "RFC1939#5 STAT",
                        "STAT tells the size in units of 1024 octets",
                        success(to("STAT"), (session, command, right) -> {
                            String[] words = right.text().split(" ", -1);
                            return right.withText(words[0] + " " + (Long.parseLong(words[1]) + 1023) / 1024);
                        })));
    }

    private static <T> List<T> withoutLast(List<T> all) {
        return all.subList(0, Math.max(0, all.size() - 1));
    }

    // ----------------------------------------------------------------------------------------------------- LIST

    private static List<Fault> list() {
        return List.of(
                must(
                        "list-shows-marked-messages",
                        "RFC1939#5 LIST",
                        "LIST shows messages that are marked as deleted",
                        listed(to("LIST"), (session, right) -> everyNumber(session))),
                must(
                        "list-of-marked-message-served",
                        "RFC1939#5 LIST",
                        "LIST with the number of a marked message is served",
                        markedFound("LIST")),
                must(
                        "list-renumbers-behind-marked-messages",
                        "RFC1939#5 DELE",
                        "LIST numbers the messages that are not marked from 1",
                        lines(withoutNumber("LIST"), all -> {
                            List<String> renumbered = new ArrayList<>();
                            for (String line : all) {
                                renumbered.add(line.replaceFirst("^\\d+", "" + (renumbered.size() + 1)));
                            }
                            return renumbered;
                        })),
                must(
                                "list-forgets-the-last-message",
                                "RFC1939#5 LIST",
                                "LIST does not show the last message",
                                lines(withoutNumber("LIST"), Faults::withoutLast))
                        .wideBecause("clients, and scenarios on what is in the maildrop, go by the scan listing"),
                must(
                                "list-begins-at-zero",
                                "RFC1939#4",
                                "LIST numbers messages from 0",
                                eachLine(
                                        withoutNumber("LIST"),
                                        line -> Long.parseLong(line.replaceFirst(" .*", ""))
                                                - 1
                                                + line.replaceFirst("^\\d+", "")))
                        .wideBecause("clients, and scenarios on what is in the maildrop, go by the scan listing"),
                must(
                                "list-with-two-blanks",
                                "RFC1939#5 LIST",
                                "Two blanks separate number and size in the scan listing",
                                eachLine(withoutNumber("LIST"), line -> line.replace(" ", "  ")))
                        .wideBecause("every client, and whoever compares sizes, reads the scan listing"),
                must(
                                "list-without-terminator",
                                "RFC1939#3",
                                "No dot ends the scan listing",
                                terminator(withoutNumber("LIST"), ""))
                        .wideBecause("every client, and whoever compares sizes, reads the scan listing"),
                must(
                                "list-lines-end-with-line-feed",
                                "RFC1939#3",
                                "The lines of the scan listing end with a bare LF",
                                written(withoutNumber("LIST"), all -> all.replace("\r", "")))
                        .wideBecause("every client, and whoever compares sizes, reads the scan listing"),
                must(
                        "list-of-an-empty-maildrop-refused",
                        "RFC1939#5 LIST",
                        "LIST is refused when there is no message",
                        refused(to("LIST"), session -> session.messages().isEmpty())),
                must(
                        "list-of-many-messages-cut",
                        "RFC1939#5 LIST",
                        "LIST shows 512 messages at most",
                        lines(withoutNumber("LIST"), all -> all.subList(0, Math.min(512, all.size())))),
                must(
                                "list-with-number-of-several-lines",
                                "RFC1939#5 LIST",
                                "LIST with a number answers like LIST without one, with one line",
                                success(
                                        withNumber("LIST"),
                                        (s, c, right) -> Reply.ok("", Octets.ofLatin1(right.text() + "\r\n"))))
                        .wideBecause("LIST with a number is how scenarios learn the size of one message"),
                must(
                                "list-with-number-ignores-it",
                                "RFC1939#5 LIST",
                                "LIST with a number lists all messages",
                                understood(command -> command.is("LIST") ? command.withoutArguments() : command))
                        .wideBecause("LIST with a number is how scenarios learn the size of one message"),
                must(
                                "list-with-number-tells-size-only",
                                "RFC1939#5 LIST",
                                "LIST with a number tells the size only",
                                success(
                                        withNumber("LIST"),
                                        (s, c, right) ->
                                                right.withText(right.text().replaceFirst("^\\d+ ", ""))))
                        .wideBecause("LIST with a number is how scenarios learn the size of one message"),
                must(
                                "list-with-number-tells-another-number",
                                "RFC1939#5 LIST",
                                "LIST with a number tells the number before",
                                success(
                                        withNumber("LIST"),
                                        (s, c, right) -> right.withText(Long.parseLong(c.argument(0))
                                                - 1
                                                + right.text().replaceFirst("^\\d+", ""))))
                        .wideBecause("LIST with a number is how scenarios learn the size of one message"),
                must(
                        "list-with-number-tells-another-size",
                        "RFC1939#5 LIST",
                        "LIST with a number counts lines ended by LF, LIST without one by CRLF",
                        size(withNumber("LIST"), Faults::sizeWithLineFeeds)));
    }

    // ---------------------------------------------------------------------------------------------------- sizes

    private static List<Fault> sizes() {
        return List.of(
                must(
                                "size-counts-line-end-as-one",
                                "RFC1939#11",
                                "Every size counts a line end as one octet",
                                size(toAll(), Faults::sizeWithLineFeeds))
                        .wideBecause("each kind of message has its scenario on size and octets sent"),
                must(
                        "size-counts-stuffed-dots",
                        "RFC1939#11",
                        "Every size counts the dots that byte-stuffing adds",
                        size(
                                toAll(),
                                message -> message.size()
                                        + message.content()
                                                .latin1()
                                                .lines()
                                                .filter(line -> line.startsWith("."))
                                                .count())),
                must(
                                "size-counts-terminator",
                                "RFC1939#11",
                                "Every size counts the terminating dot",
                                size(toAll(), message -> message.size() + 3))
                        .wideBecause("each kind of message has its scenario on size and octets sent"),
                must(
                        "size-counts-eight-bit-octets-twice",
                        "RFC1939#11",
                        "Every size counts octets above 127 twice",
                        size(
                                toAll(),
                                message -> message.size()
                                        + message.content()
                                                .latin1()
                                                .chars()
                                                .filter(c -> c > 127)
                                                .count())),
                must(
                                "size-of-the-body",
                                "RFC1939#11",
                                "Every size is that of the body without header",
                                size(
                                        toAll(),
                                        message ->
                                                message.size() - message.top(0).length()))
                        .wideBecause("each kind of message has its scenario on size and octets sent"),
                must(
                        "size-of-the-unfolded-header",
                        "RFC1939#11",
                        "Every size counts a folded header field as one line",
                        size(
                                toAll(),
                                message -> unfolded(message.content().latin1()).length())),
                must(
                                "size-estimated",
                                "RFC1939#11",
                                "Every size is rounded up to whole 1024 octets",
                                size(toAll(), message -> (message.size() + 1023) / 1024 * 1024L))
                        .wideBecause("each kind of message has its scenario on size and octets sent"),
                must(
                                "sizes-in-hexadecimal",
                                "RFC1939#4",
                                "The sizes of the scan listing are written in hexadecimal",
                                next -> success(
                                                withNumber("LIST"),
                                                (s, c, right) -> right.withText(hexadecimal(right.text())))
                                        .apply(eachLine(withoutNumber("LIST"), Faults::hexadecimal)
                                                .apply(next)))
                        .wideBecause("every client, and whoever compares sizes, reads the scan listing"));
    }

    private static String hexadecimal(String scanListing) {
        String[] words = scanListing.split(" ", 2);
        return words[0] + " x" + Long.toHexString(Long.parseLong(words[1]));
    }

    private static long sizeWithLineFeeds(StoredMessage message) {
        return message.size()
                - message.content().latin1().chars().filter(c -> c == '\r').count();
    }

    // ----------------------------------------------------------------------------------------------------- RETR

    private static List<Fault> retr() {
        return List.of(
                must(
                                "dots-not-stuffed",
                                "RFC1939#3",
                                "RETR sends lines that begin with a dot as they are",
                                writing(to("RETR"), (session, right) -> Octets::writeTo))
                        .wideBecause("each place where a dot can stand in a message has its scenario"),
                must(
                        "lone-dot-not-stuffed",
                        "RFC1939#3",
                        "RETR stuffs lines that begin with a dot unless that is all they have",
                        written(to("RETR"), all -> all.replaceAll("(?m)^\\.\\.\r\n", ".\r\n"))),
                must(
                                "dots-stuffed-twice",
                                "RFC1939#3",
                                "RETR puts two dots before a line that begins with a dot",
                                written(to("RETR"), all -> all.replaceAll("(?m)^\\.\\.", "...")))
                        .wideBecause("each place where a dot can stand in a message has its scenario"),
                must(
                        "dots-within-lines-stuffed",
                        "RFC1939#3",
                        "RETR doubles a dot that stands behind a blank",
                        text(to("RETR"), all -> all.replaceAll(" \\.", " .."))),
                must(
                        "dot-at-buffer-edge-not-stuffed",
                        "RFC1939#3",
                        "RETR does not stuff a dot that is the first octet of a block of 1024, 4096 or such",
                        writing(to("RETR"), (session, right) -> Faults::writeWithoutEdgeDots)),
                must(
                                "retr-lines-end-with-line-feed",
                                "RFC1939#3",
                                "RETR sends lines that end with a bare LF",
                                written(to("RETR"), all -> all.replace("\r", "")))
                        .wideBecause("whatever fetches a message reads it whole"),
                must(
                                "final-line-end-missing",
                                "RFC1939#3",
                                "RETR leaves out the line end before the terminating dot where the message ends in letters",
                                written(to("RETR"), all -> all.replaceAll("(?s)([A-Za-z])\r\n\\z", "$1")))
                        .wideBecause("whatever fetches a message reads it whole"),
                must("retr-without-terminator", "RFC1939#3", "No dot ends a message", terminator(to("RETR"), ""))
                        .wideBecause("whatever fetches a message reads it whole"),
                must(
                        "retr-with-eighth-bit-cleared",
                        "RFC1939#5 RETR",
                        "RETR clears the eighth bit of every octet",
                        text(to("RETR"), all -> mapped(all, c -> c & 0x7f))),
                must(
                        "retr-with-question-marks",
                        "RFC1939#5 RETR",
                        "RETR sends a question mark for octets above 127",
                        text(to("RETR"), all -> mapped(all, c -> c > 127 ? '?' : c))),
                must(
                        "retr-ends-behind-overlong-lines",
                        "RFC1939#3",
                        "Behind a line of more than 998 octets RETR sends a lone dot, and goes on",
                        written(to("RETR"), all -> all.replaceAll("(?m)^(.{999,}\r\n)", "$1.\r\n"))),
                must(
                        "retr-cuts-long-lines",
                        "RFC1939#5 RETR",
                        "RETR sends the first 990 octets of a line",
                        text(to("RETR"), all -> all.replaceAll("(?m)^([^\r\n]{990})[^\r\n]*", "$1"))),
                must(
                        "retr-folds-long-lines",
                        "RFC1939#5 RETR",
                        "RETR breaks lines after 990 octets",
                        text(to("RETR"), all -> all.replaceAll("([^\r\n]{990})(?=[^\r\n])", "$1\r\n"))),
                must(
                        "retr-drops-trailing-blanks",
                        "RFC1939#5 RETR",
                        "RETR drops blanks at the ends of lines",
                        text(to("RETR"), all -> all.replaceAll("[ \t]+\r\n", "\r\n"))),
                must(
                        "retr-drops-empty-lines-at-the-end",
                        "RFC1939#5 RETR",
                        "RETR drops empty lines at the end of a message",
                        text(to("RETR"), all -> all.replaceAll("(?s)(\r\n)+\\z", "\r\n"))),
                must(
                        "retr-drops-empty-lines-at-the-beginning",
                        "RFC1939#5 RETR",
                        "RETR drops empty lines at the beginning of a body",
                        text(to("RETR"), all -> all.replaceFirst("\r\n\r\n(\r\n)+", "\r\n\r\n"))),
                must(
                                "retr-sends-the-body-only",
                                "RFC1939#11",
                                "RETR leaves out the header of a message that has a body",
                                text(to("RETR"), all -> all.replaceFirst("(?s)\\A.*?\r\n\r\n(?=.)", "")))
                        .wideBecause("whatever fetches a message reads it whole"),
                must(
                                "retr-begins-with-an-empty-line",
                                "RFC1939#11",
                                "RETR sends an empty line before the header",
                                text(to("RETR"), all -> "\r\n" + all))
                        .wideBecause("whatever fetches a message reads it whole"),
                must(
                                "retr-unfolds-the-header",
                                "RFC1939#5 RETR",
                                "RETR joins folded header fields",
                                text(to("RETR"), Faults::unfolded))
                        .wideBecause("messages with folded fields are compared in each language and mode"),
                must(
                        "retr-cuts-large-messages",
                        "RFC1939#5 RETR",
                        "RETR ends a message after one MiB",
                        text(to("RETR"), all -> all.length() > 1 << 20 ? all.substring(0, 1 << 20) + "\r\n" : all)),
                must(
                        "retr-changes-one-octet",
                        "RFC1939#5 RETR",
                        "RETR changes the last letter of a message with attachments",
                        text(
                                to("RETR"),
                                all -> all.toLowerCase(Locale.ROOT).contains("multipart/")
                                        ? all.replaceFirst("(?s)[a-zA-Z](?=[^a-zA-Z]*\\z)", "#")
                                        : all)),
                must(
                        "retr-without-body-refused",
                        "RFC1939#5 RETR",
                        "RETR of a message that has no body is refused",
                        refusedFor("RETR", message -> message.top(0).length() == message.size())),
                must(
                        "retr-without-empty-line-refused",
                        "RFC1939#5 RETR",
                        "RETR of a message that has no empty line behind its header is refused",
                        refusedFor(
                                "RETR", message -> !message.content().latin1().contains("\r\n\r\n"))),
                must(
                        "retr-adds-status-the-second-time",
                        "RFC1939#5 RETR",
                        "RETR of a message that was retrieved before has a header field more",
                        next -> {
                            Set<StoredMessage> read = ConcurrentHashMap.newKeySet();
                            return answer(to("RETR"), (session, command, right) -> {
                                        if (right.content().isEmpty()) {
                                            return right;
                                        }
                                        StoredMessage message = session.message(Integer.parseInt(command.argument(0)));
                                        String text = right.content().get().latin1();
                                        return read.add(message)
                                                ? right
                                                : right.withContent(Octets.ofLatin1("Status: RO\r\n" + text));
                                    })
                                    .apply(next);
                        }),
                must(
                                "retr-marks-as-deleted",
                                "RFC1939#5 RETR",
                                "RETR marks the message as deleted",
                                success(to("RETR"), (session, command, right) -> {
                                    session.mark(Integer.parseInt(command.argument(0)));
                                    return right;
                                }))
                        .wideBecause("whoever fetches a message and looks at the maildrop afterwards misses it"),
                must(
                        "retr-of-marked-message-served",
                        "RFC1939#5 RETR",
                        "RETR of a message that is marked as deleted is served",
                        markedFound("RETR")),
                must(
                                "retr-sends-the-first-message",
                                "RFC1939#5 RETR",
                                "RETR sends message 1 for every number",
                                success(
                                        to("RETR"),
                                        (session, command, right) -> right.withContent(
                                                session.message(1).content())))
                        .wideBecause("whatever fetches a message reads it whole"));
    }

    private static UnaryOperator<Conduct> refusedFor(String keyword, Function<StoredMessage, Boolean> when) {
        return next -> new Deviation(next) {
            @Override
            Optional<StoredMessage> find(Pop3Session session, Command command, long number) {
                return super.find(session, command, number)
                        .filter(message -> !command.is(keyword) || !when.apply(message));
            }
        };
    }

    private static void writeWithoutEdgeDots(Octets lines, OutputStream out) throws IOException {
        for (int at = 0; at < lines.length(); ) {
            int next = lines.lineEnd(at);
            if (lines.at(at) == '.' && (at == 0 || at % 512 != 0)) {
                out.write('.');
            }
            lines.slice(at, next).writeTo(out);
            at = next;
        }
    }

    private static String mapped(String text, IntUnaryOperator change) {
        StringBuilder all = new StringBuilder(text.length());
        text.chars().map(change).forEach(c -> all.append((char) c));
        return all.toString();
    }

    private static String unfolded(String message) {
        int end = message.indexOf("\r\n\r\n");
        return end < 0 ? message : message.substring(0, end).replaceAll("\r\n[ \t]+", " ") + message.substring(end);
    }

    // -------------------------------------------------------------------------------------------- DELE and RSET

    private static List<Fault> deleAndRset() {
        return List.of(
                must(
                        "dele-twice-accepted",
                        "RFC1939#5 DELE",
                        "DELE of a message that is marked already is accepted",
                        markedFound("DELE")),
                must(
                        "dele-of-missing-message-accepted",
                        "RFC1939#5 DELE",
                        "DELE of a message that does not exist is answered with +OK",
                        failure(
                                to("DELE"),
                                (session, command, right) -> session.state() == TRANSACTION
                                                && command.arguments().size() == 1
                                                && DIGITS.matcher(command.argument(0))
                                                        .matches()
                                                && command.argument(0).length() < 8
                                                && Long.parseLong(command.argument(0))
                                                        > session.messages().size()
                                        ? Reply.ok("")
                                        : right)),
                must(
                                "dele-removes-at-once",
                                "RFC1939#5 DELE",
                                "DELE removes the message at once, QUIT or not",
                                success(to("DELE"), (session, command, right) -> {
                                    session.maildrop()
                                            .ifPresent(maildrop -> maildrop.remove(
                                                    List.of(session.message(Integer.parseInt(command.argument(0))))));
                                    return right;
                                }))
                        .wideBecause(
                                "scenarios that mark a message look at the others afterwards, and clients mark what they have fetched"),
                must(
                                "dele-renumbers",
                                "RFC1939#5 DELE",
                                "DELE takes the message out and renumbers the ones behind it",
                                success(to("DELE"), (session, command, right) -> {
                                    List<StoredMessage> left = new ArrayList<>(session.messages());
                                    StoredMessage gone = left.remove(Integer.parseInt(command.argument(0)) - 1);
                                    session.maildrop().ifPresent(maildrop -> maildrop.remove(List.of(gone)));
                                    session.unmarkAll();
                                    session.look(left);
                                    return right;
                                }))
                        .wideBecause(
                                "scenarios that mark a message look at the others afterwards, and clients mark what they have fetched"),
                must(
                                "dele-marks-the-next-too",
                                "RFC1939#5 DELE",
                                "DELE marks the message behind the named one too",
                                success(to("DELE"), (session, command, right) -> {
                                    session.mark(Integer.parseInt(command.argument(0)) + 1);
                                    return right;
                                }))
                        .wideBecause(
                                "scenarios that mark a message look at the others afterwards, and clients mark what they have fetched"),
                must(
                                "dele-refused",
                                "RFC1939#5 DELE",
                                "DELE is refused: the maildrop can be read only",
                                refused(to("DELE"), session -> true))
                        .wideBecause("removing messages is half of what the protocol does"),
                must("rset-keeps-marks", "RFC1939#5 RSET", "RSET takes back no mark", next -> new Deviation(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                if (!command.is("RSET")) {
                                    return super.answer(session, command);
                                }
                                List<Integer> marked = everyNumber(session).stream()
                                        .filter(session::isMarked)
                                        .toList();
                                Reply right = super.answer(session, command);
                                marked.forEach(session::mark);
                                return right;
                            }
                        })
                        .wideBecause("marks are taken back in scenarios on every command that knows marks"),
                must(
                        "rset-takes-back-one-mark",
                        "RFC1939#5 RSET",
                        "RSET takes back the first mark only",
                        next -> new Deviation(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                if (!command.is("RSET")) {
                                    return super.answer(session, command);
                                }
                                List<Integer> others = everyNumber(session).stream()
                                        .filter(session::isMarked)
                                        .skip(1)
                                        .toList();
                                Reply right = super.answer(session, command);
                                others.forEach(session::mark);
                                return right;
                            }
                        }),
                must(
                                "rset-answered-twice",
                                "RFC1939#3",
                                "RSET gets two answers",
                                alsoSent(to("RSET"), (command, reply) -> "+OK maildrop reset\r\n"))
                        .wideBecause("marks are taken back in scenarios on every command that knows marks"),
                must(
                        "rset-without-marks-refused",
                        "RFC1939#5 RSET",
                        "RSET is refused when no message is marked",
                        refused(
                                to("RSET"),
                                session -> everyNumber(session).stream().noneMatch(session::isMarked))),
                must("quit-forgets-rset", "RFC1939#6 QUIT", "QUIT removes messages whose mark RSET took back", next -> {
                    Map<Pop3Session, Set<StoredMessage>> everMarked = Collections.synchronizedMap(new WeakHashMap<>());
                    return new Deviation(next) {
                        @Override
                        Reply answer(Pop3Session session, Command command) {
                            Reply right = super.answer(session, command);
                            if (command.is("DELE") && right.positive()) {
                                everMarked
                                        .computeIfAbsent(session, s -> ConcurrentHashMap.newKeySet())
                                        .add(session.message(Integer.parseInt(command.argument(0))));
                            }
                            return right;
                        }

                        @Override
                        List<StoredMessage> toRemove(Pop3Session session) {
                            return List.copyOf(everMarked.getOrDefault(session, Set.of()));
                        }
                    };
                }));
    }

    // ----------------------------------------------------------------------------------------------------- QUIT

    private static List<StoredMessage> withRetrieved(Pop3Session session, List<StoredMessage> right) {
        Stream<StoredMessage> fetched =
                everyNumber(session).stream().filter(session::isRetrieved).map(session::message);
        return Stream.concat(right.stream(), fetched).toList();
    }

    private static List<Fault> quit() {
        return List.of(
                must(
                                "quit-removes-nothing",
                                "RFC1939#6 QUIT",
                                "QUIT does not remove the marked messages",
                                removed((session, right) -> List.of()))
                        .wideBecause("whatever marks messages looks in a second session at what is left"),
                must(
                        "quit-keeps-the-last-message",
                        "RFC1939#6 QUIT",
                        "QUIT never removes the last message of the maildrop",
                        removed((session, right) ->
                                right.size() == session.messages().size() ? withoutLast(right) : right)),
                must(
                                "quit-removes-everything",
                                "RFC1939#6 QUIT",
                                "QUIT removes all messages as soon as one is marked",
                                removed((session, right) -> right.isEmpty() ? right : session.messages()))
                        .wideBecause("whatever marks messages looks in a second session at what is left"),
                must(
                        "quit-removes-retrieved-messages",
                        "RFC1939#6 QUIT",
                        "QUIT removes what RETR fetched, marked or not",
                        removed(Faults::withRetrieved)),
                should(
                        "retrieved-mail-removed-unannounced",
                        "RFC2449#6.7 EXPIRE",
                        "Where EXPIRE is not announced QUIT removes what RETR fetched",
                        removed((session, right) ->
                                session.settings().retention().isPresent() ? right : withRetrieved(session, right))),
                must(
                        "expire-0-removes-more",
                        "RFC2449#6.7 EXPIRE",
                        "Where EXPIRE is 0 QUIT removes all messages as soon as one was fetched",
                        removed((session, right) ->
                                everyNumber(session).stream().anyMatch(session::isRetrieved)
                                                && session.settings()
                                                        .retention()
                                                        .filter(Retention::removesFetched)
                                                        .isPresent()
                                        ? session.messages()
                                        : right)),
                must(
                        "quit-after-reading-removes-everything",
                        "RFC1939#6 QUIT",
                        "QUIT removes all messages when one was fetched and none is marked",
                        removed((session, right) ->
                                right.isEmpty() && everyNumber(session).stream().anyMatch(session::isRetrieved)
                                        ? session.messages()
                                        : right)),
                must(
                        "quit-removes-listed-messages",
                        "RFC2449#6.7 EXPIRE",
                        "QUIT removes message 1 in a session that looked by LIST or TOP and marked nothing",
                        next -> {
                            Set<Pop3Session> looked = sessions();
                            return new Deviation(next) {
                                @Override
                                Reply answer(Pop3Session session, Command command) {
                                    if (to("LIST", "TOP").test(command)) {
                                        looked.add(session);
                                    }
                                    return super.answer(session, command);
                                }

                                @Override
                                List<StoredMessage> toRemove(Pop3Session session) {
                                    List<StoredMessage> right = super.toRemove(session);
                                    return right.isEmpty()
                                                    && looked.contains(session)
                                                    && !session.messages().isEmpty()
                                            ? List.of(session.message(1))
                                            : right;
                                }
                            };
                        }),
                must(
                        "quit-before-login-updates",
                        "RFC1939#6 QUIT",
                        "QUIT behind USER removes message 1 of that user",
                        answerInstead(to("QUIT"), (session, command, right) -> {
                            if (session.state() == AUTHORIZATION) {
                                session.named()
                                        .flatMap(session.accounts()::find)
                                        .map(session.accounts()::maildrop)
                                        .ifPresent(maildrop -> maildrop.remove(maildrop.messages().stream()
                                                .limit(1)
                                                .toList()));
                            }
                            return right.get();
                        })),
                must(
                                "quit-before-login-refused",
                                "RFC1939#4 QUIT",
                                "QUIT is refused before login",
                                refused(
                                        to("QUIT"),
                                        session -> session.state() == AUTHORIZATION
                                                && session.named().isEmpty()))
                        .wideBecause("scenarios that need no login end by QUIT, and look whether it ends them"),
                must(
                                "quit-not-answered",
                                "RFC1939#6 QUIT",
                                "QUIT closes the connection without an answer when messages were removed",
                                answerInstead(to("QUIT"), (session, command, right) -> {
                                    boolean removing =
                                            everyNumber(session).stream().anyMatch(session::isMarked);
                                    return removing
                                            ? Reply.none().thenDo(right.get().then())
                                            : right.get();
                                }))
                        .wideBecause(
                                "sessions that mean to remove messages, or whose end matters, read the answer to QUIT"),
                must(
                                "quit-does-not-close",
                                "RFC1939#6 QUIT",
                                "The connection stays open after QUIT",
                                answer(to("QUIT"), (session, command, right) -> right.thenDo(Reply.Then.GO_ON)))
                        .wideBecause("scenarios that look into the next session wait for the end of the one before"),
                must(
                        "commands-behind-quit-executed",
                        "RFC1939#6 QUIT",
                        "What came in one segment with QUIT is executed before it",
                        next -> new Deviation(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                if (command.is("QUIT")) {
                                    for (String line :
                                            session.connection().lines().peek().split("\r\n", -1)) {
                                        Command waiting = session.conduct().parse(line);
                                        if (waiting.is("DELE")) {
                                            super.answer(session, waiting);
                                        }
                                    }
                                }
                                return super.answer(session, command);
                            }
                        }),
                must(
                        "unfinished-quit-taken",
                        "RFC1939#3",
                        "A last line without line end is executed when the client closes",
                        reading((session, in, right) -> {
                            StringBuilder text = new StringBuilder();
                            if (in.fill() && in.peek().contains("\r\n")) {
                                return right.get();
                            }
                            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                                text.append((char) octet);
                                if (text.indexOf("\r\n") >= 0) {
                                    return Optional.of(Line.of(text.substring(0, text.length() - 2)));
                                }
                            }
                            return text.isEmpty() ? Optional.empty() : Optional.of(Line.of(text.toString()));
                        })));
    }

    // -------------------------------------------------------------------------------------- ends without a QUIT

    private static List<Fault> endings() {
        return List.of(
                must(
                                "drop-updates",
                                "RFC1939#6",
                                "A connection that the client closes without QUIT removes the marked messages",
                                updatesWhen((session, ending) -> ending == Pop3Session.Ending.CLOSED))
                        .wideBecause(
                                "each way in which a connection can be lost has its scenario, and clients lose one"),
                must(
                        "drop-under-tls-updates",
                        "RFC1939#6",
                        "A TLS connection that ends without QUIT removes the marked messages",
                        updatesWhen((session, ending) -> session.isTls() && ending != Pop3Session.Ending.EXPIRED)),
                must(
                        "reset-updates",
                        "RFC1939#6",
                        "A connection that is reset removes the marked messages",
                        updatesWhen((session, ending) -> ending == Pop3Session.Ending.RESET)),
                must(
                        "drop-removes-retrieved-messages",
                        "RFC1939#8",
                        "A connection that ends without QUIT removes what RETR fetched",
                        next -> new Deviation(next) {
                            @Override
                            void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                                maildrop.remove(everyNumber(session).stream()
                                        .filter(session::isRetrieved)
                                        .map(session::message)
                                        .toList());
                            }
                        }),
                must(
                        "autologout-updates",
                        "RFC1939#3",
                        "When the autologout timer ends a session the marked messages are removed",
                        updatesWhen((session, ending) -> ending == Pop3Session.Ending.EXPIRED)),
                must(
                        "autologout-too-early",
                        "RFC1939#3",
                        "The autologout timer ends a session after two minutes",
                        next -> new Deviation(next) {
                            @Override
                            Duration idleTimeout(Pop3Session session) {
                                return session.settings().scaled(Duration.ofMinutes(2));
                            }
                        }),
                should(
                        "silence-before-login-is-only-complained-of",
                        "RFC1939#3",
                        "Five minutes without a command before login are answered with an error, and nothing ends",
                        reading((session, in, right) -> {
                            Duration patience = session.settings().scaled(Duration.ofMinutes(5));
                            if (session.state() == AUTHORIZATION
                                    && !session.connection().hasInputWithin(patience)) {
                                Conduct.write(session.connection().out(), "-ERR Too slow\r\n");
                                session.connection().out().flush();
                            }
                            return right.get();
                        })),
                should(
                        "autologout-says-goodbye",
                        "RFC1939#3",
                        "When the autologout timer runs out the server says so before it closes",
                        reading((session, in, right) -> {
                            Duration almost = session.conduct()
                                    .idleTimeout(session)
                                    .multipliedBy(9)
                                    .dividedBy(10);
                            if (session.connection().hasInputWithin(almost)) {
                                return right.get();
                            }
                            Conduct.write(session.connection().out(), "-ERR Autologout\r\n");
                            session.connection().out().flush();
                            return Optional.empty();
                        })),
                should(
                        "autologout-not-restarted",
                        "RFC1939#3",
                        "Commands do not restart the autologout timer",
                        next -> {
                            Map<Pop3Session, Long> begun = Collections.synchronizedMap(new WeakHashMap<>());
                            return reading((session, in, right) -> {
                                        long now = System.nanoTime();
                                        Duration gone =
                                                Duration.ofNanos(now - begun.computeIfAbsent(session, s -> now));
                                        Duration left = session.conduct()
                                                .idleTimeout(session)
                                                .minus(gone);
                                        boolean inTime = left.toMillis() > 0
                                                && session.connection().hasInputWithin(left);
                                        return inTime ? right.get() : Optional.empty();
                                    })
                                    .apply(next);
                        }));
    }

    // ------------------------------------------------------------------------------------------------------ TOP

    private static List<Fault> top() {
        return List.of(
                must(
                                "top-without-separator",
                                "RFC1939#7 TOP",
                                "TOP leaves out the empty line behind the header",
                                text(to("TOP"), all -> all.replaceFirst("\r\n\r\n", "\r\n")))
                        .wideBecause(
                                "each scenario on TOP reads an answer of it, and clients that look at headers first do"),
                must(
                                "top-with-two-separators",
                                "RFC1939#7 TOP",
                                "TOP sends two empty lines behind the header when it sends lines of the body",
                                text(to("TOP"), all -> all.replaceFirst("\r\n\r\n(?=.)", "\r\n\r\n\r\n")))
                        .wideBecause(
                                "each scenario on TOP reads an answer of it, and clients that look at headers first do"),
                must(
                                "top-one-line-too-many",
                                "RFC1939#7 TOP",
                                "TOP sends one line more than was asked for, unless that is 0",
                                lineCount((argument, right) ->
                                        right.isPresent() && right.getAsLong() > 0 && right.getAsLong() < 1L << 40
                                                ? OptionalLong.of(right.getAsLong() + 1)
                                                : right))
                        .wideBecause(
                                "each scenario on TOP reads an answer of it, and clients that look at headers first do"),
                must(
                                "top-one-line-too-few",
                                "RFC1939#7 TOP",
                                "TOP counts the empty line behind the header as a line",
                                lineCount((argument, right) -> right.isPresent() && right.getAsLong() > 0
                                        ? OptionalLong.of(right.getAsLong() - 1)
                                        : right))
                        .wideBecause(
                                "each scenario on TOP reads an answer of it, and clients that look at headers first do"),
                must(
                                "top-zero-sends-all",
                                "RFC1939#7 TOP",
                                "TOP with 0 lines sends the whole message",
                                lineCount((argument, right) ->
                                        argument.equals("0") ? OptionalLong.of(Long.MAX_VALUE) : right))
                        .wideBecause(
                                "each scenario on TOP reads an answer of it, and clients that look at headers first do"),
                must(
                        "top-negative-count-accepted",
                        "RFC1939#7 TOP",
                        "TOP with a negative number of lines sends the whole message",
                        lineCount((argument, right) ->
                                argument.startsWith("-") ? OptionalLong.of(Long.MAX_VALUE) : right)),
                must(
                        "top-word-for-count-accepted",
                        "RFC1939#7 TOP",
                        "TOP takes a word for 0 lines",
                        lineCount((argument, right) -> argument.matches("[A-Za-z]+.*") ? OptionalLong.of(0) : right)),
                must(
                        "top-count-wraps",
                        "RFC1939#7 TOP",
                        "TOP takes 4294967301 lines for 5",
                        lineCount((argument, right) ->
                                right.isPresent() ? OptionalLong.of(right.getAsLong() & 0xffff_ffffL) : right)),
                must(
                        "top-without-count-accepted",
                        "RFC1939#7 TOP",
                        "TOP without a number of lines sends the header",
                        understood(command ->
                                command.is("TOP") && command.arguments().size() == 1
                                        ? command.withArguments(command.argument(0) + " 0")
                                        : command)),
                must(
                        "top-beyond-the-end-refused",
                        "RFC1939#7 TOP",
                        "TOP with more lines than the body has is refused",
                        success(to("TOP"), (session, command, right) -> {
                            long wanted = session.conduct()
                                    .lineCount(command.argument(1))
                                    .orElse(0);
                            String all = right.content().map(Octets::latin1).orElse("");
                            long body = all.lines().count()
                                    - all.replaceFirst("(?s)\r\n\r\n.*", "\r\n\r\n")
                                            .lines()
                                            .count();
                            return wanted > body && wanted < 1L << 30 ? Reply.error("Not so many lines") : right;
                        })),
                must(
                        "top-dots-not-stuffed",
                        "RFC1939#7 TOP",
                        "TOP sends lines that begin with a dot as they are",
                        writing(to("TOP"), (session, right) -> Octets::writeTo)),
                must(
                        "top-dot-at-buffer-edge-not-stuffed",
                        "RFC1939#7 TOP",
                        "TOP does not stuff a dot that is the first octet of a block of 1024, 4096 or such",
                        writing(to("TOP"), (session, right) -> Faults::writeWithoutEdgeDots)),
                must(
                        "top-lone-dot-not-stuffed",
                        "RFC1939#7 TOP",
                        "TOP stuffs lines that begin with a dot unless that is all they have",
                        written(to("TOP"), all -> all.replaceAll("(?m)^\\.\\.\r\n", ".\r\n"))),
                must(
                        "top-of-marked-message-served",
                        "RFC1939#7 TOP",
                        "TOP of a message that is marked as deleted is served",
                        markedFound("TOP")),
                must(
                                "top-sends-the-first-message",
                                "RFC1939#7 TOP",
                                "TOP sends message 1 for every number",
                                success(
                                        to("TOP"),
                                        (session, command, right) -> right.withContent(session.message(1)
                                                .top(session.conduct()
                                                        .lineCount(command.argument(1))
                                                        .orElse(0)))))
                        .wideBecause(
                                "each scenario on TOP reads an answer of it, and clients that look at headers first do"),
                must(
                        "top-ignores-empty-lines",
                        "RFC1939#7 TOP",
                        "TOP does not count empty lines of the body",
                        topOf((header, body, wanted) -> {
                            StringBuilder sent = new StringBuilder(header);
                            long left = wanted;
                            for (String line : body.split("(?<=\r\n)", -1)) {
                                boolean counts = !line.equals("\r\n");
                                if (counts && left == 0) {
                                    break;
                                }
                                left -= counts ? 1 : 0;
                                sent.append(line);
                            }
                            return sent.toString();
                        })),
                must(
                        "top-counts-long-lines-twice",
                        "RFC1939#7 TOP",
                        "TOP counts a line of more than 500 octets as two",
                        topOf((header, body, wanted) -> {
                            StringBuilder sent = new StringBuilder(header);
                            long left = wanted;
                            for (String line : body.split("(?<=\r\n)", -1)) {
                                if (left <= 0) {
                                    break;
                                }
                                left -= line.length() > 500 ? 2 : 1;
                                sent.append(line);
                            }
                            return sent.toString();
                        })),
                must(
                        "top-counts-behind-the-first-part",
                        "RFC1939#7 TOP",
                        "TOP of a multipart message counts lines from the first part's body",
                        topOf((header, body, wanted) -> {
                            int part = header.toLowerCase(Locale.ROOT).contains("multipart/")
                                    ? body.indexOf("\r\n\r\n") + 4
                                    : 0;
                            return header + body.substring(0, part) + firstLines(body.substring(part), wanted);
                        })),
                must(
                        "top-cuts-the-header",
                        "RFC1939#7 TOP",
                        "TOP sends the first hundred lines of a header",
                        topOf((header, body, wanted) -> {
                            List<String> all = List.of(header.split("(?<=\r\n)", -1));
                            return all.size() > 101
                                    ? String.join("", all.subList(0, 100)) + "\r\n" + firstLines(body, wanted)
                                    : header + firstLines(body, wanted);
                        })),
                must(
                        "top-unfolds-the-header",
                        "RFC1939#7 TOP",
                        "TOP joins folded header fields",
                        text(to("TOP"), Faults::unfolded)),
                should(
                        "top-adds-a-field",
                        "RFC1939#7 TOP",
                        "TOP sends a header field that RETR does not",
                        text(to("TOP"), all -> "X-Top: yes\r\n" + all)),
                must(
                        "top-with-eighth-bit-cleared",
                        "RFC1939#7 TOP",
                        "TOP clears the eighth bit of every octet",
                        text(to("TOP"), all -> mapped(all, c -> c & 0x7f))),
                must("top-without-terminator", "RFC1939#3", "No dot ends the answer to TOP", terminator(to("TOP"), ""))
                        .wideBecause(
                                "each scenario on TOP reads an answer of it, and clients that look at headers first do"),
                must(
                                "top-final-line-end-missing",
                                "RFC1939#3",
                                "TOP leaves out the line end before the terminating dot where it ends in letters",
                                written(to("TOP"), all -> all.replaceAll("(?s)([A-Za-z])\r\n\\z", "$1")))
                        .wideBecause(
                                "each scenario on TOP reads an answer of it, and clients that look at headers first do"),
                must(
                        "top-without-body-refused",
                        "RFC1939#7 TOP",
                        "TOP of a message that has no body is refused",
                        refusedFor("TOP", message -> message.top(0).length() == message.size())),
                must(
                        "top-without-empty-line-refused",
                        "RFC1939#7 TOP",
                        "TOP of a message without an empty line behind its header is cut off without a dot",
                        next -> new Deviation(next) {
                            @Override
                            void send(Pop3Session session, Command command, Reply reply, OutputStream out)
                                    throws IOException {
                                boolean bare = command.is("TOP")
                                        && reply.content()
                                                .filter(all -> !all.latin1().contains("\r\n\r\n"))
                                                .isPresent();
                                super.send(session, command, bare ? reply.withoutContent() : reply, out);
                            }
                        }),
                must(
                                "top-marks-as-deleted",
                                "RFC1939#7 TOP",
                                "TOP marks the message as deleted",
                                success(to("TOP"), (session, command, right) -> {
                                    session.mark(Integer.parseInt(command.argument(0)));
                                    return right;
                                }))
                        .wideBecause(
                                "clients that look at headers first, and scenarios on TOP, look at the maildrop afterwards"),
                must(
                        "top-counts-as-download",
                        "RFC2449#6.7 EXPIRE",
                        "QUIT removes messages that were previewed by TOP",
                        next -> removed((session, right) -> Stream.concat(
                                                right.stream(),
                                                everyNumber(session).stream()
                                                        .filter(session::isRetrieved)
                                                        .map(session::message))
                                        .toList())
                                .apply(answer(to("TOP", "RETR"), (session, command, right) -> {
                                            if (right.positive() && command.is("TOP")) {
                                                session.noteRetrieved(Integer.parseInt(command.argument(0)));
                                            }
                                            return right;
                                        })
                                        .apply(next))));
    }

    @FunctionalInterface
    private interface TopOf {
        String message(String header, String body, long wanted);
    }

    /** TOP over a message taken apart: the header with its empty line, the body, the number of lines asked for. */
    private static UnaryOperator<Conduct> topOf(TopOf other) {
        return success(to("TOP"), (session, command, right) -> {
            StoredMessage message = session.message(Integer.parseInt(command.argument(0)));
            String header = message.top(0).latin1();
            String body = message.content().latin1().substring(header.length());
            long wanted = session.conduct().lineCount(command.argument(1)).orElse(0);
            return right.withContent(Octets.ofLatin1(other.message(header, body, wanted)));
        });
    }

    private static String firstLines(String body, long wanted) {
        return Stream.of(body.split("(?<=\r\n)", -1)).limit(wanted).collect(Collectors.joining());
    }

    // ----------------------------------------------------------------------------------------------------- UIDL

    private static List<Fault> uidl() {
        return List.of(
                must(
                                "uidl-changes-per-session",
                                "RFC1939#7 UIDL",
                                "Unique-ids are others in the next session",
                                uniqueId((session, number, message, right) -> right + "-" + session.serial()))
                        .wideBecause(
                                "clients that leave mail on the server tell messages by unique-ids, and so do scenarios that look for one in a later session"),
                must(
                                "uidl-changes-after-a-drop",
                                "RFC1939#7 UIDL",
                                "Unique-ids are others after a session that had no QUIT",
                                next -> {
                                    AtomicInteger drops = new AtomicInteger();
                                    return new Deviation(next) {
                                        @Override
                                        void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                                            drops.incrementAndGet();
                                            super.broken(session, maildrop, ending);
                                        }

                                        @Override
                                        String uniqueId(Pop3Session session, int number, StoredMessage message) {
                                            return super.uniqueId(session, number, message) + "-" + drops;
                                        }
                                    };
                                })
                        .wideBecause(
                                "clients that leave mail on the server tell messages by unique-ids, and so do scenarios that look for one in a later session"),
                must(
                                "uidl-changes-per-listing",
                                "RFC1939#7 UIDL",
                                "Unique-ids are others each time they are asked for",
                                next -> {
                                    AtomicInteger asked = new AtomicInteger();
                                    return uniqueId((session, number, message, right) ->
                                                    right + "-" + asked.incrementAndGet())
                                            .apply(next);
                                })
                        .wideBecause(
                                "clients that leave mail on the server tell messages by unique-ids, and so do scenarios that look for one in a later session"),
                must(
                        "uidl-changes-with-retr",
                        "RFC1939#7 UIDL",
                        "The unique-id of a message changes once it is retrieved",
                        next -> {
                            Set<StoredMessage> read = ConcurrentHashMap.newKeySet();
                            return new Deviation(next) {
                                @Override
                                String uniqueId(Pop3Session session, int number, StoredMessage message) {
                                    if (session.isRetrieved(number)) {
                                        read.add(message);
                                    }
                                    String right = super.uniqueId(session, number, message);
                                    return read.contains(message) ? right + ":2,S" : right;
                                }
                            };
                        }),
                must(
                                "uidl-changes-when-read-in-an-earlier-session",
                                "RFC1939#7 UIDL",
                                "A message that was retrieved has another unique-id in the next session",
                                next -> {
                                    Set<StoredMessage> read = ConcurrentHashMap.newKeySet();
                                    return new Deviation(next) {
                                        @Override
                                        boolean update(Pop3Session session, Maildrop maildrop) {
                                            everyNumber(session).stream()
                                                    .filter(session::isRetrieved)
                                                    .map(session::message)
                                                    .forEach(read::add);
                                            return super.update(session, maildrop);
                                        }

                                        @Override
                                        String uniqueId(Pop3Session session, int number, StoredMessage message) {
                                            String right = super.uniqueId(session, number, message);
                                            return read.contains(message) ? right + ":2,S" : right;
                                        }
                                    };
                                })
                        .wideBecause(
                                "clients that leave mail on the server tell messages by unique-ids, and so do scenarios that look for one in a later session"),
                must(
                        "uidl-changes-with-new-mail",
                        "RFC1939#7 UIDL",
                        "All unique-ids are others once new mail has arrived",
                        uniqueId((session, number, message, right) -> {
                            List<StoredMessage> all = session.messages();
                            return right + "-"
                                    + all.get(all.size() - 1).uniqueId().replaceFirst(".*[.]", "");
                        })),
                should(
                        "uidl-of-a-removed-message-used-again",
                        "RFC1939#7 UIDL",
                        "New mail gets the unique-id of a message that was removed",
                        Deviations.UsedIds::new),
                must(
                        "uidl-is-the-message-number",
                        "RFC1939#7 UIDL",
                        "The unique-id is the message-number, so others take it when messages go",
                        uniqueId((session, number, message, right) -> "id" + number)),
                must(
                                "uidl-shared-by-all",
                                "RFC1939#7 UIDL",
                                "All messages have the same unique-id",
                                uniqueId((session, number, message, right) -> "same"))
                        .wideBecause(
                                "clients that leave mail on the server tell messages by unique-ids, and so do scenarios that look for one in a later session"),
                must(
                        "uidl-is-a-short-hash",
                        "RFC1939#7 UIDL",
                        "The unique-id is a number of 8 bits, so many messages share one",
                        uniqueId((session, number, message, right) ->
                                "h" + Math.floorMod(message.content().latin1().hashCode(), 251))),
                must(
                                "uidl-too-long",
                                "RFC1939#7 UIDL",
                                "Unique-ids have 71 characters",
                                uniqueId((session, number, message, right) -> right + "x".repeat(71 - right.length())))
                        .wideBecause(
                                "clients that leave mail on the server read the unique-id listing, and so do scenarios that compare two sessions"),
                must(
                                "uidl-with-blank",
                                "RFC1939#7 UIDL",
                                "Unique-ids have a blank in them",
                                uniqueId((session, number, message, right) -> right.replace(".", " ")))
                        .wideBecause(
                                "clients that leave mail on the server read the unique-id listing, and so do scenarios that compare two sessions"),
                must(
                                "uidl-with-eight-bit-octets",
                                "RFC1939#7 UIDL",
                                "Unique-ids have an octet above 127",
                                uniqueId((session, number, message, right) -> right.replace(".", "\u00b7")))
                        .wideBecause(
                                "clients that leave mail on the server read the unique-id listing, and so do scenarios that compare two sessions"),
                must(
                                "uidl-empty",
                                "RFC1939#7 UIDL",
                                "The unique-id of message 1 is empty",
                                uniqueId((session, number, message, right) -> number == 1 ? "" : right))
                        .wideBecause(
                                "clients that leave mail on the server read the unique-id listing, and so do scenarios that compare two sessions"),
                must(
                                "uidl-with-number-without-it",
                                "RFC1939#7 UIDL",
                                "UIDL with a number answers without that number",
                                success(
                                        withNumber("UIDL"),
                                        (s, c, right) ->
                                                right.withText(right.text().replaceFirst("^\\d+ ", ""))))
                        .wideBecause("UIDL with a number is how scenarios learn the unique-id of one message"),
                must(
                                "uidl-with-number-of-several-lines",
                                "RFC1939#7 UIDL",
                                "UIDL with a number answers like UIDL without one, with one line",
                                success(
                                        withNumber("UIDL"),
                                        (s, c, right) -> Reply.ok("", Octets.ofLatin1(right.text() + "\r\n"))))
                        .wideBecause("UIDL with a number is how scenarios learn the unique-id of one message"),
                must(
                        "uidl-with-number-differs",
                        "RFC1939#7 UIDL",
                        "UIDL with a number tells another unique-id than the listing",
                        success(withNumber("UIDL"), (s, c, right) -> right.withText(right.text() + "a"))),
                must(
                        "uidl-shows-marked-messages",
                        "RFC1939#7 UIDL",
                        "UIDL shows messages that are marked as deleted",
                        listed(to("UIDL"), (session, right) -> everyNumber(session))),
                must(
                        "uidl-of-marked-message-served",
                        "RFC1939#7 UIDL",
                        "UIDL with the number of a marked message is served",
                        markedFound("UIDL")),
                must(
                                "uidl-with-two-blanks",
                                "RFC1939#7 UIDL",
                                "Two blanks separate number and unique-id in the listing",
                                eachLine(withoutNumber("UIDL"), line -> line.replaceFirst(" ", "  ")))
                        .wideBecause(
                                "clients that leave mail on the server read the unique-id listing, and so do scenarios that compare two sessions"),
                must(
                                "uidl-with-size",
                                "RFC1939#7 UIDL",
                                "The size follows the unique-id in the listing",
                                eachLine(withoutNumber("UIDL"), line -> line + " 120"))
                        .wideBecause(
                                "clients that leave mail on the server read the unique-id listing, and so do scenarios that compare two sessions"),
                must(
                                "uidl-forgets-the-last-message",
                                "RFC1939#7 UIDL",
                                "UIDL does not show the last message",
                                lines(withoutNumber("UIDL"), Faults::withoutLast))
                        .wideBecause(
                                "clients that leave mail on the server read the unique-id listing, and so do scenarios that compare two sessions"),
                must(
                        "uidl-shows-identical-messages-once",
                        "RFC1939#7 UIDL",
                        "Of messages with the same content UIDL shows the first only",
                        listed(
                                to("UIDL"),
                                (session, right) -> right.stream()
                                        .filter(number -> right.stream()
                                                .filter(other -> other < number)
                                                .noneMatch(other ->
                                                        bodyOf(session, other).equals(bodyOf(session, number))))
                                        .toList())),
                must(
                                "uidl-without-terminator",
                                "RFC1939#3",
                                "No dot ends the unique-id listing",
                                terminator(withoutNumber("UIDL"), ""))
                        .wideBecause(
                                "clients that leave mail on the server read the unique-id listing, and so do scenarios that compare two sessions"),
                must(
                        "uidl-of-an-empty-maildrop-refused",
                        "RFC1939#7 UIDL",
                        "UIDL is refused when there is no message",
                        refused(to("UIDL"), session -> session.messages().isEmpty())),
                must("rset-changes-uidl", "RFC1939#7 UIDL", "After RSET the unique-ids are others", next -> {
                    Set<Pop3Session> reset = sessions();
                    return new Deviation(next) {
                        @Override
                        Reply answer(Pop3Session session, Command command) {
                            if (command.is("RSET")) {
                                reset.add(session);
                            }
                            return super.answer(session, command);
                        }

                        @Override
                        String uniqueId(Pop3Session session, int number, StoredMessage message) {
                            String right = super.uniqueId(session, number, message);
                            return reset.contains(session) ? right + "-r" : right;
                        }
                    };
                }),
                must(
                                "uidl-numbers-begin-at-zero",
                                "RFC1939#7 UIDL",
                                "The unique-id listing numbers messages from 0",
                                eachLine(
                                        withoutNumber("UIDL"),
                                        line -> Long.parseLong(line.replaceFirst(" .*", ""))
                                                - 1
                                                + line.replaceFirst("^\\d+", "")))
                        .wideBecause(
                                "clients that leave mail on the server read the unique-id listing, and so do scenarios that compare two sessions"));
    }

    private static String bodyOf(Pop3Session session, int number) {
        StoredMessage message = session.message(number);
        return message.content().latin1().substring(message.top(0).length());
    }

    // ----------------------------------------------------------------------------------------------------- CAPA

    private static List<Fault> capa() {
        return List.of(
                must(
                                "capa-without-terminator",
                                "RFC2449#5 CAPA",
                                "No dot ends the capability list",
                                terminator(to("CAPA"), ""))
                        .wideBecause("every capability list is read to its end, and clients ask for one first"),
                must(
                                "capa-goes-on-behind-the-terminator",
                                "RFC1939#3",
                                "A line follows the dot that ends the capability list",
                                alsoSent(to("CAPA"), (command, reply) -> "+OK End of list\r\n"))
                        .wideBecause("every capability list is read to its end, and clients ask for one first"),
                must(
                                "capa-refused-after-login",
                                "RFC2449#5 CAPA",
                                "CAPA is refused after login",
                                refused(to("CAPA"), session -> session.state() == TRANSACTION))
                        .wideBecause(
                                "each capability is looked for in each state and on each channel where it can be announced"),
                must(
                                "capa-refused-before-login",
                                "RFC2449#5 CAPA",
                                "CAPA is refused before login",
                                refused(to("CAPA"), session -> session.state() == AUTHORIZATION))
                        .wideBecause(
                                "each capability is looked for in each state and on each channel where it can be announced"),
                must(
                                "capa-refused-under-tls",
                                "RFC2595#4 STLS",
                                "CAPA is refused once TLS is active",
                                refused(to("CAPA"), Pop3Session::isTls))
                        .wideBecause(
                                "each capability is looked for in each state and on each channel where it can be announced"),
                must(
                                "capa-missing",
                                "RFC2595#4 STLS",
                                "STLS is accepted, and CAPA is not implemented",
                                refused(to("CAPA"), session -> true))
                        .wideBecause(
                                "each capability is looked for in each state and on each channel where it can be announced"),
                must(
                                "capa-refused-behind-the-greeting",
                                "RFC2595#4 STLS",
                                "In the clear CAPA is refused as the first command",
                                next -> {
                                    Set<Pop3Session> begun = sessions();
                                    return answerInstead(toAll(), (session, command, right) -> {
                                                boolean first = begun.add(session) && !session.isTls();
                                                return first && command.is("CAPA")
                                                        ? Reply.error("Unknown command")
                                                        : right.get();
                                            })
                                            .apply(next);
                                })
                        .wideBecause(
                                "each capability is looked for in each state and on each channel where it can be announced"),
                must(
                        "capa-in-lower-case-unknown",
                        "RFC1939#3",
                        "CAPA and STLS are recognised in upper case only",
                        unknownUnlessUpper(to("CAPA", "STLS"))),
                must(
                        "capa-with-argument-not-answered",
                        "RFC1939#3",
                        "CAPA with an argument gets no answer",
                        answerInstead(
                                to("CAPA"),
                                (session, command, right) ->
                                        command.arguments().isEmpty() ? right.get() : Reply.none())),
                must(
                        "capa-enters-transaction",
                        "RFC2449#5 CAPA",
                        "After CAPA, STAT is served before login",
                        behindCapa("STAT", Reply.ok("0 0"))),
                must(
                        "capa-blocks-pass",
                        "RFC2449#5 CAPA",
                        "After CAPA before login PASS is refused; APOP works",
                        behindCapa("PASS", Reply.error("Not now"))),
                must(
                        "capa-clears-marks",
                        "RFC2449#5 CAPA",
                        "CAPA takes back all deletion marks",
                        success(to("CAPA"), (session, command, right) -> {
                            session.unmarkAll();
                            return right;
                        })),
                must(
                        "capa-differs-the-second-time",
                        "RFC2449#5 CAPA",
                        "The second capability list in a session lacks the first capability",
                        next -> {
                            Set<Pop3Session> asked = sessions();
                            return new Deviation(next) {
                                @Override
                                List<String> capabilities(Pop3Session session) {
                                    List<String> all = super.capabilities(session);
                                    boolean again = session.state() == AUTHORIZATION && !asked.add(session);
                                    return again ? all.subList(1, all.size()) : all;
                                }
                            };
                        }),
                must(
                        "capa-line-too-long",
                        "RFC2449#5 CAPA",
                        "A capability line has more than 512 octets",
                        capabilities((session, all) -> all.add("X-LONG " + "x".repeat(520)))),
                must(
                        "capa-with-two-blanks",
                        "RFC2449#5 CAPA",
                        "Two blanks stand before a capability's parameter",
                        capabilities((session, all) -> all.replaceAll(line -> line.replaceFirst(" ", "  ")))),
                must(
                        "capa-parameter-with-control-octets",
                        "RFC2449#3",
                        "The parameter of a capability has a tabulator and an octet above 127",
                        capabilities((session, all) -> all.add("X-NAME a\tb\u00e9"))),
                must(
                        "capability-that-is-not-registered",
                        "RFC2449#9",
                        "A capability is listed that no document has, and that does not begin with X",
                        capabilities((session, all) -> all.add("DELETE-LATER 7"))),
                must(
                        "capa-tag-with-dot",
                        "RFC2449#3",
                        "Before login a capability's tag has a dot in it",
                        capabilities((session, all) -> {
                            if (session.state() == AUTHORIZATION) {
                                all.add("X-VERSION.2");
                            }
                        })),
                must(
                        "capa-tag-with-dot-after-login",
                        "RFC2449#3",
                        "After login a capability's tag has a dot in it",
                        capabilities((session, all) -> {
                            if (session.state() == TRANSACTION) {
                                all.add("X-VERSION.2");
                            }
                        })),
                should(
                        "capa-lists-top-twice",
                        "RFC2449#5 CAPA",
                        "TOP is listed twice",
                        capabilities((session, all) -> all.add("TOP"))),
                should(
                        "capa-lists-apop",
                        "RFC2449#6",
                        "APOP is listed as a capability",
                        capabilities((session, all) -> all.add("APOP"))),
                must(
                        "capa-top-with-parameter",
                        "RFC2449#6.1 TOP",
                        "TOP is listed with a parameter",
                        capabilities((session, all) -> all.replaceAll(line -> line.equals("TOP") ? "TOP 1000" : line))),
                must(
                                "top-announced-not-served",
                                "RFC2449#6.1 TOP",
                                "TOP is listed, and refused",
                                refused(to("TOP"), session -> session.state() == TRANSACTION))
                        .wideBecause("every scenario on the command is played, as it is announced"),
                should(
                        "top-not-announced",
                        "RFC2449#6.1 TOP",
                        "TOP is served, and not listed",
                        capabilities((session, all) -> all.remove("TOP"))),
                must(
                                "uidl-announced-not-served",
                                "RFC2449#6.8 UIDL",
                                "UIDL is listed, and refused",
                                refused(to("UIDL"), session -> session.state() == TRANSACTION))
                        .wideBecause("every scenario on the command is played, as it is announced"),
                should(
                        "uidl-not-announced",
                        "RFC2449#6.8 UIDL",
                        "UIDL is served, and not listed",
                        capabilities((session, all) -> all.remove("UIDL"))),
                must(
                                "user-announced-not-served",
                                "RFC2449#6.2 USER",
                                "USER is listed, and PASS always refused; APOP works",
                                refused(to("PASS"), session -> true))
                        .wideBecause("whatever logs in by USER and PASS in its script is refused"),
                should(
                        "user-not-announced",
                        "RFC2449#6.2 USER",
                        "USER and PASS are served, and not listed",
                        capabilities((session, all) -> all.remove("USER"))),
                should(
                        "user-served-where-it-is-not-announced",
                        "RFC2449#6.2 USER",
                        "Where passwords are for TLS only USER and PASS are served in the clear, and not listed",
                        next -> new Deviation(next) {
                            @Override
                            boolean admitsPasswords(Pop3Session session) {
                                return true;
                            }
                        }),
                must(
                        "user-not-announced-after-login",
                        "RFC2449#5 CAPA",
                        "USER is listed before login only",
                        capabilities((session, all) -> {
                            if (session.state() == TRANSACTION) {
                                all.remove("USER");
                            }
                        })),
                must(
                        "top-and-uidl-announced-after-login-only",
                        "RFC2449#5 CAPA",
                        "TOP and UIDL are listed after login only",
                        capabilities((session, all) -> {
                            if (session.state() == AUTHORIZATION) {
                                all.removeAll(List.of("TOP", "UIDL"));
                            }
                        })),
                must(
                        "auth-resp-code-announced-before-login-only",
                        "RFC3206#6",
                        "AUTH-RESP-CODE is listed before login only",
                        capabilities((session, all) -> {
                            if (session.state() == TRANSACTION) {
                                all.remove("AUTH-RESP-CODE");
                            }
                        })),
                must(
                        "sasl-announced-not-served",
                        "RFC2449#6.3 SASL",
                        "SASL PLAIN is listed, and there is no AUTH",
                        capabilities((session, all) -> all.add("SASL PLAIN"))),
                must(
                        "sasl-mechanism-malformed",
                        "RFC2449#6.3 SASL",
                        "SASL lists a name that no mechanism can have",
                        capabilities((session, all) -> all.add("SASL plain-text!"))),
                must(
                        "implementation-empty",
                        "RFC2449#6.9 IMPLEMENTATION",
                        "IMPLEMENTATION is listed without a text",
                        capabilities((session, all) ->
                                all.replaceAll(line -> line.startsWith("IMPLEMENTATION") ? "IMPLEMENTATION" : line))),
                must(
                        "implementation-changes-with-login",
                        "RFC2449#6.9 IMPLEMENTATION",
                        "IMPLEMENTATION has another text after login",
                        capabilities((session, all) -> {
                            if (session.state() == TRANSACTION) {
                                all.replaceAll(line -> line.startsWith("IMPLEMENTATION") ? line + "-2" : line);
                            }
                        })),
                must(
                        "expire-in-words",
                        "RFC2449#6.7 EXPIRE",
                        "EXPIRE is listed with a word that is not NEVER",
                        withExpire("EXPIRE LATER", "EXPIRE LATER")),
                must(
                        "expire-shorter-after-login",
                        "RFC2449#6.7 EXPIRE",
                        "EXPIRE promises 30 days before login and 7 after it",
                        withExpire("EXPIRE 30 USER", "EXPIRE 7")),
                should(
                        "expire-differs-without-user",
                        "RFC2449#6.7 EXPIRE",
                        "EXPIRE is another after login, and does not say USER before it",
                        withExpire("EXPIRE 7", "EXPIRE 30")),
                must(
                        "expire-with-user-after-login",
                        "RFC2449#6.7 EXPIRE",
                        "EXPIRE says USER after login",
                        withExpire("EXPIRE 7 USER", "EXPIRE 7 USER")),
                must(
                        "expire-without-blank",
                        "RFC2449#6.7 EXPIRE",
                        "The blank between EXPIRE and NEVER is missing",
                        withExpire("EXPIRENEVER", "EXPIRENEVER")),
                must(
                        "login-delay-begins-with-a-failed-login",
                        "RFC2449#6.5 LOGIN-DELAY",
                        "A wrong password begins the login delay as a right one does",
                        failure(to("PASS"), (session, command, right) -> {
                            if (right.code().equals("AUTH")) {
                                session.named()
                                        .flatMap(session.accounts()::find)
                                        .ifPresent(session.accounts()::noteLogin);
                            }
                            return right;
                        })),
                must(
                        "login-delay-in-words",
                        "RFC2449#6.5 LOGIN-DELAY",
                        "LOGIN-DELAY is listed with a word",
                        capabilities((session, all) -> all.add("LOGIN-DELAY soon"))),
                must(
                        "login-delay-with-user-after-login",
                        "RFC2449#6.5 LOGIN-DELAY",
                        "LOGIN-DELAY 0 says USER after login",
                        withDelay(n -> "0 USER", n -> "0 USER")),
                must(
                        "login-delay-longer-after-login",
                        "RFC2449#6.5 LOGIN-DELAY",
                        "LOGIN-DELAY is longer after login than before",
                        withDelay(n -> (n - 1) + " USER", n -> n)),
                should(
                        "login-delay-differs-without-user",
                        "RFC2449#6.5 LOGIN-DELAY",
                        "LOGIN-DELAY is another after login, and does not say USER before it",
                        withDelay(n -> n, n -> n - 1)),
                should(
                        "login-delay-not-enforced",
                        "RFC2449#6.5 LOGIN-DELAY",
                        "LOGIN-DELAY is listed, and logins are accepted at any time",
                        next -> withDelay(n -> n, n -> n).apply(new Deviation(next) {
                            @Override
                            boolean tooSoon(Pop3Session session, Account account) {
                                return false;
                            }
                        })));
    }

    /** Once a client asked for capabilities before login, the command gets that answer until it logged in. */
    private static UnaryOperator<Conduct> behindCapa(String keyword, Reply answer) {
        return next -> {
            Set<Pop3Session> asked = sessions();
            return new Deviation(next) {
                @Override
                Reply answer(Pop3Session session, Command command) {
                    boolean early = session.state() == AUTHORIZATION;
                    if (early && command.is("CAPA")) {
                        asked.add(session);
                    }
                    return early && command.is(keyword) && asked.contains(session)
                            ? answer
                            : super.answer(session, command);
                }
            };
        };
    }

    private static UnaryOperator<Conduct> withExpire(String before, String after) {
        return capabilities((session, all) -> {
            all.removeIf(line -> line.startsWith("EXPIRE"));
            all.add(session.state() == AUTHORIZATION ? before : after);
        });
    }

    /** Another LOGIN-DELAY before login and after it, made from the seconds that the server has, or from one where it has none. */
    private static UnaryOperator<Conduct> withDelay(LongFunction<Object> before, LongFunction<Object> after) {
        return capabilities((session, all) -> {
            long seconds = Math.max(1, session.settings().loginDelay().toSeconds());
            all.removeIf(line -> line.startsWith("LOGIN-DELAY"));
            all.add("LOGIN-DELAY " + (session.state() == AUTHORIZATION ? before : after).apply(seconds));
        });
    }

    // -------------------------------------------------------------------------------------------- response codes

    private static List<Fault> responseCodes() {
        return List.of(
                should(
                        "resp-codes-not-announced",
                        "RFC2449#8",
                        "Response codes are used, and RESP-CODES is not listed",
                        capabilities((session, all) -> all.remove("RESP-CODES"))),
                should(
                        "auth-resp-code-not-announced",
                        "RFC3206#5",
                        "The code AUTH is used, and AUTH-RESP-CODE is not listed",
                        capabilities((session, all) -> all.remove("AUTH-RESP-CODE"))),
                must(
                        "wrong-password-without-auth",
                        "RFC3206#6",
                        "A wrong password is refused without the code AUTH",
                        failure(
                                to("PASS"),
                                (session, command, right) -> nameExists(session, right) ? right.withCode("") : right)),
                must(
                        "unknown-name-without-auth",
                        "RFC3206#6",
                        "PASS for a name that does not exist is refused without the code AUTH",
                        failure(
                                to("PASS"),
                                (session, command, right) -> nameExists(session, right) ? right : right.withCode(""))),
                must(
                        "wrong-digest-without-auth",
                        "RFC3206#6",
                        "A wrong APOP digest is refused without the code AUTH",
                        failure(
                                to("APOP"),
                                (session, command, right) -> right.code().equals("AUTH") ? right.withCode("") : right)),
                should(
                        "auth-answers-user",
                        "RFC3206#5",
                        "USER is refused with the code AUTH for names that do not exist",
                        success(
                                to("USER"),
                                (session, command, right) -> session.accounts()
                                                .find(command.argument(0))
                                                .isPresent()
                                        ? right
                                        : Reply.error("AUTH", "No such mailbox"))),
                must(
                        "auth-for-maildrop-in-use",
                        "RFC3206#6",
                        "A right login to a maildrop in use is refused with the code AUTH",
                        failure(
                                to("PASS", "APOP"),
                                (session, command, right) ->
                                        right.code().equals("IN-USE") ? right.withCode("AUTH") : right)),
                should(
                        "in-use-without-code",
                        "RFC2449#8.1.2 IN-USE",
                        "A right login to a maildrop in use is refused without a code",
                        failure(
                                to("PASS", "APOP"),
                                (session, command, right) ->
                                        right.code().equals("IN-USE") ? right.withCode("") : right)),
                must(
                        "in-use-for-wrong-password",
                        "RFC2449#8.1.2 IN-USE",
                        "A wrong password for a maildrop in use is refused with the code IN-USE",
                        failure(to("PASS"), (session, command, right) -> {
                            boolean inUse = session.named()
                                    .flatMap(session.accounts()::find)
                                    .map(session.accounts()::maildrop)
                                    .filter(Maildrop::locked)
                                    .isPresent();
                            return inUse && right.code().equals("AUTH") ? right.withCode("IN-USE") : right;
                        })),
                must(
                        "in-use-for-missing-message",
                        "RFC2449#8.1.2 IN-USE",
                        "A message that does not exist is refused with the code IN-USE",
                        failure(to("LIST", "RETR"), codeAfterLogin("IN-USE"))),
                must(
                        "login-delay-for-missing-message",
                        "RFC2449#8.1.1 LOGIN-DELAY",
                        "A message that does not exist is refused with the code LOGIN-DELAY",
                        failure(to("LIST", "RETR"), codeAfterLogin("LOGIN-DELAY"))),
                must(
                        "auth-for-missing-message",
                        "RFC3206#5",
                        "A message that does not exist is refused with the code AUTH",
                        failure(to("LIST", "RETR"), codeAfterLogin("AUTH"))),
                must(
                        "sys-without-level",
                        "RFC3206#4",
                        "A message that does not exist is refused with the code SYS and nothing behind it",
                        failure(to("LIST", "RETR"), codeAfterLogin("SYS"))),
                must(
                        "in-use-for-dele-top-and-uidl",
                        "RFC2449#8.1.2 IN-USE",
                        "DELE, TOP and UIDL are refused with the code IN-USE",
                        failure(to("DELE", "TOP", "UIDL"), codeAfterLogin("IN-USE"))),
                must(
                        "login-delay-for-dele-top-and-uidl",
                        "RFC2449#8.1.1 LOGIN-DELAY",
                        "DELE, TOP and UIDL are refused with the code LOGIN-DELAY",
                        failure(to("DELE", "TOP", "UIDL"), codeAfterLogin("LOGIN-DELAY"))),
                must(
                        "auth-for-dele-top-and-uidl",
                        "RFC3206#5",
                        "DELE, TOP and UIDL are refused with the code AUTH",
                        failure(to("DELE", "TOP", "UIDL"), codeAfterLogin("AUTH"))),
                must(
                        "sys-without-level-for-dele-top-and-uidl",
                        "RFC3206#4",
                        "DELE, TOP and UIDL are refused with the code SYS and nothing behind it",
                        failure(to("DELE", "TOP", "UIDL"), codeAfterLogin("SYS"))),
                must(
                        "failed-login-with-sys-alone",
                        "RFC3206#4",
                        "A wrong password is refused with the code SYS/UNKNOWN",
                        failure(
                                to("PASS"),
                                (session, command, right) ->
                                        right.code().equals("AUTH") ? right.withCode("SYS/UNKNOWN") : right)),
                must(
                        "login-answered-with-in-use",
                        "RFC2449#8.1.2 IN-USE",
                        "The positive answer to PASS has the code IN-USE",
                        success(to("PASS"), (session, command, right) -> right.withCode("IN-USE"))),
                must(
                        "retr-answered-with-in-use",
                        "RFC2449#8.1.2 IN-USE",
                        "The positive answer to RETR has the code IN-USE",
                        success(to("RETR"), (session, command, right) -> right.withCode("IN-USE"))),
                must(
                        "dele-answered-with-in-use",
                        "RFC2449#8.1.2 IN-USE",
                        "The positive answer to DELE has the code IN-USE",
                        success(to("DELE"), (session, command, right) -> right.withCode("IN-USE"))),
                must(
                        "quit-answered-with-in-use",
                        "RFC2449#8.1.2 IN-USE",
                        "The positive answer to QUIT has the code IN-USE",
                        success(to("QUIT"), (session, command, right) -> right.withCode("IN-USE"))),
                must(
                        "sys-in-positive-answer",
                        "RFC3206#4",
                        "The positive answers to NOOP, RSET and QUIT have the code SYS/TEMP",
                        success(to("NOOP", "RSET", "QUIT"), (session, command, right) -> right.withCode("SYS/TEMP"))),
                must(
                        "broken-bracket-before-login",
                        "RFC2449#6.4 RESP-CODES",
                        "Before login the text for an unknown command begins with a bracket that is not closed",
                        failure(
                                toUnknown(),
                                (session, command, right) ->
                                        session.state() == AUTHORIZATION ? right.withText("[unknown command") : right)),
                must(
                        "broken-bracket-after-login",
                        "RFC2449#6.4 RESP-CODES",
                        "After login the text for a missing message begins with a bracket that is not closed",
                        failure(
                                to("LIST", "RETR"),
                                (session, command, right) ->
                                        session.state() == TRANSACTION ? right.withText("[no such message") : right)),
                must(
                        "broken-bracket-for-dele-top-and-uidl",
                        "RFC2449#6.4 RESP-CODES",
                        "DELE, TOP and UIDL are refused with a text that begins with a bracket that is not closed",
                        failure(
                                to("DELE", "TOP", "UIDL"),
                                (session, command, right) ->
                                        session.state() == TRANSACTION ? right.withText("[no such message") : right)),
                must(
                        "broken-bracket-for-failed-login",
                        "RFC2449#6.4 RESP-CODES",
                        "The text for a wrong password is a bracket that is not closed",
                        failure(
                                to("PASS"),
                                (session, command, right) -> right.code().equals("AUTH")
                                        ? right.withCode("").withText("[wrong")
                                        : right)),
                must(
                        "broken-bracket-for-login",
                        "RFC2449#6.4 RESP-CODES",
                        "The text for a successful login begins with a bracket that is not closed",
                        success(to("PASS"), (session, command, right) -> right.withText("[opened"))),
                should(
                                "login-delay-answers-user",
                                "RFC2449#8.1.1 LOGIN-DELAY",
                                "LOGIN-DELAY 1 is listed, and USER is refused with that code within the delay",
                                next -> answerInstead(
                                                to("USER"),
                                                (session, command, right) ->
                                                        command.arguments().size() == 1
                                                                        && session.state() == AUTHORIZATION
                                                                        && session.accounts()
                                                                                .find(command.argument(0))
                                                                                .filter(account -> session.accounts()
                                                                                        .openedWithin(
                                                                                                account,
                                                                                                Duration.ofSeconds(1)))
                                                                                .isPresent()
                                                                ? Reply.error("LOGIN-DELAY", "Too soon")
                                                                : right.get())
                                        .apply(withDelay(n -> n, n -> n).apply(next)))
                        .wideBecause(
                                "whatever logs in a second time within the delay gets another answer than one to PASS"));
    }

    /** Whether that refused a name that exists; true also when no name was given. */
    private static boolean nameExists(Pop3Session session, Reply refusal) {
        return !refusal.code().equals("AUTH")
                || session.named().flatMap(session.accounts()::find).isPresent();
    }

    private static Deviations.Change codeAfterLogin(String code) {
        return (session, command, right) -> session.state() == TRANSACTION ? right.withCode(code) : right;
    }

    // ------------------------------------------------------------------------------------------------ pipelining

    private static List<Fault> pipelining() {
        return List.of(
                must(
                                "pipelining-announced-not-served",
                                "RFC2449#6.6 PIPELINING",
                                "Of several commands in a segment the first is answered, the others are lost",
                                dropsWhatWaits((command, reply) -> true))
                        .wideBecause("every scenario on pipelining sends several commands in a segment, and mpop does"),
                must(
                        "error-drops-what-waits",
                        "RFC2449#6.6 PIPELINING",
                        "Commands that wait behind a refused one are lost",
                        dropsWhatWaits((command, reply) -> !reply.positive())),
                must(
                        "login-drops-what-waits",
                        "RFC2449#6.6 PIPELINING",
                        "Commands that wait behind a successful login are lost",
                        dropsWhatWaits((command, reply) -> to("PASS", "APOP").test(command) && reply.positive())),
                must(
                        "capa-drops-what-waits",
                        "RFC2449#6.6 PIPELINING",
                        "Commands that wait behind CAPA are lost",
                        dropsWhatWaits((command, reply) -> command.is("CAPA"))),
                must(
                        "retr-drops-what-waits",
                        "RFC2449#6.6 PIPELINING",
                        "Commands that wait behind RETR are lost",
                        dropsWhatWaits((command, reply) -> command.is("RETR"))),
                must(
                        "uidl-drops-what-waits",
                        "RFC2449#6.6 PIPELINING",
                        "Commands that wait behind UIDL are lost",
                        dropsWhatWaits((command, reply) -> command.is("UIDL"))),
                must(
                        "long-answer-drops-what-arrives",
                        "RFC2449#6.6 PIPELINING",
                        "Commands that arrive while more than 256 KiB are being sent are lost",
                        next -> new Deviation(next) {
                            @Override
                            void send(Pop3Session session, Command command, Reply reply, OutputStream out)
                                    throws IOException {
                                super.send(session, command, reply, out);
                                out.flush();
                                boolean large = reply.content()
                                        .filter(all -> all.length() > 256 << 10)
                                        .isPresent();
                                if (large && session.connection().hasInputWithin(Duration.ofMillis(1))) {
                                    session.connection().lines().discard();
                                }
                            }
                        }),
                must(
                        "begun-command-is-lost",
                        "RFC2449#6.6 PIPELINING",
                        "The beginning of a command that comes in the segment of the command before it is lost",
                        reading((session, in, right) -> {
                            Optional<Line> line = right.get();
                            if (in.buffered() > 0 && !in.peek().contains("\r\n")) {
                                in.discard();
                            }
                            return line;
                        })),
                must(
                                "pipelined-commands-swapped",
                                "RFC2449#6.6 PIPELINING",
                                "Of two commands in a segment the second is answered first",
                                next -> {
                                    Map<Pop3Session, Line> waiting = Collections.synchronizedMap(new WeakHashMap<>());
                                    return reading((session, in, right) -> {
                                                Line overtaken = waiting.remove(session);
                                                if (overtaken != null) {
                                                    return Optional.of(overtaken);
                                                }
                                                Optional<Line> first = right.get();
                                                boolean two = session.state() == TRANSACTION
                                                        && in.peek().contains("\r\n");
                                                if (!two || first.isEmpty()) {
                                                    return first;
                                                }
                                                waiting.put(session, first.get());
                                                return right.get();
                                            })
                                            .apply(next);
                                })
                        .wideBecause("every scenario on pipelining sends several commands in a segment, and mpop does"),
                must(
                        "pipelined-dele-not-done",
                        "RFC2449#6.6 PIPELINING",
                        "DELE is answered and not done when another command waits behind it",
                        success(to("DELE"), (session, command, right) -> {
                            if (session.connection().lines().buffered() > 0) {
                                session.unmarkAll();
                            }
                            return right;
                        })),
                must(
                        "quit-overtakes-answers",
                        "RFC2449#6.6 PIPELINING",
                        "Commands in one segment with QUIT are done and not answered",
                        next -> new Deviation(next) {
                            @Override
                            void send(Pop3Session session, Command command, Reply reply, OutputStream out)
                                    throws IOException {
                                if (!session.connection().lines().peek().contains("QUIT\r\n")) {
                                    super.send(session, command, reply, out);
                                }
                            }
                        }),
                must(
                        "pipelining-of-a-hundred-at-most",
                        "RFC2449#6.6 PIPELINING",
                        "Of the commands in one segment the first hundred are answered",
                        next -> {
                            Map<Pop3Session, AtomicInteger> served = Collections.synchronizedMap(new WeakHashMap<>());
                            return reading((session, in, right) -> {
                                        AtomicInteger batch = served.computeIfAbsent(session, s -> new AtomicInteger());
                                        if (in.buffered() == 0) {
                                            batch.set(0);
                                        } else if (batch.incrementAndGet() >= 100) {
                                            in.discard();
                                            batch.set(0);
                                        }
                                        return right.get();
                                    })
                                    .apply(next);
                        }));
    }

    // ------------------------------------------------------------------------------------------------------- TLS

    private static List<Fault> tls() {
        return List.of(
                must(
                        "stls-keeps-what-waits",
                        "RFC2595#4 STLS",
                        "Commands that came in the clear behind STLS are obeyed under TLS",
                        next -> new Deviation(next) {
                            @Override
                            void enterTls(Pop3Session session, LineSource in) {
                                session.forgetName();
                            }
                        }),
                should(
                        "stls-keeps-the-name",
                        "RFC2595#4 STLS",
                        "A name that USER gave in the clear is good for PASS under TLS",
                        next -> new Deviation(next) {
                            @Override
                            void enterTls(Pop3Session session, LineSource in) {
                                Optional<String> name = session.named();
                                super.enterTls(session, in);
                                name.ifPresent(session::name);
                            }
                        }),
                must(
                        "stls-after-login",
                        "RFC2595#4 STLS",
                        "STLS is accepted after login",
                        admitted("STLS", TRANSACTION)),
                must(
                        "stls-with-argument-starts-nothing",
                        "RFC2595#4 STLS",
                        "STLS with an argument is answered with +OK, and the session goes on in the clear",
                        answerInstead(
                                to("STLS"),
                                (session, command, right) ->
                                        command.arguments().isEmpty() ? right.get() : Reply.ok("Begin TLS"))),
                should(
                        "stls-not-announced",
                        "RFC2595#4 STLS",
                        "STLS is served, and not listed",
                        capabilities((session, all) -> all.remove("STLS"))),
                must(
                        "stls-announced-not-served",
                        "RFC2595#4 STLS",
                        "STLS is listed, and refused",
                        refused(to("STLS"), session -> true)),
                should(
                        "stls-announced-after-login",
                        "RFC2595#4 STLS",
                        "STLS is listed after login too",
                        capabilities((session, all) -> {
                            if (session.state() == TRANSACTION && !session.isTls()) {
                                all.add("STLS");
                            }
                        })),
                should(
                        "stls-announced-under-tls",
                        "RFC2595#4 STLS",
                        "STLS is listed although TLS is active",
                        capabilities((session, all) -> {
                            if (session.isTls() && session.state() == AUTHORIZATION) {
                                all.add("STLS");
                            }
                        })),
                must(
                        "stls-under-tls-not-answered",
                        "RFC1939#3",
                        "STLS under TLS gets no answer",
                        answerInstead(
                                to("STLS"), (session, command, right) -> session.isTls() ? Reply.none() : right.get())),
                must(
                        "stls-starts-nothing",
                        "RFC2595#4 STLS",
                        "STLS is answered with +OK, and the session goes on in the clear",
                        stlsHandshake((session, connection, identity, right) -> {})),
                must(
                        "stls-handshake-fails",
                        "RFC2595#4 STLS",
                        "The server closes the connection instead of a handshake",
                        stlsHandshake((session, connection, identity, right) -> {
                            throw new IOException("No handshake by order");
                        })),
                must(
                                "stls-greets-again",
                                "RFC2595#4 STLS",
                                "The server greets again after the handshake",
                                stlsHandshake((session, connection, identity, right) -> {
                                    right.run();
                                    Conduct.write(
                                            connection.out(), session.conduct().greeting(session));
                                    connection.out().flush();
                                }))
                        .wideBecause("each scenario on STLS goes through its answer and the handshake"),
                must(
                                "stls-answer-goes-on",
                                "RFC2595#4 STLS",
                                "A line in the clear stands between the answer to STLS and the handshake",
                                alsoSent(to("STLS"), (command, reply) -> reply.positive() ? "Waiting\r\n" : ""))
                        .wideBecause("each scenario on STLS goes through its answer and the handshake"),
                should(
                        "failed-handshake-falls-back",
                        "RFC2595#4 STLS",
                        "A client that sends no handshake after STLS is served in the clear",
                        stlsHandshake((session, connection, identity, right) ->
                                handshakeIfTheClientBeginsOne(session, connection, identity))),
                must(
                        "failed-handshake-stops-tls",
                        "RFC2595#4 STLS",
                        "Behind a handshake that failed the next one fails too",
                        next -> {
                            AtomicBoolean failed = new AtomicBoolean();
                            return new Deviation(next) {
                                @Override
                                void handshake(Pop3Session session, ClientConnection connection, TlsIdentity identity)
                                        throws IOException {
                                    if (failed.getAndSet(false)) {
                                        throw new IOException("No handshake behind one that failed");
                                    }
                                    try {
                                        super.handshake(session, connection, identity);
                                    } catch (IOException e) {
                                        failed.set(true);
                                        throw e;
                                    }
                                }
                            };
                        }),
                must(
                        "stat-under-tls-before-login",
                        "RFC2595#4 STLS",
                        "After STLS, STAT is served before login",
                        answerInstead(
                                to("STAT"),
                                (session, command, right) ->
                                        session.state() == AUTHORIZATION && session.isTls() && !session.beganWithTls()
                                                ? Reply.ok("0 0")
                                                : right.get())),
                must(
                        "pass-under-tls-refused",
                        "RFC2595#4 STLS",
                        "USER is listed under TLS, and PASS refused there",
                        refused(to("PASS"), Pop3Session::isTls)),
                must(
                        "large-message-under-tls-cut",
                        "RFC1939#5 RETR",
                        "Under TLS a message ends after one MiB",
                        writing(to("RETR"), (session, right) -> (all, out) -> {
                            int end = session.isTls() && all.length() > 1 << 20 ? all.lineEnd(1 << 20) : all.length();
                            right.write(all.slice(0, end), out);
                        })),
                must(
                        "pop3s-greets-in-the-clear",
                        "RFC8314#3.1",
                        "On the pop3s port the greeting comes before the handshake",
                        next -> new Deviation(next) {
                            @Override
                            void handshake(Pop3Session session, ClientConnection connection, TlsIdentity identity)
                                    throws IOException {
                                if (session.beganWithTls()) {
                                    write(connection.out(), session.conduct().greeting(session));
                                    connection.out().flush();
                                }
                                super.handshake(session, connection, identity);
                            }
                        }),
                must(
                        "pop3s-serves-in-the-clear",
                        "RFC8314#3.1",
                        "On the pop3s port a client that sends no handshake is served in the clear",
                        next -> new Deviation(next) {
                            @Override
                            void handshake(Pop3Session session, ClientConnection connection, TlsIdentity identity)
                                    throws IOException {
                                if (session.beganWithTls()) {
                                    handshakeIfTheClientBeginsOne(session, connection, identity);
                                } else {
                                    super.handshake(session, connection, identity);
                                }
                            }
                        }),
                must(
                        "pop3s-capa-refused",
                        "RFC2449#5 CAPA",
                        "On the pop3s port CAPA is refused",
                        refused(to("CAPA"), Pop3Session::beganWithTls)),
                must(
                                "pop3s-begins-in-transaction",
                                "RFC1939#5 STAT",
                                "On the pop3s port STAT is served before login",
                                answerInstead(
                                        to("STAT"),
                                        (session, command, right) ->
                                                session.state() == AUTHORIZATION && session.beganWithTls()
                                                        ? Reply.ok("0 0")
                                                        : right.get()))
                        .wideBecause(
                                "STAT is how scenarios see that a refused login under TLS did not open the maildrop"),
                must(
                        "pop3s-has-other-unique-ids",
                        "RFC1939#7 UIDL",
                        "On the pop3s port messages have other unique-ids",
                        uniqueId((session, number, message, right) -> session.beganWithTls() ? right + "-s" : right)),
                should(
                        "pop3s-announces-stls",
                        "RFC2595#4 STLS",
                        "On the pop3s port STLS is listed",
                        capabilities((session, all) -> {
                            if (session.beganWithTls() && session.state() == AUTHORIZATION) {
                                all.add("STLS");
                            }
                        })));
    }

    /** Leaves the session in the clear when the first octet that comes is not that of a handshake record. */
    private static void handshakeIfTheClientBeginsOne(
            Pop3Session session, ClientConnection connection, TlsIdentity identity) throws IOException {
        LineSource in = connection.lines();
        if (in.fill() && in.peek().charAt(0) == 0x16) {
            byte[] received = in.peek().getBytes(StandardCharsets.ISO_8859_1);
            in.discard();
            connection.startTls(identity.peer(session.conduct().tlsTerms(session)), received);
        }
    }

    /** Does something else, or more, where the TLS handshake after STLS belongs. */
    @FunctionalInterface
    private interface Handshake {
        void on(Pop3Session session, ClientConnection connection, TlsIdentity identity, Step right) throws IOException;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static UnaryOperator<Conduct> stlsHandshake(Handshake other) {
        return next -> new Deviation(next) {
            @Override
            void handshake(Pop3Session session, ClientConnection connection, TlsIdentity identity) throws IOException {
                if (session.beganWithTls()) {
                    super.handshake(session, connection, identity);
                } else {
                    other.on(session, connection, identity, () -> super.handshake(session, connection, identity));
                }
            }
        };
    }
}
