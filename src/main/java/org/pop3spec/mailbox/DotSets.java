package org.pop3spec.mailbox;

import java.util.ArrayList;
import java.util.List;

/** Mailboxes about dots at the start of a line, which travel with one dot more (RFC 1939 section 3). */
final class DotSets {
    /** Where servers' buffers commonly end. */
    static final List<Integer> EDGES = List.of(512, 1024, 2048, 4096, 8192, 16384, 32768, 65536);

    /** How far from an edge the dots stand, message by message. */
    static final List<Integer> DISTANCES = List.of(-2, -1, 0, 1, 2);

    private static final int LINE = 78;

    private DotSets() {}

    static List<Message> dots(Series series) {
        return series.plain(
                draft -> draft.line(".x")
                        .line("..")
                        .line("...")
                        .line("..x")
                        .line("x.")
                        .line("x..y")
                        .line(". x")
                        .line(".\t")
                        .line(" .")
                        .line("end"),
                draft -> draft.line(".first").words(2).line("....").line(".last"),
                draft -> {
                    StringBuilder dots = new StringBuilder();
                    for (int count = 1; count <= 80; count++) {
                        draft.line(dots.append('.') + Draft.words(draft.random(), 3));
                    }
                    return draft;
                });
    }

    static List<Message> loneDot(Series series) {
        return series.plain(
                draft -> draft.words(2).line(".").words(3),
                draft -> draft.line(".").words(3),
                draft -> draft.words(3).line("."),
                draft -> draft.emptyLine()
                        .line(".")
                        .emptyLine()
                        .line(".")
                        .line(".")
                        .emptyLine());
    }

    /** Names of header fields may begin with dots (RFC 5322 section 2.2). */
    static List<Message> dottedFields(Series series) {
        return List.of(
                series.message(1)
                        .field(".pop3spec-one", "one dot")
                        .field("..pop3spec-two", "two dots,\r\n .and one behind a blank")
                        .plain()
                        .words(2)
                        .finish(),
                series.message(2)
                        .type("text/plain; charset=us-ascii", "7bit")
                        .field(".pop3spec-last", "the last field")
                        .emptyLine()
                        .words(2)
                        .finish());
    }

    /**
     * Dots that begin a line right at, before and behind the places where buffers end.
     *
     * <p>The first five messages count octets as stored, the next five as they travel, each line that begins with a dot
     * one octet longer. Servers put header fields in front and a status line, which moves every offset; so in the last
     * message every line begins with a dot and all lengths are short and irregular: some dot stands at each edge, moved
     * or not.
     */
    static List<Message> atBufferEdges(Series series) {
        List<Message> messages = new ArrayList<>();
        for (boolean stuffed : List.of(false, true)) {
            for (int distance : DISTANCES) {
                messages.add(atEdges(series.message(messages.size() + 1).plain(), distance, stuffed));
            }
        }
        Draft dense = series.message(messages.size() + 1).plain();
        while (dense.size() < 70_000) {
            dense.line("." + Draft.words(dense.random(), 1 + dense.random().nextInt(4)));
        }
        messages.add(dense.finish());
        return messages;
    }

    private static Message atEdges(Draft draft, int distance, boolean stuffed) {
        int dots = 0;
        for (int edge : EDGES) {
            int wanted = edge + distance - (stuffed ? dots : 0);
            while (wanted - draft.size() > 2 * LINE) {
                draft.wordsOf(LINE - 2);
            }
            int half = (wanted - draft.size()) / 2;
            draft.wordsOf(half - 2);
            draft.wordsOf(wanted - draft.size() - 2);
            draft.line("." + Draft.words(draft.random(), 9));
            dots++;
        }
        return draft.words(2).finish();
    }
}
