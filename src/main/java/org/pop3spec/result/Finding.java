package org.pop3spec.result;

import java.util.function.UnaryOperator;

/**
 * A weakness that no text forbids.
 *
 * @param id stable, such as {@code cleartext-login}
 * @param evidence what was seen, secrets masked
 */
public record Finding(String id, Severity severity, String evidence) {
    /** The same with its evidence masked. */
    public Finding masked(UnaryOperator<String> mask) {
        return new Finding(id, severity, mask.apply(evidence));
    }
}
