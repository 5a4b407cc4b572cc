package org.pop3spec.net;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.est.jcajce.JsseDefaultHostnameAuthorizer;

/** Judges as the manager under it does, and says why in words that help whoever runs the server. */
final class ExplainingTrust extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2;
    private static final int ADDRESS = 7;
    private static final int NAMES_SHOWN = 5;
    /** As JSSE says it. */
    private static final String WRONG_HOST = "No name matching";

    private final X509ExtendedTrustManager under;

    ExplainingTrust(X509ExtendedTrustManager under) {
        this.under = under;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws Refused {
        try {
            // Java does not look at the dates of a certificate that is itself among the trusted ones
            chain[0].checkValidity();
            under.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw explained(chain[0], engine.getPeerHost(), e);
        }
    }

    /**
     * The same without an engine of Java.
     *
     * @param host for which the certificate must be; empty for any
     */
    void judge(X509Certificate[] chain, Optional<String> host) throws Refused {
        try {
            chain[0].checkValidity();
            // by the key exchange nothing is judged but that it is known
            under.checkServerTrusted(chain, "UNKNOWN");
            if (host.isPresent()) {
                checkHost(chain[0], host.get());
            }
        } catch (CertificateException e) {
            throw explained(chain[0], host.orElse(""), e);
        }
    }

    private static void checkHost(X509Certificate leaf, String host) throws CertificateException {
        try {
            if (new JsseDefaultHostnameAuthorizer(Set.of()).verify(host, leaf)) {
                return;
            }
        } catch (IOException e) {
            throw new CertificateException(WRONG_HOST, e);
        }
        throw new CertificateException(WRONG_HOST);
    }

    private static Refused explained(X509Certificate leaf, String host, CertificateException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return new Refused(
                        TlsFailure.Reason.EXPIRED,
                        "the certificate expired on " + leaf.getNotAfter().toInstant(),
                        e);
            }
            if (cause instanceof CertificateNotYetValidException) {
                return new Refused(
                        TlsFailure.Reason.EXPIRED,
                        "the certificate is not valid before "
                                + leaf.getNotBefore().toInstant(),
                        e);
            }
        }
        String message = String.valueOf(e.getMessage());
        // the only thing by which JSSE tells a wrong host from an unknown issuer
        if (message.startsWith("No subject alternative") || message.startsWith(WRONG_HOST)) {
            return new Refused(
                    TlsFailure.Reason.WRONG_HOST, "the certificate is for " + names(leaf) + ", not for " + host, e);
        }
        boolean selfSigned = leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal());
        return new Refused(
                TlsFailure.Reason.UNTRUSTED,
                "the certificate is not trusted: "
                        + (selfSigned ? "self-signed by " : "issued by ")
                        + Printable.line(leaf.getIssuerX500Principal().getName()),
                e);
    }

    private static String names(X509Certificate leaf) {
        try {
            String names = (leaf.getSubjectAlternativeNames() == null
                            ? List.<List<?>>of()
                            : leaf.getSubjectAlternativeNames())
                    .stream()
                            .filter(n -> n.get(0).equals(DNS_NAME) || n.get(0).equals(ADDRESS))
                            .map(n -> String.valueOf(n.get(1)))
                            .limit(NAMES_SHOWN)
                            .collect(Collectors.joining(", "));
            if (!names.isEmpty()) {
                return Printable.line(names);
            }
        } catch (CertificateException e) {
            return "names that can't be read";
        }
        return Printable.line(leaf.getSubjectX500Principal().getName());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        under.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        under.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        under.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        under.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        under.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return under.getAcceptedIssuers();
    }

    /** A certificate that was not taken; the message is one line for people. */
    static final class Refused extends CertificateException {
        private static final long serialVersionUID = 1L;

        private final TlsFailure.Reason reason;

        Refused(TlsFailure.Reason reason, String message, CertificateException cause) {
            super(message, cause);
            this.reason = reason;
        }

        TlsFailure.Reason reason() {
            return reason;
        }
    }
}
