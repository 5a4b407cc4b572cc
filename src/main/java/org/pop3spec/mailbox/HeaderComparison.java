package org.pop3spec.mailbox;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.mailbox.Difference.Part;

/**
 * Compares header fields: ours must all be there, unchanged and in order; others may stand anywhere between them, if
 * they are header fields at all.
 */
final class HeaderComparison {
    private final List<HeaderField> expected;
    private final List<HeaderField> received;
    private final int receivedEnd;

    HeaderComparison(Structure expected, Structure received) {
        this.expected = expected.header();
        this.received = received.header();
        this.receivedEnd = received.separatorOffset();
    }

    Optional<Difference> compare() {
        boolean[] ours = new boolean[received.size()];
        int from = 0;
        for (HeaderField field : expected) {
            int at = indexOf(field, from);
            if (at < 0) {
                return Optional.of(missing(field, from));
            }
            ours[at] = true;
            from = at + 1;
        }
        return surplus(ours);
    }

    private int indexOf(HeaderField field, int from) {
        for (int at = from; at < received.size(); at++) {
            if (received.get(at).text().equals(field.text())) {
                return at;
            }
        }
        if (field.isEightBit()) {
            for (int at = from; at < received.size(); at++) {
                if (isSurrogate(field, received.get(at))) {
                    return at;
                }
            }
        }
        return -1;
    }

    /**
     * Whether a field stands for one of ours that is not ASCII: a server may not send that one as it is without UTF8
     * (RFC 6856 section 2.1), and RFC 6857 and 6858 say how to make an ASCII one of it.
     */
    private static boolean isSurrogate(HeaderField field, HeaderField candidate) {
        return !candidate.isEightBit()
                && (candidate.name().equalsIgnoreCase(field.name())
                        || candidate.name().equalsIgnoreCase("Downgraded-" + field.name()));
    }

    private Difference missing(HeaderField field, int from) {
        for (int at = from; at < received.size(); at++) {
            if (received.get(at).name().equalsIgnoreCase(field.name())) {
                return altered(field, received.get(at));
            }
        }
        for (int at = 0; at < from; at++) {
            if (received.get(at).text().equals(field.text())) {
                return difference(field, received.get(at).offset(), field.text(), "the field stands out of order");
            }
        }
        int offset = from < received.size() ? received.get(from).offset() : receivedEnd;
        return difference(field, offset, "", "the field is missing");
    }

    private static Difference altered(HeaderField field, HeaderField received) {
        int at = firstDifference(field.text(), received.text());
        return new Difference(
                Part.HEADER,
                place(field),
                0,
                received.offset() + at,
                Excerpt.around(field.text(), at),
                Excerpt.around(received.text(), at),
                "the field was altered");
    }

    private Optional<Difference> surplus(boolean[] ours) {
        Set<String> texts = new HashSet<>();
        expected.forEach(field -> texts.add(field.text()));
        for (int at = 0; at < ours.length; at++) {
            HeaderField field = received.get(at);
            if (!ours[at] && !field.isWellFormed()) {
                return Optional.of(new Difference(
                        Part.HEADER,
                        "header",
                        0,
                        field.offset(),
                        "",
                        Excerpt.around(field.text(), 0),
                        "a line was added that is no header field"));
            }
            if (!ours[at] && texts.contains(field.text())) {
                return Optional.of(new Difference(
                        Part.HEADER,
                        place(field),
                        0,
                        field.offset(),
                        "",
                        Excerpt.around(field.text(), 0),
                        "the field stands twice"));
            }
        }
        return Optional.empty();
    }

    private static Difference difference(HeaderField field, int offset, String received, String reason) {
        return new Difference(
                Part.HEADER,
                place(field),
                0,
                offset,
                Excerpt.around(field.text(), 0),
                Excerpt.around(received, 0),
                reason);
    }

    private static String place(HeaderField field) {
        return "header field " + field.name();
    }

    private static int firstDifference(String one, String other) {
        int at = 0;
        while (at < one.length() && at < other.length() && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return at;
    }
}
