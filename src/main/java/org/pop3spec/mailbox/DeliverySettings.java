package org.pop3spec.mailbox;

import java.time.Duration;
import java.util.Objects;

/**
 * What deliveries need to know besides where they lead.
 *
 * @param domain what follows the {@code @} in the recipient's address when the account's name has no domain itself
 * @param timeout how long one step may take: connecting, one answer, one block of data, a lock, a user's command; the
 *     answer to the end of a message, behind which filters work, may take four times as long
 */
public record DeliverySettings(String domain, Duration timeout) {
    public static final DeliverySettings DEFAULT = new DeliverySettings("localhost", Duration.ofSeconds(30));

    public DeliverySettings {
        Objects.requireNonNull(domain);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout must be longer than nothing: " + timeout);
        }
    }
}
