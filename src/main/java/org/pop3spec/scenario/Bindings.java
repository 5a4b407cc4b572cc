package org.pop3spec.scenario;

import java.util.Optional;

/**
 * The values that are known at one moment of a session. A value is a {@link String} (one char per octet), a {@link Long}, a
 * {@link java.math.BigInteger} (where it does not fit a long), a {@link Boolean} or a {@link java.util.List} of these.
 */
public interface Bindings {
    /** The value of that name; empty while nothing has it. */
    Optional<Object> value(String name);

    /** What {@code octets(n)} and {@code random(n)} ask. */
    Surroundings surroundings();
}
