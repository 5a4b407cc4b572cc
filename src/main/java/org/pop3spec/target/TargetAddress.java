package org.pop3spec.target;

import java.util.Optional;
import org.pop3spec.net.Endpoint;

/**
 * A server as it is named on the command line: {@code pop3://host[:port]} or {@code pop3s://host[:port]}, an IPv6 address in
 * brackets.
 *
 * @param tls whether TLS begins with the first octet
 */
public record TargetAddress(boolean tls, Endpoint endpoint) {
    private static final String POP3 = "pop3://";
    private static final String POP3S = "pop3s://";

    /** Whether this is meant as an address, whether or not it is a right one; else it is a file's name. */
    public static boolean looksLike(String written) {
        return written.contains("://");
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when it is none; the message is one line for the user
     */
    public static TargetAddress parse(String written) {
        boolean tls = written.startsWith(POP3S);
        if (!tls && !written.startsWith(POP3)) {
            throw new IllegalArgumentException("expected pop3://host:port or pop3s://host:port");
        }
        String rest = written.substring((tls ? POP3S : POP3).length());
        if (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        if (rest.contains("@")) {
            throw new IllegalArgumentException("no user or password belongs into the address: give --user, and"
                    + " --password-file or --password-env");
        }
        Optional<Endpoint> endpoint = Endpoints.parse(rest, tls ? Endpoints.POP3S : Endpoints.POP3);
        return new TargetAddress(
                tls,
                endpoint.orElseThrow(() -> new IllegalArgumentException(
                        "expected a host, and a port from 1 to 65535 after a colon; an IPv6 address in brackets")));
    }
}
