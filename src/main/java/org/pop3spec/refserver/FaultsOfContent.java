package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.dropsWhatWaits;
import static org.pop3spec.refserver.Deviations.reading;
import static org.pop3spec.refserver.Deviations.sent;
import static org.pop3spec.refserver.Deviations.size;
import static org.pop3spec.refserver.Deviations.text;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.toAll;
import static org.pop3spec.refserver.Deviations.writing;
import static org.pop3spec.refserver.Deviations.written;
import static org.pop3spec.refserver.Fault.must;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The faults that show with certain messages only, or with certain amounts of what is sent at once. */
final class FaultsOfContent {
    private static final String TOP = "RFC1939#7 TOP";
    private static final String SIZES = "RFC1939#11";
    private static final String PIPELINING = "RFC2449#6.6 PIPELINING";
    private static final String CONTROLS = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]";
    private static final String BLANKS_AT_THE_END = "[ \t]+\r\n";
    private static final String EMPTY_FIELD = "(?m)^[!-9;-~]+:\r\n(?![ \t])";
    private static final int AT_ONCE = 8192;
    private static final int UNSENT = 1 << 16;
    private static final int PREVIEW = 1 << 15;
    private static final int LINE_END = 2;
    private static final Duration MOMENT = Duration.ofMillis(20);

    private FaultsOfContent() {}

    static List<Fault> all() {
        return Stream.of(headers(), previews(), sizes(), batches())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Fault> headers() {
        return List.of(
                must(
                        "header-dots-not-stuffed",
                        "RFC1939#3",
                        "RETR stuffs lines of the body only",
                        written(to("RETR"), FaultsOfContent::withoutDotsInTheHeader)),
                must(
                        "top-header-dots-not-stuffed",
                        TOP,
                        "TOP stuffs lines of the body only",
                        written(to("TOP"), FaultsOfContent::withoutDotsInTheHeader)),
                must(
                        "retr-drops-blanks-behind-fields",
                        "RFC1939#5 RETR",
                        "RETR leaves out blanks at the end of header lines",
                        inHeader("RETR", header -> header.replaceAll(BLANKS_AT_THE_END, "\r\n"))),
                must(
                        "top-drops-blanks-behind-fields",
                        TOP,
                        "TOP leaves out blanks at the end of header lines",
                        inHeader("TOP", header -> header.replaceAll(BLANKS_AT_THE_END, "\r\n"))),
                must(
                        "top-drops-empty-fields",
                        TOP,
                        "TOP leaves out header fields without a value",
                        inHeader("TOP", header -> header.replaceAll(EMPTY_FIELD, ""))));
    }

    private static UnaryOperator<Conduct> inHeader(String keyword, UnaryOperator<String> change) {
        return text(to(keyword), all -> {
            int end = all.indexOf("\r\n\r\n");
            return end < 0 ? all : change.apply(all.substring(0, end + LINE_END)) + all.substring(end + LINE_END);
        });
    }

    private static String withoutDotsInTheHeader(String written) {
        int end = Math.max(0, written.indexOf("\r\n\r\n"));
        return written.substring(0, end).replaceAll("(?m)^\\.\\.", ".") + written.substring(end);
    }

    private static List<Fault> previews() {
        return List.of(
                must(
                        "top-cuts-at-32-kibioctets",
                        TOP,
                        "TOP ends behind the first 32 KiB, whatever was asked for",
                        text(
                                to("TOP"),
                                all -> all.length() > PREVIEW
                                        ? all.substring(0, all.lastIndexOf("\r\n", PREVIEW) + LINE_END)
                                        : all)),
                must(
                        "top-drops-control-characters",
                        TOP,
                        "TOP leaves out control characters",
                        text(to("TOP"), all -> all.replaceAll(CONTROLS, ""))),
                must(
                        "top-drops-trailing-blanks",
                        TOP,
                        "TOP leaves out blanks at the end of lines",
                        text(to("TOP"), all -> all.replaceAll(BLANKS_AT_THE_END, "\r\n"))));
    }

    private static List<Fault> sizes() {
        return List.of(
                must(
                        "size-without-empty-lines-at-the-end",
                        SIZES,
                        "No size counts the empty lines at the end of a message",
                        sizeOf(all -> all.replaceFirst("(\r\n)+\\z", "\r\n"))),
                must(
                        "size-without-control-characters",
                        SIZES,
                        "No size counts control characters",
                        sizeOf(all -> all.replaceAll(CONTROLS, ""))),
                must(
                        "size-without-trailing-blanks",
                        SIZES,
                        "No size counts blanks at the end of lines",
                        sizeOf(all -> all.replaceAll(BLANKS_AT_THE_END, "\r\n"))),
                must(
                        "size-wraps-at-16-bits",
                        SIZES,
                        "Every size is what is left of it in 16 bits",
                        size(toAll(), message -> message.size() & 0xffff)),
                must(
                        "stat-counts-32-kibioctets-of-a-message",
                        "RFC1939#5 STAT",
                        "STAT counts 32 KiB of a message at most",
                        size(to("STAT"), message -> Math.min(message.size(), PREVIEW))));
    }

    private static UnaryOperator<Conduct> sizeOf(UnaryOperator<String> otherText) {
        return size(
                toAll(), message -> otherText.apply(message.content().latin1()).length());
    }

    private static List<Fault> batches() {
        return Stream.concat(
                        Stream.of("DELE", "UIDL", "STAT", "USER", "RETR", "TOP", "NOOP", "RSET", "PASS", "APOP")
                                .map(FaultsOfContent::dropsBehindRefused),
                        Stream.of(
                                must(
                                        "empty-line-drops-what-waits",
                                        PIPELINING,
                                        "Commands that wait behind an empty line are lost",
                                        dropsWhatWaits((command, reply) -> command.is(""))),
                                must(
                                        "dele-behind-dele-lost",
                                        PIPELINING,
                                        "Where a DELE waits behind another one it is lost, with all that waits",
                                        sent(FaultsOfContent::loseDele)),
                                must(
                                        "quit-before-the-end-of-input-passed-over",
                                        "RFC1939#6 QUIT",
                                        "QUIT is passed over where nothing but the end of the input is behind it",
                                        reading(FaultsOfContent::withoutQuitAtTheEnd)),
                                must(
                                        "commands-beyond-8192-octets-lost",
                                        PIPELINING,
                                        "Of what waits at once 8192 octets are kept",
                                        keeping(AT_ONCE)),
                                must(
                                        "quit-cuts-long-answers",
                                        PIPELINING,
                                        "Where QUIT waits already, what a message has beyond 64 KiB is not sent",
                                        writing(to("RETR"), FaultsOfContent::cutByQuit))))
                .toList();
    }

    private static Fault dropsBehindRefused(String keyword) {
        return must(
                "refused-" + keyword.toLowerCase(Locale.ROOT) + "-drops-what-waits",
                PIPELINING,
                "Commands that wait behind " + keyword + " are lost when that is refused",
                dropsWhatWaits((command, reply) -> command.is(keyword) && !reply.positive()));
    }

    private static void loseDele(Pop3Session session, Command command, Reply reply) {
        LineSource waiting = session.connection().lines();
        if (command.is("DELE") && waiting.peek().startsWith("DELE")) {
            waiting.discard();
        }
    }

    private static Optional<Line> withoutQuitAtTheEnd(
            Pop3Session session, LineSource in, Deviations.IoSupplier<Optional<Line>> right) throws IOException {
        Optional<Line> line = right.get();
        boolean quits = line.filter(read -> read.text().equals("QUIT")).isPresent();
        // input that comes and has no octets is the end
        return quits && in.buffered() == 0 && moreComes(session) && in.buffered() == 0 ? Optional.empty() : line;
    }

    private static UnaryOperator<Conduct> keeping(int most) {
        Map<Pop3Session, Integer> taken = Collections.synchronizedMap(new WeakHashMap<>());
        return reading((session, in, right) -> {
            if (in.buffered() == 0 && !moreComes(session)) {
                taken.remove(session);
            }
            Optional<Line> line = right.get();
            int octets = line.map(Line::text).orElse("").length() + LINE_END;
            if (taken.merge(session, octets, Integer::sum) >= most) {
                in.discard();
                taken.remove(session);
            }
            return line;
        });
    }

    /** Whether more comes within a moment; not known under TLS, where a read can't be broken off. */
    private static boolean moreComes(Pop3Session session) throws IOException {
        return !session.isTls() && session.connection().hasInputWithin(MOMENT);
    }

    static Deviations.Writing cutByQuit(Pop3Session session, Deviations.Writing right) {
        return (lines, out) -> {
            boolean quits = session.connection().lines().peek().contains("QUIT\r\n");
            if (quits && lines.length() > UNSENT) {
                right.write(lines.slice(0, lines.lineEnd(UNSENT)), out);
                out.flush();
                throw new IOException("closed with answers unsent");
            }
            right.write(lines, out);
        };
    }
}
