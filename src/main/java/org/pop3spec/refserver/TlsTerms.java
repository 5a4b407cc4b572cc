package org.pop3spec.refserver;

import java.util.List;
import java.util.Optional;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ProtocolVersion;

/** What the server goes into in a TLS handshake: TLS 1.2 and 1.3 as RFC 9325 wants them. A fault does otherwise in one point. */
class TlsTerms {
    static final List<Integer> SUITES = List.of(
            CipherSuite.TLS_AES_128_GCM_SHA256,
            CipherSuite.TLS_AES_256_GCM_SHA384,
            CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256);

    private final boolean external;

    /** @param external whether clients can log in by certificate */
    TlsTerms(boolean external) {
        this.external = external;
    }

    /** The versions, the newest first. */
    ProtocolVersion[] versions() {
        return ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv12);
    }

    /** The cipher suites. */
    List<Integer> suites() {
        return SUITES;
    }

    /**
     * What ALPN is answered with, where the client names it; one that names other protocols only is refused (RFC 7301 section
     * 3.2). Empty where ALPN is ignored.
     *
     * @param named what the client names
     */
    Optional<String> applicationProtocol(List<String> named) {
        return Optional.of("pop3");
    }

    /** Whether the client's certificate is wanted (RFC 8314 section 4.2). */
    boolean asksForCertificate() {
        return external;
    }

    /** Whether keys come from the whole handshake where the client can do that (RFC 7627). */
    boolean extendedMasterSecret() {
        return true;
    }

    /** Whether the certificate is shown that is valid today; else the one before it. */
    boolean renewed(ProtocolVersion version) {
        return true;
    }
}
