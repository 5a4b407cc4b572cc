package org.pop3spec.target;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.pop3spec.net.Endpoint;

/**
 * What a server says first. That says that it is ready; that a port is open says little.
 *
 * @param from where it is said
 * @param beginning of it; empty where the server does not speak first
 */
record Greeting(Endpoint from, String beginning) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** That of a POP3 server (RFC 1939 section 4). */
    static Greeting pop3(Endpoint from) {
        return new Greeting(from, "+OK");
    }

    /** That of an SMTP or LMTP server (RFC 5321 section 4.2, RFC 2033 section 4). */
    static Greeting smtp(Endpoint from) {
        return new Greeting(from, "220");
    }

    /** Where TLS comes first, the client speaks first: that the server takes the connection has to do. */
    static Greeting tls(Endpoint from) {
        return new Greeting(from, "");
    }

    /** Whether it comes when one asks now; after 5 seconds it does not. */
    boolean comes() {
        byte[] expected = beginning.getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket()) {
            int timeout = Math.toIntExact(PATIENCE.toMillis());
            socket.connect(new InetSocketAddress(from.host(), from.port()), timeout);
            socket.setSoTimeout(timeout);
            return Arrays.equals(expected, socket.getInputStream().readNBytes(expected.length));
        } catch (IOException nobodyThere) {
            return false;
        }
    }
}
