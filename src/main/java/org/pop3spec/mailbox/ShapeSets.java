package org.pop3spec.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Mailboxes about header, body and their parts: what there is, what is missing. */
final class ShapeSets {
    /** How many numbered header fields the message in mailbox many-fields has. */
    static final int MANY = 300;

    private ShapeSets() {}

    static List<Message> noFinalLineEnd(Series series) {
        return List.of(
                series.message(1).plain().words(2).unfinishedLine("no line end").finish(),
                series.message(2).plain().words(2).unfinishedLine(".").finish());
    }

    static List<Message> headersOnly(Series series) {
        return List.of(
                series.message(1).type("text/plain; charset=us-ascii", "7bit").finish());
    }

    static List<Message> blankLines(Series series) {
        return series.plain(
                draft -> draft.emptyLine().emptyLine().words(2),
                draft -> draft.words(2).emptyLine().emptyLine(),
                draft -> draft.words(1).emptyLine().emptyLine().words(1).emptyLine());
    }

    static List<Message> mime(Series series) {
        return List.of(mixed(series.message(1)), nested(series.message(2)), quoted(series.message(3)));
    }

    private static Message mixed(Draft draft) {
        return draft.content("multipart/mixed; boundary=\"=-mixed\"", "7bit")
                .line("A preamble, which a reader of MIME never shows.")
                .line("--=-mixed")
                .plain()
                .words(3)
                .line("--=-mixed")
                .field("Content-Disposition", "attachment; filename=\"data.bin\"")
                .content("application/octet-stream; name=\"data.bin\"", "base64")
                .raw(base64(draft, 6000))
                .line("--=-mixed")
                .field("Content-Disposition", "attachment; filename=\"empty.txt\"")
                .plain()
                .line("--=-mixed--")
                .line("An epilogue.")
                .finish();
    }

    private static Message nested(Draft draft) {
        return draft.content("multipart/mixed; boundary=outer", "7bit")
                .line("--outer")
                .content("multipart/alternative; boundary=outer-inner", "7bit")
                .line("--outer-inner")
                .plain()
                .words(2)
                .line("--outer-inner")
                .content("text/html; charset=us-ascii", "7bit")
                .line("<p>" + Draft.words(draft.random(), 40) + "</p>")
                .line("--outer-inner--")
                .line("--outer")
                .field("Content-Disposition", "attachment")
                .content("message/rfc822", "7bit")
                .field("Date", "Thu, 1 Jan 2026 00:00:00 +0000")
                .field("From", "other <other@pop3spec.invalid>")
                .field("Subject", "a message in a message")
                .field(Message.ID_FIELD, "not-this-one")
                .plain()
                .words(2)
                .line("--outer--")
                .finish();
    }

    private static Message quoted(Draft draft) {
        return draft.content("text/plain; charset=utf-8", "quoted-printable")
                .line("gr=C3=BC=C3=9Fe and a soft line end=")
                .line(", a blank at the end=20")
                .line("=2E")
                .line("=46rom here")
                .line("3D =3D 61")
                .finish();
    }

    private static byte[] base64(Draft draft, int size) {
        byte[] data = new byte[size];
        draft.random().nextBytes(data);
        return (Base64.getMimeEncoder().encodeToString(data) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    static List<Message> utf8Headers(Series series) {
        Draft draft = series.message(1)
                .field("Comments", "gr\u00fc\u00dfe aus K\u00f6ln")
                .field("Keywords", "\u03ba\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1,\r\n \u65e5\u672c\u8a9e")
                .content("text/plain; charset=us-ascii", "7bit");
        return List.of(draft.words(3).finish());
    }

    static List<Message> foldedFields(Series series) {
        return List.of(series.message(1)
                .field("Comments", "folded by a blank,\r\n by a tab,\r\n\tand by\r\n    several")
                .line("Keywords:")
                .line(" everything, on, the, second, line")
                .field("X-Pop3spec-Blanks", "  two more before")
                .line("X-Pop3spec-None:no blank at all")
                .field("X-Pop3spec-Colons", "a: b:c :d")
                .field("X-Pop3spec-Long", "x".repeat(900))
                .field("X-POP3SPEC-Case", "Name and Value As Written")
                .plain()
                .words(3)
                .finish());
    }

    static List<Message> bareFields(Series series) {
        return List.of(series.message(1)
                .line("X-Pop3spec-Nothing:")
                .line("X-Pop3spec-Blank: ")
                .field("X-Pop3spec-Blank-Behind", "a value ")
                .field("X-Pop3spec-Tab-Behind", "a value\t")
                .plain()
                .words(3)
                .finish());
    }

    static List<Message> manyFields(Series series) {
        Draft draft = series.message(1);
        for (int number = 1; number <= MANY; number++) {
            draft.field(
                    String.format(Locale.ROOT, "X-Pop3spec-%03d", number),
                    "field " + number + " " + Draft.words(draft.random(), 20));
        }
        for (int number = 1; number <= 5; number++) {
            draft.field("X-Pop3spec-Repeated", "number " + number);
        }
        return List.of(draft.plain().words(3).finish());
    }
}
