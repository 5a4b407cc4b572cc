package org.pop3spec.mailbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;

/**
 * A message being written.
 *
 * <p>There is no Message-ID field on purpose: a server that drops what it has had already by that field (Cyrus does)
 * would swallow the second filling of a maildrop and one of two identical messages. Auto-Submitted keeps away
 * vacation replies, the reserved domain keeps away everything else.
 */
final class Draft {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);
    private static final LocalDateTime FIRST_DAY = LocalDateTime.of(2026, 1, 1, 0, 0);

    private final String id;
    private final Random random;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    Draft(String id, Random random) {
        this.id = id;
        this.random = random;
    }

    /** The fields that every message has, without the empty line. */
    Draft header(String subject) {
        LocalDateTime date = FIRST_DAY.plusSeconds(random.nextInt(180 * 24 * 3600));
        return field("Date", DATE.format(date.atOffset(ZoneOffset.UTC)))
                .field("From", "pop3spec <pop3spec@pop3spec.invalid>")
                .field("To", "maildrop <maildrop@pop3spec.invalid>")
                .field("Subject", subject)
                .field(Message.ID_FIELD, id)
                .field("Auto-Submitted", "auto-generated")
                .field("MIME-Version", "1.0");
    }

    /** What body it is, then the empty line. */
    Draft content(String type, String encoding) {
        return type(type, encoding).emptyLine();
    }

    /** What body it is, without the empty line. */
    Draft type(String type, String encoding) {
        return field("Content-Type", type).field("Content-Transfer-Encoding", encoding);
    }

    /** A body of plain ASCII text follows. */
    Draft plain() {
        return content("text/plain; charset=us-ascii", "7bit");
    }

    /** A header field, its value in UTF-8 if it is not ASCII; {@code \r\n} in the value folds. */
    Draft field(String name, String value) {
        return raw((name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    Draft emptyLine() {
        return line("");
    }

    /** A line of one octet per character (ISO 8859-1) and its line end. */
    Draft line(String text) {
        return unfinishedLine(text).raw(new byte[] {'\r', '\n'});
    }

    /** The same without the line end. */
    Draft unfinishedLine(String text) {
        return raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A number of lines of pseudo-random words. */
    Draft words(int lines) {
        for (int n = 0; n < lines; n++) {
            line(words(random, 20 + random.nextInt(50)));
        }
        return this;
    }

    /** One line of pseudo-random words, of so many octets without its line end. */
    Draft wordsOf(int length) {
        return line(words(random, length));
    }

    Draft raw(byte[] text) {
        octets.writeBytes(text);
        return this;
    }

    int size() {
        return octets.size();
    }

    Random random() {
        return random;
    }

    Message finish() {
        return Message.of(id, octets.toByteArray());
    }

    byte[] toOctets() {
        return octets.toByteArray();
    }

    /** Words of lower-case letters and digits; never a dot, {@code From} or a blank at an end of the line. */
    static String words(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            boolean edge = text.length() == 0 || text.length() == length - 1;
            boolean blank = !edge && text.charAt(text.length() - 1) != ' ' && random.nextInt(7) == 0;
            text.append(blank ? ' ' : LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
