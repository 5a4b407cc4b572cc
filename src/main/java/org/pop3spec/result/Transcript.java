package org.pop3spec.result;

import java.util.List;

/** Everything that went over the wire while a scenario was played, in order, secrets masked. */
public record Transcript(List<Event> events) {
    public static final Transcript EMPTY = new Transcript(List.of());

    public Transcript {
        events = List.copyOf(events);
    }
}
