package org.pop3spec.session;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How many octets a server delivers for each message of one filling of a maildrop, as far as that was learnt. */
public final class MessageSizes {
    private final Map<Integer, Long> octets = new ConcurrentHashMap<>();

    public Optional<Long> of(int message) {
        return Optional.ofNullable(octets.get(message));
    }

    /** Whether the sizes of the first so many messages are known, or of any when the number is not known. */
    boolean knownUpTo(int count) {
        for (int n = 1; n <= count; n++) {
            if (!octets.containsKey(n)) {
                return false;
            }
        }
        return count > 0 || !octets.isEmpty();
    }

    void learn(int message, long size) {
        octets.put(message, size);
    }
}
