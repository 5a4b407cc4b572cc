package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pop3spec.net.Secrets;
import org.pop3spec.result.AuditFinding.Sighting;
import org.pop3spec.result.Observation;

/**
 * What the checks write down: for each weakness and place that it is there, that it is not, or why that is not known. No secret
 * gets into it, whoever said it.
 */
final class Notebook {
    private final Secrets secrets;
    private final Map<String, List<Sighting>> found = new LinkedHashMap<>();
    private final Map<String, Set<String>> sound = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> unknown = new LinkedHashMap<>();
    private final List<Observation> observations = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    /** @param secrets what must not be written down */
    Notebook(Secrets secrets) {
        this.secrets = secrets;
    }

    /** Of one who knows no secrets. */
    Notebook() {
        this(new Secrets());
    }

    /** The weakness is there. */
    void found(String id, String where, List<String> evidence) {
        found.computeIfAbsent(id, i -> new ArrayList<>())
                .add(new Sighting(where, evidence.stream().map(secrets::mask).toList()));
    }

    /** It was looked for, and is not there. */
    void sound(String id, String where) {
        sound.computeIfAbsent(id, i -> new LinkedHashSet<>()).add(where);
    }

    /** One of the two. */
    void judged(String id, String where, boolean weak, List<String> evidence) {
        if (weak) {
            found(id, where, evidence);
        } else {
            sound(id, where);
        }
    }

    /** Whether it is there is not known; nothing that was written down about that place before is changed. */
    void notTested(String id, String where, String reason) {
        if (!settled(id, where)) {
            unknown.computeIfAbsent(id, i -> new LinkedHashMap<>()).putIfAbsent(where, secrets.mask(reason));
        }
    }

    private boolean settled(String id, String where) {
        return sound.getOrDefault(id, Set.of()).contains(where)
                || found.getOrDefault(id, List.of()).stream()
                        .anyMatch(s -> s.where().equals(where));
    }

    /** Something that is not judged. */
    void observed(String name, String value) {
        observations.add(new Observation(name, secrets.mask(value)));
    }

    /** The same, where that was not said before. */
    void observedOnce(String name, String value) {
        if (observations.stream().noneMatch(o -> o.name().equals(name))) {
            observed(name, value);
        }
    }

    /** What the server says behind {@code -ERR}, by which its software may be known. */
    void refused(String text) {
        refusals.add(text);
    }

    List<String> refusals() {
        return refusals;
    }

    List<Sighting> sightings(String id) {
        return found.getOrDefault(id, List.of());
    }

    boolean isSound(String id) {
        return sightings(id).isEmpty() && sound.containsKey(id);
    }

    boolean isTested(String id) {
        return found.containsKey(id) || sound.containsKey(id);
    }

    /** By place, why nothing is known there. */
    Map<String, String> gaps(String id) {
        return unknown.getOrDefault(id, Map.of());
    }

    List<Observation> observations() {
        return observations;
    }
}
