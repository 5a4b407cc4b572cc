package org.pop3spec.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pop3spec.report.TranscriptView.Gap;
import org.pop3spec.report.TranscriptView.Happening;
import org.pop3spec.report.TranscriptView.Part;
import org.pop3spec.report.TranscriptView.Row;
import org.pop3spec.report.TranscriptView.Segment;
import org.pop3spec.result.Event;
import org.pop3spec.result.ScenarioResult;

/**
 * A transcript as lines of text: time in milliseconds, direction, offset in that direction, octets. Each segment begins with
 * a direction; what fails is marked with {@code >}, what went through TLS with {@code *}.
 */
final class TranscriptText {
    private static final String CONTINUED = " ".repeat(29);

    private TranscriptText() {}

    static List<String> lines(ScenarioResult result) {
        TranscriptView view = TranscriptView.of(result);
        List<String> lines = new ArrayList<>();
        for (Row row : view.rows()) {
            if (row instanceof Segment segment) {
                segment(segment, view.severalConnections(), lines);
            } else if (row instanceof Happening happening) {
                lines.add(start(happening.event(), happening.failing(), view.severalConnections(), "--", "")
                        + happening.words());
            } else if (row instanceof Gap gap) {
                lines.add(CONTINUED + "(" + gap.events() + " events are not shown)");
            }
        }
        return lines;
    }

    private static void segment(Segment segment, boolean numbered, List<String> lines) {
        Event event = segment.event();
        String prefix = start(event, segment.failing(), numbered, segment.sent() ? "C:" : "S:", "@" + event.offset());
        for (Part part : segment.parts()) {
            lines.add(prefix
                    + (part.leftOut() > 0
                            ? "(" + part.leftOut() + " octets are not shown)"
                            : Visible.octets(part.octets())));
            prefix = CONTINUED;
        }
    }

    private static String start(Event event, boolean failing, boolean numbered, String who, String offset) {
        String direction =
                numbered ? who.replace(":", event.connection() + ":").replace("--", event.connection() + "--") : who;
        return String.format(
                Locale.ROOT,
                "%s%11.3f%s %-4s %-9s ",
                failing ? ">" : " ",
                event.micros() / 1e3,
                event.encrypted() ? "*" : " ",
                direction,
                offset);
    }
}
