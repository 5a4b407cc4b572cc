package org.pop3spec.auth;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.scenario.Opening;

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

    /** What a connection must be for it. */
    default Opening opening() {
        return Opening.USUAL;
    }

    /** The type of channel binding that its connection must be able to give away, as {@link LoginVariant#binding} has it. */
    default Optional<String> binding() {
        return Optional.empty();
    }

    /** Words of {@code requires} without which it is no login variant, beside that the server offers it. */
    default Set<String> needs() {
        return Set.of();
    }

    /** The names of the settings that a script may give, beside those of {@link SaslSettings#COMMON}. */
    default Set<String> settings() {
        return Set.of();
    }

    /**
     * A login by it, with something done otherwise.
     *
     * @param changes by the names of {@link #settings}
     */
    default LoginVariant login(Map<String, String> changes) {
        return new SaslLogin(this, changes);
    }

    /**
     * Begins an exchange.
     *
     * @throws SaslObjection when it can't even begin, such as for want of channel binding; nobody is to blame for that
     */
    SaslExchange begin(SaslSettings settings) throws SaslObjection;
}
