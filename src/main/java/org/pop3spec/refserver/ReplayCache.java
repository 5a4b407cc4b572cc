package org.pop3spec.refserver;

import java.util.LinkedHashMap;
import java.util.Map;

/** The authenticators that were seen of late (RFC 4120 section 3.2.3). Safe for several threads. */
final class ReplayCache {
    private static final int MOST = 100_000;

    private final Map<String, Long> seen = new LinkedHashMap<>();

    /**
     * Notes one.
     *
     * @param authenticator what tells it from all others
     * @param keepMillis how long it could be shown again
     * @return whether it is there already
     */
    synchronized boolean replayed(String authenticator, long keepMillis) {
        long now = System.currentTimeMillis();
        seen.values().removeIf(until -> until < now);
        if (seen.containsKey(authenticator) || seen.size() >= MOST) {
            return true;
        }
        seen.put(authenticator, now + keepMillis);
        return false;
    }
}
