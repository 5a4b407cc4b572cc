package org.pop3spec.scenario;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pop3spec.result.SourcePosition;

/**
 * Which names have a value at one place of a session, whatever way led there. It is what tells a capture from a comparison
 * before anything is sent.
 */
final class Scope {
    private final Map<String, SourcePosition> known;
    private final Map<String, SourcePosition> onSomeWays;
    private boolean ended;
    private boolean blind;

    private Scope(
            Map<String, SourcePosition> known, Map<String, SourcePosition> onSomeWays, boolean ended, boolean blind) {
        this.known = new TreeMap<>(known);
        this.onSomeWays = new TreeMap<>(onSomeWays);
        this.ended = ended;
        this.blind = blind;
    }

    static Scope empty() {
        return new Scope(Map.of(), Map.of(), false, false);
    }

    Scope copy() {
        return new Scope(known, onSomeWays, ended, blind);
    }

    void bind(String name, SourcePosition at) {
        known.put(name, at);
        onSomeWays.remove(name);
    }

    boolean isKnown(String name) {
        return known.containsKey(name);
    }

    /** Where a name got its value that it has on some ways to here only. */
    Map<String, SourcePosition> onSomeWays() {
        return onSomeWays;
    }

    Map<String, SourcePosition> known() {
        return known;
    }

    /** Nothing after this is reached. */
    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** A line could not be read: what it would have bound is not known, so nothing more is said about missing names. */
    void blind() {
        blind = true;
    }

    boolean isBlind() {
        return blind;
    }

    /** What is known where several ways come together; ways that ended don't count. */
    static Scope merged(List<Scope> ways) {
        boolean blind = ways.stream().anyMatch(Scope::isBlind);
        List<Scope> open = ways.stream().filter(w -> !w.ended).toList();
        if (open.isEmpty()) {
            Scope last = ways.get(ways.size() - 1).copy();
            last.blind = blind;
            return last;
        }
        Scope merged = open.get(0).copy();
        merged.blind = blind;
        for (Scope way : open) {
            merged.known.keySet().retainAll(way.known.keySet());
        }
        for (Scope way : open) {
            way.known.forEach(merged.onSomeWays::putIfAbsent);
            way.onSomeWays.forEach(merged.onSomeWays::putIfAbsent);
        }
        merged.onSomeWays.keySet().removeAll(merged.known.keySet());
        return merged;
    }
}
