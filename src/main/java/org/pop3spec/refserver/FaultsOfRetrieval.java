package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answer;
import static org.pop3spec.refserver.Deviations.everyNumber;
import static org.pop3spec.refserver.Deviations.lineCount;
import static org.pop3spec.refserver.Deviations.lines;
import static org.pop3spec.refserver.Deviations.markedFound;
import static org.pop3spec.refserver.Deviations.number;
import static org.pop3spec.refserver.Deviations.removed;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.terminator;
import static org.pop3spec.refserver.Deviations.text;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.understood;
import static org.pop3spec.refserver.Deviations.writing;
import static org.pop3spec.refserver.Deviations.written;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The faults of RETR and TOP, RFC 1939 sections 5 and 7. */
final class FaultsOfRetrieval {
    private FaultsOfRetrieval() {}

    static List<Fault> all() {
        return Stream.of(retr(), top()).flatMap(List::stream).toList();
    }

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
                        writing(to("RETR"), (session, right) -> FaultsOfRetrieval::writeWithoutEdgeDots)),
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
                                text(to("RETR"), all -> mapped(all, c -> c & 0x7f)))
                        .wideBecause("messages in UTF-8 are how scenarios see that UTF-8 mode is on"),
                must(
                                "retr-with-question-marks",
                                "RFC1939#5 RETR",
                                "RETR sends a question mark for octets above 127",
                                text(to("RETR"), all -> mapped(all, c -> c > 127 ? '?' : c)))
                        .wideBecause("messages in UTF-8 are how scenarios see that UTF-8 mode is on"),
                must(
                        "retr-ends-behind-overlong-lines",
                        "RFC1939#3",
                        "Behind a line of more than 998 octets RETR sends a lone dot, and goes on",
                        written(to("RETR"), all -> all.replaceAll("(?m)^(.{999,}\r\n)", "$1.\r\n"))),
                must(
                        "retr-ends-behind-a-line-beyond-its-buffer",
                        "RFC1939#3",
                        "Behind a line of more than 64 KiB RETR sends a lone dot, and goes on",
                        written(to("RETR"), all -> all.replaceAll("(?m)^(.{65536,}\r\n)", "$1.\r\n"))),
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
                                text(to("RETR"), Deviations::unfolded))
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
                        writing(to("TOP"), (session, right) -> FaultsOfRetrieval::writeWithoutEdgeDots)),
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
                        text(to("TOP"), Deviations::unfolded)),
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
                                                .apply(next)))
                        .wideBecause(
                                "the session that is played after every way of logging in takes a preview before it downloads"));
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
}
