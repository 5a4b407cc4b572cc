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

    void learn(int message, long size) {
        octets.put(message, size);
    }
}
