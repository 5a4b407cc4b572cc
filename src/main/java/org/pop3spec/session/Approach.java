package org.pop3spec.session;

import java.util.Optional;
import org.pop3spec.auth.LoginVariant;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Opening;

/**
 * How a connection is opened.
 *
 * @param account whose credentials an opening needs that authenticates, from 1
 * @param handshake whether what comes before the greeting is gone through, TLS or, for KPOP, the ticket; else the script does that
 * @param binding the channel binding that it must have, where that is one that Java does not give away
 */
record Approach(Channel channel, Opening opening, int account, boolean handshake, Optional<String> binding) {
    /** As the variant needs it, for that account. */
    static Approach by(Channel channel, LoginVariant variant, int account) {
        return new Approach(channel, variant.opening(), account, true, variant.binding());
    }

    /** Whether a connection opened like this does for what wants one opened like the other. */
    boolean suits(Approach other) {
        boolean plain = other.opening == Opening.USUAL;
        return plain || (opening == other.opening && account == other.account);
    }
}
