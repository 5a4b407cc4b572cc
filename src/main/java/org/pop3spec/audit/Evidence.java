package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.List;
import org.pop3spec.net.Printable;
import org.pop3spec.result.Event;
import org.pop3spec.result.Transcript;

/** What went over the wire as lines for people: the beginning and the end, where it was much. */
final class Evidence {
    private static final int MOST_LINES = 24;

    private Evidence() {}

    /** Secrets were masked when the transcript was made. */
    static List<String> of(Transcript transcript) {
        List<String> lines = new ArrayList<>();
        for (Event event : transcript.events()) {
            switch (event.kind()) {
                case SENT -> spoken("C: ", event.octets(), lines);
                case RECEIVED -> spoken("S: ", event.octets(), lines);
                case OPENED -> lines.add("-- connected to " + event.octets());
                case TLS_STARTED -> lines.add("-- TLS: " + event.octets());
                case CLOSED_BY_SERVER -> lines.add("-- the server closes");
                case RESET_BY_SERVER -> lines.add("-- the server resets the connection");
                case TIMED_OUT -> lines.add("-- no answer in time");
                case NOTE -> lines.add("-- " + Printable.line(event.octets()));
                case CLOSED_BY_CLIENT -> {
                    // says nothing about the server
                }
            }
        }
        return shortened(lines);
    }

    private static void spoken(String who, String octets, List<String> lines) {
        for (String line : octets.split("(?<=\n)", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            String text = line.endsWith("\r\n") ? line.substring(0, line.length() - 2) : line;
            lines.add(who + Printable.line(text));
        }
    }

    private static List<String> shortened(List<String> lines) {
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> kept = new ArrayList<>(lines.subList(0, MOST_LINES / 2));
        kept.add("-- " + (lines.size() - MOST_LINES) + " more lines");
        kept.addAll(lines.subList(lines.size() - MOST_LINES / 2, lines.size()));
        return kept;
    }
}
