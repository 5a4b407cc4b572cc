package org.pop3spec.net;

import java.io.IOException;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;

/** TLS over another transport, after its handshake. */
interface TlsLayer extends Transport {
    /** Version and cipher suite. */
    String parameters();

    /** The server's certificates, its own first. */
    List<Certificate> serverCertificates();

    /** What ties an authentication to this connection (RFC 5056), one char per octet; empty where it cannot be had. */
    Optional<String> channelBinding(String type);

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
