package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.pop3spec.scenario.Channel;

/** What a server offers to whoever has not logged in, by every way that it has. */
final class Survey {
    private final List<Seen> seen = new ArrayList<>();
    private final List<Way> tls = new ArrayList<>();
    private final Map<Way, Trouble> shut = new LinkedHashMap<>();

    private Survey() {}

    /** Connects to each door, and once more with STLS where that is offered. */
    static Survey of(List<Door> doors, Guest guest) throws InterruptedException {
        Survey survey = new Survey();
        for (Door door : doors) {
            if (!door.service().isPop3()) {
                continue;
            }
            Way way = new Way(door.endpoint(), door.tls() ? Channel.TLS : Channel.CLEARTEXT);
            Optional<Seen> here = survey.look(way, guest);
            if (!door.tls()
                    && here.isPresent()
                    && (here.get().capabilities().isEmpty() || here.get().lists("STLS"))) {
                survey.look(new Way(door.endpoint(), Channel.STLS), guest);
            }
        }
        return survey;
    }

    private Optional<Seen> look(Way way, Guest guest) throws InterruptedException {
        try (Visit visit = guest.enter(way)) {
            Optional<List<String>> capabilities = visit.capabilities();
            Seen one = new Seen(way, visit.greeting(), visit.timestamp(), capabilities, visit.evidence());
            visit.leave();
            seen.add(one);
            if (way.encrypted()) {
                tls.add(way);
            }
            return Optional.of(one);
        } catch (Trouble e) {
            shut.put(way, e);
            // Java may not want what this server has to offer; it can be asked all the same
            if (way.encrypted() && mayBeTls(e) && new HelloProbe(guest, way).isAnswered()) {
                tls.add(way);
            }
            return Optional.empty();
        }
    }

    private static boolean mayBeTls(Trouble e) {
        return !e.isUnreachable()
                && e.kind() != Trouble.Kind.NOT_ASKED
                && !e.reason().equals(Visit.NO_STLS);
    }

    /** The sessions that could be had. */
    List<Seen> seen() {
        return seen;
    }

    Optional<Seen> seen(Way way) {
        return seen.stream().filter(s -> s.way().equals(way)).findFirst();
    }

    List<Seen> inTheClear() {
        return seen.stream().filter(s -> !s.way().encrypted()).toList();
    }

    List<Seen> encrypted() {
        return seen.stream().filter(s -> s.way().encrypted()).toList();
    }

    /** Where TLS begins, whether or not Java comes to terms with it. */
    List<Way> tls() {
        return tls;
    }

    /** Where TLS begins, but Java does not come to terms with it. */
    List<Way> foreign() {
        return tls.stream().filter(way -> seen(way).isEmpty()).toList();
    }

    /** Why there is no session by a way. */
    String reason(Way way) {
        return Optional.ofNullable(shut.get(way)).map(Trouble::reason).orElse("there is one");
    }

    /** Why there is none by any, in a line. */
    String reasons() {
        return shut.values().stream().map(Trouble::reason).distinct().collect(Collectors.joining("; "));
    }

    /** The ways by which there is no session, and why. */
    Map<Way, Trouble> shut() {
        return shut;
    }

    /** All ways that were tried. */
    List<Way> ways() {
        List<Way> ways = new ArrayList<>(seen.stream().map(Seen::way).toList());
        ways.addAll(shut.keySet());
        return ways;
    }

    /** The way that is best kept from others, for questions whose answer is the same everywhere. */
    Optional<Seen> safest() {
        return safest(one -> true);
    }

    /** The same among those that fit, as long as there are any. */
    Optional<Seen> safest(Predicate<Seen> fits) {
        return encrypted().stream()
                .filter(fits)
                .findFirst()
                .or(() -> seen.stream().filter(fits).findFirst())
                .or(() -> encrypted().stream().findFirst())
                .or(() -> seen.stream().findFirst());
    }
}
