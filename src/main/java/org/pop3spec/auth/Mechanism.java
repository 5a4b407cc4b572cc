package org.pop3spec.auth;

import java.util.Set;

/** One SASL mechanism as the client does it (RFC 4422). */
public interface Mechanism {
    /** Its registered name, such as {@code CRAM-MD5}. */
    String name();

    /** Whether the client speaks first, so that an initial response makes sense (RFC 4422 section 5). */
    boolean clientFirst();

    /** Whether it opens the maildrop of the account; else one that belongs to nobody. */
    default boolean personal() {
        return true;
    }

    /** The names of the settings that a script may give, beside those of {@link SaslSettings#COMMON}. */
    default Set<String> settings() {
        return Set.of();
    }

    /**
     * Begins an exchange.
     *
     * @throws SaslObjection when it can't even begin, such as for want of channel binding; nobody is to blame for that
     */
    SaslExchange begin(SaslSettings settings) throws SaslObjection;
}
