package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.alsoFound;
import static org.pop3spec.refserver.Deviations.answer;
import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.everyNumber;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.toAll;
import static org.pop3spec.refserver.Deviations.withNumber;
import static org.pop3spec.refserver.Deviations.within;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The faults in what can be asked for where messages are marked as deleted, and in what marks them or takes marks back. */
final class FaultsOfMarks {
    private static final String DELE = "RFC1939#5 DELE";
    private static final String BASIC = "RFC1939#3";

    private FaultsOfMarks() {}

    static List<Fault> all() {
        return Stream.of(served(), servedByOneCommand(), refused(), changed())
                .flatMap(each -> each)
                .toList();
    }

    private static Stream<Fault> served() {
        return Stream.of(
                servedOnceRead("marked-message-stays-readable-once-read", "RETR"),
                servedOnceRead("top-of-a-marked-message-served-once-read", "TOP"),
                must(
                        "only-message-served-though-marked",
                        DELE,
                        "A message that is alone in the maildrop can be named where it is marked as deleted",
                        alsoFound(
                                toAll(),
                                (session, command, number) ->
                                        session.messages().size() == 1 ? within(session, number) : Optional.empty())),
                must(
                        "marked-last-message-served",
                        DELE,
                        "The last message can be named where it is marked as deleted",
                        alsoFound(
                                toAll(),
                                (session, command, number) ->
                                        number == session.messages().size()
                                                ? within(session, number)
                                                : Optional.empty())));
    }

    private static Fault servedOnceRead(String id, String keyword) {
        return must(
                id,
                DELE,
                keyword + " of a marked message is served where it was retrieved before",
                alsoFound(
                        to(keyword),
                        (session, command, number) ->
                                within(session, number).filter(message -> session.isRetrieved((int) number))));
    }

    private static Stream<Fault> servedByOneCommand() {
        return Stream.of(
                        Stream.of("UIDL", "TOP")
                                .map(keyword -> servedWhere(
                                        keyword + "-of-marked-first-message-served",
                                        keyword,
                                        "the first message",
                                        (session, number) -> number == 1)),
                        Stream.of("UIDL", "TOP", "DELE")
                                .map(keyword -> servedWhere(
                                        keyword + "-served-once-all-are-marked",
                                        keyword,
                                        "a message where all others are marked too",
                                        (session, number) -> marks(session)
                                                == session.messages().size())),
                        Stream.of("RETR", "LIST")
                                .map(keyword -> servedWhere(
                                        keyword + "-served-once-two-are-marked",
                                        keyword,
                                        "a message where another one is marked too",
                                        (session, number) -> marks(session) > 1)))
                .flatMap(each -> each);
    }

    private static long marks(Pop3Session session) {
        return everyNumber(session).stream().filter(session::isMarked).count();
    }

    private static Fault servedWhere(String id, String keyword, String what, BiPredicate<Pop3Session, Long> where) {
        return must(
                id.toLowerCase(Locale.ROOT),
                DELE,
                keyword + " serves " + what + " although it is marked",
                alsoFound(
                        to(keyword),
                        (session, command, number) ->
                                where.test(session, number) ? within(session, number) : Optional.empty()));
    }

    private static Stream<Fault> refused() {
        return Stream.concat(
                Stream.of("RETR", "DELE", "UIDL", "TOP").map(FaultsOfMarks::refusedBeforeAMarkedOne),
                Stream.of(must(
                        "list-refuses-numbers-beyond-the-count",
                        "RFC1939#5 LIST",
                        "LIST with a number higher than the number of messages that are not marked is refused",
                        answerInstead(
                                withNumber("LIST"),
                                (session, command, right) -> session.state() == TRANSACTION
                                                && session.conduct()
                                                                .messageNumber(command.argument(0))
                                                                .orElse(0)
                                                        > session.conduct()
                                                                .listed(session, command)
                                                                .size()
                                        ? Reply.error("No such message")
                                        : right.get()))));
    }

    private static Fault refusedBeforeAMarkedOne(String keyword) {
        return must(
                keyword.toLowerCase(Locale.ROOT) + "-before-a-marked-message-refused",
                DELE,
                keyword + " refuses a message where one with a higher number is marked",
                answerInstead(withNumber(keyword), (session, command, right) -> {
                    long asked =
                            session.conduct().messageNumber(command.argument(0)).orElse(Long.MAX_VALUE);
                    boolean before = everyNumber(session).stream()
                            .anyMatch(number -> number > asked && session.isMarked(number));
                    return before ? Reply.error("No such message") : right.get();
                }));
    }

    private static Stream<Fault> changed() {
        return Stream.concat(
                Stream.of("UIDL", "TOP", "RSET").map(FaultsOfMarks::refusalTakesMarksBack),
                Stream.of(
                        zeroMarks("UIDL"),
                        zeroMarks("TOP"),
                        must(
                                "noop-with-an-argument-takes-marks-back",
                                "RFC1939#5 NOOP",
                                "NOOP with an argument takes back the marks of all messages",
                                answer(to("NOOP"), (session, command, right) -> {
                                    command.rest().ifPresent(argument -> session.unmarkAll());
                                    return right;
                                })),
                        must(
                                "refused-quit-updates",
                                "RFC1939#6",
                                "QUIT that is refused for its argument removes what is marked",
                                refusedAnd(
                                        "QUIT",
                                        session -> session.maildrop()
                                                .ifPresent(maildrop ->
                                                        session.conduct().update(session, maildrop))))));
    }

    private static Fault refusalTakesMarksBack(String keyword) {
        return must(
                "refused-" + keyword.toLowerCase(Locale.ROOT) + "-takes-marks-back",
                BASIC,
                keyword + " that is refused takes back the marks of all messages",
                refusedAnd(keyword, Pop3Session::unmarkAll));
    }

    private static Fault zeroMarks(String keyword) {
        return must(
                keyword.toLowerCase(Locale.ROOT) + "-of-message-zero-marks-the-first",
                BASIC,
                keyword + " of message 0 is refused, and marks message 1",
                failure(withNumber(keyword), (session, command, right) -> {
                    if (command.argument(0).equals("0") && session.state() == TRANSACTION) {
                        session.mark(1);
                    }
                    return right;
                }));
    }

    /** What is done where the command is refused in a session that has a maildrop. */
    private static UnaryOperator<Conduct> refusedAnd(String keyword, Consumer<Pop3Session> done) {
        return failure(to(keyword), (session, command, right) -> {
            if (session.state() == TRANSACTION) {
                done.accept(session);
            }
            return right;
        });
    }
}
