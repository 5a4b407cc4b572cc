package org.pop3spec.auth;

import java.util.Optional;
import org.pop3spec.net.Received;

/** What a login variant needs of an open connection whose greeting was read. */
public interface LoginChannel {
    /** The text of the greeting after its status indicator, one char per octet. */
    String greeting();

    /** The server's name or address, as the client was told it. */
    String host();

    /** The port that the client connected to. */
    int port();

    /** Whether TLS is on. */
    boolean encrypted();

    /**
     * What ties an exchange to this TLS connection (RFC 5056), one char per octet.
     *
     * @param type such as {@code tls-server-end-point}
     * @return empty without TLS, or where the type is not known or cannot be had on this Java
     */
    Optional<String> channelBinding(String type);

    /** Printable ASCII without a comma that was never used before. */
    String nonce();

    /** Sends a line; CRLF is added. */
    void send(String line) throws InterruptedException;

    /** The next line from the server, or what came instead. */
    Received receive() throws InterruptedException;
}
