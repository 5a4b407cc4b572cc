package org.pop3spec.audit;

import org.pop3spec.net.Endpoint;

/**
 * A port on which a server is asked.
 *
 * @param tls whether TLS begins with the first octet
 */
public record Door(Endpoint endpoint, boolean tls) {
    /** {@code pop3://host:port} or {@code pop3s://host:port}. */
    @Override
    public String toString() {
        return (tls ? "pop3s://" : "pop3://") + endpoint;
    }
}
