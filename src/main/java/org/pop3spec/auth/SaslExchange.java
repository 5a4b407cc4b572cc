package org.pop3spec.auth;

import java.util.Optional;
import org.pop3spec.net.SecurityLayer;

/** The client's side of one SASL exchange in progress. Octets are strings with one char per octet, without base64. */
public interface SaslExchange {
    /**
     * What the client answers.
     *
     * @param challenge what the server sent; empty for the initial response
     * @throws SaslObjection when the challenge is not one that a correct server sends
     */
    String respond(String challenge) throws SaslObjection;

    /** Whether the server has shown all that the mechanism asks it for, so that its {@code +OK} may be believed. */
    default boolean settled() {
        return true;
    }

    /**
     * The security layer that takes effect with the server's {@code +OK} (RFC 5034 section 4), once the exchange is settled;
     * empty where none was negotiated.
     */
    default Optional<SecurityLayer> layer() {
        return Optional.empty();
    }
}
