package org.pop3spec.target;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.result.TargetDescription;
import org.pop3spec.scenario.Channel;

/**
 * What a server turned out to offer.
 *
 * @param features by channel, by the names that scenarios ask for; a channel that cannot be used is absent
 * @param obstacles why a channel cannot be used
 * @param entrance how its maildrops were opened
 * @param loginDelay how long to wait between two logins of an account: as announced (RFC 2449 section 6.5), if the target
 *     does not say otherwise
 * @param notes what the user should know, one line each
 */
public record ServerProfile(
        TargetDescription description,
        Map<Channel, Set<String>> features,
        Map<Channel, String> obstacles,
        Entrance entrance,
        Optional<Duration> loginDelay,
        List<String> notes) {
    public ServerProfile {
        Map<Channel, Set<String>> copy = new EnumMap<>(Channel.class);
        features.forEach(
                (channel, names) -> copy.put(channel, Collections.unmodifiableSet(new LinkedHashSet<>(names))));
        features = Collections.unmodifiableMap(copy);
        obstacles = Map.copyOf(obstacles);
        notes = List.copyOf(notes);
    }

    /** What it offers on a channel. */
    public Set<String> on(Channel channel) {
        return features.getOrDefault(channel, Set.of());
    }

    /** The same with one more note. */
    public ServerProfile noting(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new ServerProfile(description, features, obstacles, entrance, loginDelay, more);
    }
}
