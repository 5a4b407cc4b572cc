package org.pop3spec.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pop3spec.result.Event;
import org.pop3spec.result.Failure;
import org.pop3spec.result.ScenarioResult;

/**
 * A transcript in the rows that a report shows. It is bounded: of very many events the first, the last and those before the
 * failing one are shown, of a very long segment its beginning and its end. The whole is in results.json.
 *
 * @param severalConnections whether the rows need the number of their connection to be understood
 */
record TranscriptView(List<Row> rows, boolean severalConnections) {
    private static final int MOST_EVENTS = 300;
    private static final int LAST_EVENTS = 60;
    private static final int EVENTS_BEFORE_FAILURE = 20;
    private static final int MOST_OCTETS = 3_000;
    private static final int FEW_OCTETS = 200;
    private static final long ENOUGH_OCTETS = 40_000;

    /** One row. */
    sealed interface Row permits Segment, Happening, Gap {}

    /**
     * What one write or read carried.
     *
     * @param failing whether the scenario failed here
     */
    record Segment(Event event, boolean failing, List<Part> parts) implements Row {
        boolean sent() {
            return event.kind() == Event.Kind.SENT;
        }
    }

    /** Anything else that happened. */
    record Happening(Event event, boolean failing, String words) implements Row {}

    /** Events that are not shown. */
    record Gap(int events) implements Row {}

    /**
     * A line of a segment, or what is left of one.
     *
     * @param octets with its line end if it has one; empty when octets are left out here
     * @param leftOut how many octets are left out here
     * @param hit whether this is what came instead of what was expected
     */
    record Part(String octets, long leftOut, boolean hit) {}

    static TranscriptView of(ScenarioResult result) {
        List<Event> events = result.transcript().events();
        int failing = result.failure().flatMap(Failure::event).orElse(-1);
        List<Row> rows = new ArrayList<>();
        int hidden = 0;
        long octets = 0;
        for (int i = 0; i < events.size(); i++) {
            if (!shown(i, events.size(), failing)) {
                hidden++;
                continue;
            }
            if (hidden > 0) {
                rows.add(new Gap(hidden));
                hidden = 0;
            }
            Event event = events.get(i);
            boolean fails = i == failing;
            int most = fails || octets < ENOUGH_OCTETS ? MOST_OCTETS : FEW_OCTETS;
            octets += Math.min(most, event.octets().length());
            rows.add(row(event, fails, most, received(result).filter(r -> fails)));
        }
        return new TranscriptView(
                List.copyOf(rows),
                events.stream().mapToInt(Event::connection).distinct().count() > 1);
    }

    private static Optional<String> received(ScenarioResult result) {
        return result.failure().map(Failure::received).filter(r -> !r.isEmpty());
    }

    private static boolean shown(int index, int all, int failing) {
        if (all <= MOST_EVENTS || index >= all - LAST_EVENTS) {
            return true;
        }
        int first = MOST_EVENTS - LAST_EVENTS - EVENTS_BEFORE_FAILURE;
        return index < first || (index <= failing && index > failing - EVENTS_BEFORE_FAILURE);
    }

    private static Row row(Event event, boolean failing, int most, Optional<String> received) {
        return switch (event.kind()) {
            case SENT, RECEIVED -> new Segment(event, failing, parts(event, most, received));
            default -> new Happening(event, failing, words(event));
        };
    }

    private static String words(Event event) {
        String detail = Visible.shortened(Visible.text(event.octets()), MOST_OCTETS);
        return switch (event.kind()) {
            case OPENED -> "connection opened" + (detail.isEmpty() ? "" : " to " + detail);
            case TLS_STARTED -> "TLS begins" + (detail.isEmpty() ? "" : ": " + detail);
            case CLOSED_BY_SERVER -> because("the server closed the connection", detail);
            case RESET_BY_SERVER -> because("the server reset the connection", detail);
            case CLOSED_BY_CLIENT -> because("the client closed the connection", detail);
            case TIMED_OUT -> because("nothing came in time", detail);
            case NOTE, SENT, RECEIVED -> detail;
        };
    }

    private static String because(String what, String detail) {
        return detail.isEmpty() ? what : what + ": " + detail;
    }

    private static List<Part> parts(Event event, int most, Optional<String> received) {
        List<Part> parts = new ArrayList<>();
        String octets = event.octets();
        if (octets.length() <= most && event.elided() == 0) {
            addLines(octets, received, parts);
            return parts;
        }
        int half = Math.min(octets.length(), most) / 2;
        int tail = Math.min(octets.length(), most) - half;
        addLines(octets.substring(0, half), received, parts);
        parts.add(new Part("", event.elided() + octets.length() - half - tail, false));
        addLines(octets.substring(octets.length() - tail), received, parts);
        return parts;
    }

    private static void addLines(String octets, Optional<String> received, List<Part> parts) {
        for (String line : lines(octets)) {
            boolean hit =
                    received.filter(line::equals).isPresent() && parts.stream().noneMatch(Part::hit);
            parts.add(new Part(line, 0, hit));
        }
    }

    /** Octets in lines, each with its line end if it has one. */
    static List<String> lines(String octets) {
        List<String> lines = new ArrayList<>();
        int begin = 0;
        while (begin < octets.length()) {
            int lineFeed = octets.indexOf('\n', begin);
            int end = lineFeed < 0 ? octets.length() : lineFeed + 1;
            lines.add(octets.substring(begin, end));
            begin = end;
        }
        return lines;
    }
}
