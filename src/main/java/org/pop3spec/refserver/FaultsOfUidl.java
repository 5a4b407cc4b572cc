package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.eachLine;
import static org.pop3spec.refserver.Deviations.everyNumber;
import static org.pop3spec.refserver.Deviations.lines;
import static org.pop3spec.refserver.Deviations.listed;
import static org.pop3spec.refserver.Deviations.markedFound;
import static org.pop3spec.refserver.Deviations.number;
import static org.pop3spec.refserver.Deviations.refused;
import static org.pop3spec.refserver.Deviations.sessions;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.terminator;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.uniqueId;
import static org.pop3spec.refserver.Deviations.withNumber;
import static org.pop3spec.refserver.Deviations.withoutNumber;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The faults of UIDL, RFC 1939 section 7. */
final class FaultsOfUidl {
    private FaultsOfUidl() {}

    static List<Fault> all() {
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
                                uniqueId((session, number, message, right) -> "id" + number))
                        .wideBecause(
                                "the session that is played after every way of logging in removes a message and looks at the unique-ids of the others"),
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
                                success(withNumber("UIDL"), (s, c, right) -> right.withText(right.text() + "a")))
                        .wideBecause(
                                "the session that is played after every way of logging in compares UIDL of a message with the listing of all"),
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
                                lines(withoutNumber("UIDL"), Deviations::withoutLast))
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
                        })
                        .wideBecause(
                                "the session that is played after every way of logging in takes back its marks and looks at the unique-ids"),
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
}
