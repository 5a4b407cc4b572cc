package org.pop3spec.audit;

import java.util.List;
import org.pop3spec.scenario.Channel;

/** Whether there is TLS at all, and by both ways that clients know. */
final class PresenceCheck {
    static final String MISSING = "tls-missing";
    static final String NO_STLS = "stls-missing";
    static final String NO_IMPLICIT = "implicit-tls-missing";

    private PresenceCheck() {}

    /** Asks nothing more of the server. */
    static void look(Survey survey, Notebook notes) {
        boolean any = !survey.tls().isEmpty();
        List<String> evidence =
                survey.inTheClear().stream().findFirst().map(Seen::evidence).orElse(List.of());
        notes.judged(MISSING, "", !any, evidence);
        for (Seen seen : survey.inTheClear()) {
            boolean login = seen.hasUser() || !seen.mechanisms().isEmpty();
            boolean stls = survey.tls().contains(new Way(seen.way().endpoint(), Channel.STLS));
            notes.judged(NO_STLS, seen.way().label(), login && !stls, seen.evidence());
        }
        boolean asked = survey.ways().stream().anyMatch(way -> way.channel() == Channel.TLS);
        boolean there = survey.tls().stream().anyMatch(way -> way.channel() == Channel.TLS);
        if (asked || there) {
            List<String> shut = survey.shut().entrySet().stream()
                    .filter(e -> e.getKey().channel() == Channel.TLS)
                    .map(e -> "-- " + e.getValue())
                    .toList();
            notes.judged(NO_IMPLICIT, "", !there, shut);
        } else {
            notes.notTested(NO_IMPLICIT, "", "no port for TLS was named");
        }
        if (survey.inTheClear().isEmpty()) {
            notes.notTested(NO_STLS, "", "there is no port without TLS");
        }
    }
}
