package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.eachLine;
import static org.pop3spec.refserver.Deviations.everyNumber;
import static org.pop3spec.refserver.Deviations.lines;
import static org.pop3spec.refserver.Deviations.listed;
import static org.pop3spec.refserver.Deviations.markedFound;
import static org.pop3spec.refserver.Deviations.refused;
import static org.pop3spec.refserver.Deviations.sessions;
import static org.pop3spec.refserver.Deviations.size;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.terminator;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.toAll;
import static org.pop3spec.refserver.Deviations.understood;
import static org.pop3spec.refserver.Deviations.unfolded;
import static org.pop3spec.refserver.Deviations.withNumber;
import static org.pop3spec.refserver.Deviations.withoutLast;
import static org.pop3spec.refserver.Deviations.withoutNumber;
import static org.pop3spec.refserver.Deviations.written;
import static org.pop3spec.refserver.Fault.must;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The faults of STAT and LIST, and in the sizes that they give, RFC 1939 sections 5 and 11. */
final class FaultsOfListings {
    /** More messages than some servers count. */
    private static final int MANY = 8192;

    private FaultsOfListings() {}

    static List<Fault> all() {
        return Stream.of(stat(), list(), sizes()).flatMap(List::stream).toList();
    }

    private static List<Fault> stat() {
        return List.of(
                must(
                                "stat-refused-at-first",
                                "RFC1939#5 STAT",
                                "In the clear STAT is refused as the first command behind PASS",
                                next -> {
                                    Set<Pop3Session> entered = sessions();
                                    return answerInstead(toAll(), (session, command, right) -> {
                                                if (entered.remove(session) && command.is("STAT")) {
                                                    return Reply.error("Not yet");
                                                }
                                                Reply reply = right.get();
                                                if (command.is("PASS") && reply.positive() && !session.isTls()) {
                                                    entered.add(session);
                                                }
                                                return reply;
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

    private static List<Fault> list() {
        return List.of(
                must(
                                "list-shows-marked-messages",
                                "RFC1939#5 LIST",
                                "LIST shows messages that are marked as deleted",
                                listed(to("LIST"), (session, right) -> everyNumber(session)))
                        .wideBecause(
                                "the session that is played after every way of logging in marks a message and looks for it in the scan listing"),
                must(
                                "list-of-marked-message-served",
                                "RFC1939#5 LIST",
                                "LIST with the number of a marked message is served",
                                markedFound("LIST"))
                        .wideBecause(
                                "the session that is played after every way of logging in marks a message and asks for its scan listing"),
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
                                }))
                        .wideBecause(
                                "the session that is played after every way of logging in marks a message and looks at the numbers of the others"),
                must(
                                "list-forgets-the-last-message",
                                "RFC1939#5 LIST",
                                "LIST does not show the last message",
                                lines(withoutNumber("LIST"), Deviations::withoutLast))
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
                        "list-ends-after-8192-lines",
                        "RFC1939#5 LIST",
                        "LIST shows 8192 messages at most",
                        lines(withoutNumber("LIST"), all -> all.subList(0, Math.min(MANY, all.size())))),
                must(
                        "uidl-begins-anew-after-8192-lines",
                        "RFC1939#7 UIDL",
                        "The unique-id listing counts in 13 bits: behind 8191 comes 0",
                        eachLine(
                                withoutNumber("UIDL"),
                                line -> Integer.parseInt(line.replaceFirst(" .*", "")) % MANY
                                        + line.replaceFirst("^[0-9]+", ""))),
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
                                size(withNumber("LIST"), FaultsOfListings::sizeWithLineFeeds))
                        .wideBecause(
                                "the session that is played after every way of logging in compares LIST of a message with the listing of all"));
    }

    private static List<Fault> sizes() {
        return List.of(
                must(
                                "size-counts-line-end-as-one",
                                "RFC1939#11",
                                "Every size counts a line end as one octet",
                                size(toAll(), FaultsOfListings::sizeWithLineFeeds))
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
                                        .apply(eachLine(withoutNumber("LIST"), FaultsOfListings::hexadecimal)
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
}
