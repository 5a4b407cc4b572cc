package org.pop3spec.net;

import java.io.IOException;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** TLS over another transport, after its handshake. */
interface TlsLayer extends Transport {
    /** Version and cipher suite. */
    String parameters();

    /** The server's certificates, its own first. */
    List<Certificate> serverCertificates();

    /** What ties an authentication to this connection (RFC 5056), one char per octet; empty where it cannot be had. */
    Optional<String> channelBinding(String type);

    /** What Java knows of the session; empty where the handshake was not Java's. */
    default Optional<SSLSession> session() {
        return Optional.empty();
    }

    /** What was agreed on by ALPN; empty where nothing was. */
    default Optional<String> applicationProtocol() {
        return Optional.empty();
    }

    /**
     * Asks for another handshake within the connection, which TLS 1.3 no longer has.
     *
     * @return whether the server went through with it
     */
    default boolean renegotiate(Deadline deadline) throws InterruptedException {
        return false;
    }

    /** Announces the end of the client's direction, as far as that goes out at once. */
    void closeNotify() throws IOException;

    /** The server closed in the middle of a handshake. */
    final class EndedInHandshake extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The handshake did not end in time. */
    final class SlowHandshake extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
