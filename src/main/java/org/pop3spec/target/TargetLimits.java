package org.pop3spec.target;

import java.time.Duration;
import java.util.Optional;

/**
 * What the server must not suffer, and how long it may take.
 *
 * @param connections how many may be open at the same time; empty for as many as there are accounts
 * @param timeout how long one answer may take
 * @param loginDelay how long to wait between two logins of an account; empty for what the server announces (RFC 2449
 *     section 6.5)
 */
public record TargetLimits(Optional<Integer> connections, Duration timeout, Optional<Duration> loginDelay) {
    /** Long enough for servers that answer a failed login late on purpose. */
    public static final TargetLimits DEFAULT =
            new TargetLimits(Optional.empty(), Duration.ofSeconds(30), Optional.empty());
}
