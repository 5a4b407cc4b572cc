package org.pop3spec.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Mailboxes about what octets lines are made of and how long lines are. */
final class OctetSets {
    /** The lengths of the lines in mailbox long-lines, line ends not counted. */
    static final List<Integer> LONG = List.of(998, 997);

    /** The lengths of the lines in mailbox overlong-lines, line ends not counted. */
    static final List<Integer> OVERLONG = List.of(999, 1000, 2000, 20_000);

    /** The length of the one long line in mailbox megabyte-line: more than any server has a buffer for. */
    static final int MEBIOCTET = 1 << 20;

    private OctetSets() {}

    static List<Message> eightBit(Series series) {
        Draft utf8 = series.message(1).content("text/plain; charset=utf-8", "8bit");
        utf8.raw(
                        "gr\u00fc\u00dfe, \u03ba\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1, \u65e5\u672c\u8a9e \ud83d\udcec\r\n"
                                .getBytes(StandardCharsets.UTF_8))
                .words(2);
        Draft latin = series.message(2).content("text/plain; charset=iso-8859-1", "8bit");
        latin.line("\u00e4\u00f6\u00fc\u00df \u00e9\u00e8\u00ea \u00ff\u00fe at the start and at the end \u00e4")
                .words(2);
        Draft every = series.message(3).content("text/plain; charset=x-unknown", "8bit");
        for (int high = 0x80; high < 0x100; high += 0x10) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%02x ", high));
            for (int low = 0; low < 0x10; low++) {
                line.append((char) (high + low));
            }
            every.line(line.toString());
        }
        return List.of(utf8.finish(), latin.finish(), every.finish());
    }

    static List<Message> lines(Series series, List<Integer> lengths) {
        List<Message> messages = new ArrayList<>();
        for (int length : lengths) {
            messages.add(series.message(messages.size() + 1)
                    .plain()
                    .words(1)
                    .wordsOf(length)
                    .words(1)
                    .line("." + Draft.words(series.random(messages.size() + 1), length - 1))
                    .words(1)
                    .finish());
        }
        return messages;
    }

    static List<Message> mebioctet(Series series) {
        return series.plain(draft -> draft.words(1).wordsOf(MEBIOCTET).words(1));
    }

    static List<Message> binary(Series series) {
        Draft draft = series.message(1).content("application/octet-stream", "binary");
        for (int line = 0; line < 20; line++) {
            StringBuilder octets = new StringBuilder();
            while (octets.length() < 70) {
                char octet = (char) draft.random().nextInt(256);
                // a NUL in every line, and no line ends but those meant
                octets.append(octets.length() == 35 || octet == '\r' || octet == '\n' ? '\0' : octet);
            }
            draft.line("b" + octets);
        }
        return List.of(draft.finish());
    }

    static List<Message> controls(Series series) {
        return series.plain(draft -> {
            for (char octet = 1; octet < 128; octet++) {
                boolean control = octet < ' ' || octet == 127;
                if (control && octet != '\r' && octet != '\n') {
                    draft.line(String.format(Locale.ROOT, "%02x ", (int) octet) + octet + " end");
                }
            }
            return draft.line("\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u001b[2J");
        });
    }

    static List<Message> fromLines(Series series) {
        return series.plain(
                draft -> draft.line("From the first line on")
                        .line(">From one quote")
                        .line(">>From two quotes")
                        .emptyLine()
                        .line("From pop3spec@pop3spec.invalid Thu Jan  1 00:00:00 2026")
                        .line("Subject: not a message of its own")
                        .emptyLine()
                        .line("From: a header field's name")
                        .line("from in lower case")
                        .line(" From behind a blank")
                        .line("> From behind a quote")
                        .line("From")
                        .line("From the last line"),
                draft -> draft.words(1).emptyLine().line("From alone at the end "));
    }

    static List<Message> trailingBlanks(Series series) {
        return series.plain(draft -> draft.line("one blank ")
                .line("three blanks   ")
                .line("a tab\t")
                .line(" ")
                .line("\t")
                .line(" \t ")
                .line("  indented")
                .line("-- ")
                .line("end "));
    }

    static List<Message> lookalikes(Series series) {
        return series.plain(draft -> draft.line("+OK")
                .line("+OK 2 320")
                .line("-ERR")
                .line("-ERR [IN-USE] no")
                .line("QUIT")
                .line("RSET")
                .line("1 200")
                .line(". ")
                .line(". .")
                .line("+ ")
                .line("+")
                .line("-ERR"));
    }
}
