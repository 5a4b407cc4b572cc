package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.withNumber;
import static org.pop3spec.refserver.Fault.historic;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The faults of commands that later documents dropped: LAST, which a server has where {@link ServerSettings#last()} says so, and
 * XTND (RFC 1082), which none has without fault.
 */
final class FaultsOfDroppedCommands {
    private static final List<String> GROUPS = List.of("system 10");
    private static final String LAST = "RFC1225#LAST";
    private static final String RETR = "RFC1225#RETR";
    private static final String DELE = "RFC1225#DELE";
    private static final String RSET = "RFC1225#RSET";
    private static final String OPENING = "RFC1225#AUTHORIZATION";

    private FaultsOfDroppedCommands() {}

    static List<Fault> all() {
        return Stream.of(last(), xtnd()).flatMap(List::stream).toList();
    }

    private static List<Fault> last() {
        return List.of(
                historic(
                                "last-in-words",
                                LAST,
                                "LAST is answered by a sentence with the number at its end",
                                success(
                                        to("LAST"),
                                        (session, command, right) ->
                                                right.withText("the last message is " + right.text())))
                        .wideBecause("every scenario on LAST reads its answer, and fetchmail asks for it"),
                historic(
                        "last-before-login",
                        LAST,
                        "LAST is answered with 0 in the AUTHORIZATION state",
                        answerInstead(
                                to("LAST"),
                                (session, command, right) ->
                                        session.settings().last() && session.state() == AUTHORIZATION
                                                ? Reply.ok("0")
                                                : right.get())),
                historic(
                        "last-below-zero-without-mail",
                        LAST,
                        "LAST in an empty maildrop is -1",
                        success(
                                to("LAST"),
                                (session, command, right) ->
                                        session.messages().isEmpty() ? right.withText("-1") : right)),
                historic(
                        "last-counts-retrieved-messages",
                        LAST,
                        "LAST tells how many messages were retrieved in the session",
                        success(
                                to("LAST"),
                                (session, command, right) ->
                                        right.withText(String.valueOf(Deviations.everyNumber(session).stream()
                                                .filter(session::isRetrieved)
                                                .count())))),
                historic(
                        "last-follows-the-latest-retr",
                        RETR,
                        "LAST tells which message was retrieved most recently",
                        success(to("RETR"), accessed(Integer::parseInt))),
                historic(
                        "last-follows-the-latest-dele",
                        DELE,
                        "LAST tells which message was deleted most recently",
                        success(to("DELE"), accessed(Integer::parseInt))),
                historic("last-not-raised-by-dele", DELE, "LAST takes no notice of DELE", unnoticed("DELE")),
                historic(
                        "last-raised-by-refused-retr",
                        RETR,
                        "RETR of a message that is not there raises LAST to its number",
                        failure(to("RETR"), accessed(FaultsOfDroppedCommands::digits))),
                historic(
                        "last-raised-by-refused-dele",
                        DELE,
                        "DELE of a message that is not there raises LAST to its number",
                        failure(to("DELE"), accessed(FaultsOfDroppedCommands::digits))),
                historic(
                        "last-of-whoever-read-latest",
                        OPENING,
                        "LAST begins with what the session before ended with, whoever's that was",
                        LatestOfAll::new),
                historic(
                        "last-raised-by-list",
                        LAST,
                        "LIST with a number raises LAST to it",
                        success(withNumber("LIST"), accessed(Integer::parseInt))),
                historic(
                        "last-kept-by-rset",
                        RSET,
                        "RSET takes back the marks and leaves LAST alone",
                        unnoticed("RSET")),
                historic(
                        "last-forgotten-at-quit",
                        OPENING,
                        "Every session begins with LAST at 0",
                        next -> new Deviation(next) {
                            @Override
                            int highestAccessed(Pop3Session session, Maildrop maildrop) {
                                return 0;
                            }
                        }),
                historic(
                        "last-remembered-as-a-number",
                        OPENING,
                        "LAST is the same number in the next session, whatever was removed",
                        SameNumber::new),
                historic(
                        "last-after-a-drop-is-the-end",
                        OPENING,
                        "After a session that was broken off every message counts as accessed",
                        next -> new Deviation(next) {
                            @Override
                            void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                                session.messages().forEach(maildrop::noteRetrieved);
                                super.broken(session, maildrop, ending);
                            }
                        }));
    }

    private static List<Fault> xtnd() {
        return List.of(
                historic(
                        "xtnd-takes-any-group",
                        "RFC1082 XTND BBOARDS",
                        "XTND BBOARDS opens whatever it is asked for",
                        answerInstead(
                                to("XTND"),
                                (session, command, right) -> session.state() == TRANSACTION
                                                && command.arguments().size() > 1
                                        ? Reply.ok("XTND", Octets.ofLines(List.of(command.argument(1) + " 0")))
                                        : right.get())),
                historic(
                        "xtnd-lists-names-only",
                        "RFC1082 XTND BBOARDS",
                        "XTND BBOARDS lists the groups without their maxima",
                        xtnd(Map.of("BBOARDS", List.of("system", "mh-users")))),
                historic(
                        "xtnd-group-listed-without-maxima",
                        "RFC1082 XTND BBOARDS",
                        "In a group that XTND BBOARDS opened the scan listing is the usual one",
                        xtnd(Map.of("BBOARDS", GROUPS, "BBOARDS system", GROUPS))),
                historic(
                        "xtnd-archive-without-listing",
                        "RFC1082 XTND ARCHIVE",
                        "XTND ARCHIVE is answered with +OK and nothing else",
                        xtnd(Map.of("BBOARDS", GROUPS, "ARCHIVE system", List.of()))),
                historic(
                        "xtnd-information-too-short",
                        "RFC1082 XTND X-BBOARDS",
                        "XTND X-BBOARDS leaves out the lines that it has nothing for",
                        xtnd(Map.of(
                                "BBOARDS", GROUPS, "X-BBOARDS system", List.of("system", "local general", "01 10")))));
    }

    /** XTND with these answers; whatever else is asked for is refused. */
    private static UnaryOperator<Conduct> xtnd(Map<String, List<String>> answers) {
        return answerInstead(to("XTND"), (session, command, right) -> {
            List<String> lines = answers.get(command.rest().orElse(""));
            return session.state() == TRANSACTION && lines != null
                    ? Reply.ok("XTND", Octets.ofLines(lines))
                    : right.get();
        });
    }

    /** A command after which its argument is what LAST tells. */
    private static Deviations.Change accessed(ToIntFunction<String> number) {
        return (session, command, right) -> {
            if (!command.arguments().isEmpty()) {
                session.highestAccessed(number.applyAsInt(command.argument(0)));
            }
            return right;
        };
    }

    private static int digits(String argument) {
        return argument.matches("[0-9]{1,6}") ? Integer.parseInt(argument) : 0;
    }

    /** A command after which LAST tells what it told before. */
    private static UnaryOperator<Conduct> unnoticed(String keyword) {
        return answerInstead(to(keyword), (session, command, right) -> {
            int before = session.highestAccessed();
            Reply reply = right.get();
            session.highestAccessed(before);
            return reply;
        });
    }

    /** Remembers the number and not the message. */
    private static final class SameNumber extends Deviation {
        private final Map<Maildrop, Remembered> numbers = new ConcurrentHashMap<>();

        /** A number, and the messages that were there with it: a maildrop with none of them was filled anew. */
        private record Remembered(int number, List<StoredMessage> messages) {}

        SameNumber(Conduct next) {
            super(next);
        }

        @Override
        boolean update(Pop3Session session, Maildrop maildrop) {
            numbers.put(maildrop, new Remembered(session.highestAccessed(), maildrop.messages()));
            return super.update(session, maildrop);
        }

        @Override
        int highestAccessed(Pop3Session session, Maildrop maildrop) {
            return Optional.ofNullable(numbers.get(maildrop))
                    .filter(before -> !Collections.disjoint(before.messages(), maildrop.messages()))
                    .map(Remembered::number)
                    .orElse(0);
        }
    }

    /** Remembers one number for all maildrops. */
    private static final class LatestOfAll extends Deviation {
        private final AtomicInteger latest = new AtomicInteger();

        LatestOfAll(Conduct next) {
            super(next);
        }

        @Override
        boolean update(Pop3Session session, Maildrop maildrop) {
            latest.set(session.highestAccessed());
            return super.update(session, maildrop);
        }

        @Override
        int highestAccessed(Pop3Session session, Maildrop maildrop) {
            return Math.max(super.highestAccessed(session, maildrop), latest.get());
        }
    }
}
