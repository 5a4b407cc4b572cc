package org.pop3spec.kerberos;

import java.time.Instant;

/**
 * A ticket for a service, and the session key that goes with it (RFC 4120 section 5.3).
 *
 * @param client with its realm
 * @param service with its realm
 * @param octets the Ticket in DER, one char per octet
 * @param keyType the session key's encryption type
 * @param key the session key, one char per octet
 * @param authenticated when the client proved itself to the KDC
 * @param begins from when on it is valid
 * @param ends from when on it is not
 */
public record ServiceTicket(
        String client,
        String service,
        String octets,
        int keyType,
        String key,
        Instant authenticated,
        Instant begins,
        Instant ends) {
    /** Never the session key. */
    @Override
    public String toString() {
        return "ticket of " + client + " for " + service;
    }
}
