package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.pop3spec.net.Printable;
import org.pop3spec.scenario.Channel;

/** Whether there is TLS at all, and by both ways that clients know. */
final class PresenceCheck {
    static final String MISSING = "tls-missing";
    static final String NO_STLS = "stls-missing";
    static final String NO_IMPLICIT = "implicit-tls-missing";

    private PresenceCheck() {}

    /** Asks nothing more of the server. */
    static void look(Survey survey, Notebook notes) {
        anywhere(survey, notes);
        afterStls(survey, notes);
        fromTheFirstOctet(survey, notes);
    }

    private static void anywhere(Survey survey, Notebook notes) {
        List<String> evidence = new ArrayList<>(
                survey.inTheClear().stream().findFirst().map(Seen::evidence).orElse(List.of()));
        evidence.addAll(told(shut(survey, Way::encrypted)));
        judged(MISSING, !survey.tls().isEmpty(), shut(survey, Way::encrypted), evidence, notes);
    }

    private static void afterStls(Survey survey, Notebook notes) {
        for (Seen seen : survey.inTheClear()) {
            Way stls = new Way(seen.way().endpoint(), Channel.STLS);
            boolean login = seen.hasUser() || !seen.mechanisms().isEmpty();
            Optional<Trouble> trouble = Optional.ofNullable(survey.shut().get(stls));
            List<String> evidence = new ArrayList<>(seen.evidence());
            trouble.ifPresent(t -> evidence.add("-- after STLS: " + Printable.line(t.reason())));
            if (login && trouble.filter(t -> !t.tells()).isPresent()) {
                notes.notTested(NO_STLS, seen.way().label(), trouble.get().reason());
            } else {
                notes.judged(NO_STLS, seen.way().label(), login && !survey.tls().contains(stls), evidence);
            }
        }
        if (survey.inTheClear().isEmpty()) {
            notes.notTested(NO_STLS, "", "there is no port without TLS");
        }
    }

    private static void fromTheFirstOctet(Survey survey, Notebook notes) {
        boolean asked = survey.ways().stream().anyMatch(PresenceCheck::fromTheFirstOctet);
        boolean there = survey.tls().stream().anyMatch(PresenceCheck::fromTheFirstOctet);
        if (asked || there) {
            List<Trouble> shut = shut(survey, PresenceCheck::fromTheFirstOctet);
            judged(NO_IMPLICIT, there, shut, told(shut), notes);
        } else {
            notes.notTested(NO_IMPLICIT, "", "no port for TLS was named");
        }
    }

    private static boolean fromTheFirstOctet(Way way) {
        return way.channel() == Channel.TLS;
    }

    /** It is missing where it is not there, and nothing was left open by which it could be. */
    private static void judged(String id, boolean there, List<Trouble> shut, List<String> evidence, Notebook notes) {
        Optional<Trouble> open = shut.stream().filter(t -> !t.tells()).findFirst();
        if (!there && open.isPresent()) {
            notes.notTested(id, "", open.get().reason());
        } else {
            notes.judged(id, "", !there, evidence);
        }
    }

    private static List<Trouble> shut(Survey survey, Predicate<Way> ways) {
        return survey.shut().entrySet().stream()
                .filter(e -> ways.test(e.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static List<String> told(List<Trouble> shut) {
        return shut.stream().map(t -> "-- " + Printable.line(t.reason())).toList();
    }
}
