package org.pop3spec.refserver;

import java.util.Optional;

/**
 * What the EXPIRE capability promises (RFC 2449 section 6.7).
 *
 * @param days days for which a message is kept at least, empty for NEVER; with 0 a message that was fetched by RETR is
 *     removed at QUIT
 */
public record Retention(Optional<Integer> days) {
    /** Messages are never removed by the server itself. */
    public static final Retention NEVER = new Retention(Optional.empty());

    /** @throws IllegalArgumentException for negative days */
    public Retention {
        if (days.isPresent() && days.get() < 0) {
            throw new IllegalArgumentException("Messages cannot be kept for " + days.get() + " days");
        }
    }

    /** Messages are kept for that many days at least. */
    public static Retention ofDays(int days) {
        return new Retention(Optional.of(days));
    }

    /** The value as CAPA shows it. */
    String parameter() {
        return days.map(String::valueOf).orElse("NEVER");
    }

    boolean removesFetched() {
        return days.isPresent() && days.get() == 0;
    }
}
