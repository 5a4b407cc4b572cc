package org.pop3spec.refserver;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;

/** Channel bindings as the server knows them: RFC 5929 section 4 and, where Java lets, RFC 9266. */
final class ServerBinding {
    private ServerBinding() {}

    static Optional<String> of(SSLSession session, String type) {
        return switch (type) {
            case "tls-server-end-point" -> ownCertificate(session);
            case "tls-exporter" -> exported(session);
            default -> Optional.empty();
        };
    }

    /** The server's certificate is signed with SHA-256 ({@link TlsIdentity}), so that is the digest. */
    private static Optional<String> ownCertificate(SSLSession session) {
        Certificate[] own = session.getLocalCertificates();
        if (own == null || own.length == 0 || !(own[0] instanceof X509Certificate certificate)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Digested.latin1(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate in use can be encoded", e);
        }
    }

    private static Optional<String> exported(SSLSession session) {
        try {
            Object material = ExtendedSSLSession.class
                    .getMethod("exportKeyingMaterialData", String.class, byte[].class, int.class)
                    .invoke(session, "EXPORTER-Channel-Binding", new byte[0], 32);
            return material instanceof byte[] bytes ? Optional.of(Digested.latin1(bytes)) : Optional.empty();
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // Java before 25 has no such method
            return Optional.empty();
        }
    }
}
