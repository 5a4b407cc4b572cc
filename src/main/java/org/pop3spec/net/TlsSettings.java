package org.pop3spec.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a client trusts, and what it asks of a certificate. Safe for several threads. */
public final class TlsSettings {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private final Trust trust;
    private final boolean checkHostName;
    private @Nullable SSLContext context;

    private TlsSettings(Trust trust, boolean checkHostName) {
        this.trust = trust;
        this.checkHostName = checkHostName;
    }

    /** The certificate authorities of this Java installation; the certificate must be for the host. */
    public static TlsSettings trustingSystem() {
        return new TlsSettings(() -> explaining(null), true);
    }

    /**
     * These certificates, and what was issued by them; the certificate must be for the host.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static TlsSettings trusting(Collection<? extends Certificate> certificates) {
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("no certificate to trust");
        }
        List<Certificate> anchors = List.copyOf(certificates);
        return new TlsSettings(
                () -> {
                    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                    store.load(null, null);
                    for (int i = 0; i < anchors.size(); i++) {
                        store.setCertificateEntry("anchor-" + i, anchors.get(i));
                    }
                    return explaining(store);
                },
                true);
    }

    /**
     * The certificates of a file, in PEM or DER.
     *
     * @throws IOException when it can't be read or has no certificate in it; the message names the file
     */
    public static TlsSettings trusting(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new IOException(file + " has no certificate in it");
            }
            return trusting(certificates);
        } catch (CertificateException e) {
            throw new IOException(file + " is not a file of certificates", e);
        }
    }

    /** Any certificate for any host: for recipes, and where the user asks for it. */
    public static TlsSettings trustingAnyone() {
        return new TlsSettings(AnyTrust::new, false);
    }

    /** The same, but the certificate may be for another host. */
    public TlsSettings withoutHostNameCheck() {
        return new TlsSettings(trust, false);
    }

    /** An engine for a client's handshake with this host; SNI is sent where the host is a name. */
    SSLEngine engine(String host, int port) throws TlsFailure {
        SSLEngine engine = context().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (checkHostName) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (!ADDRESS.matcher(host).matches()) {
            try {
                parameters.setServerNames(List.of(new SNIHostName(host)));
            } catch (IllegalArgumentException e) {
                throw new TlsFailure(TlsFailure.Reason.OTHER, host + " is no host name that TLS can ask for");
            }
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private synchronized SSLContext context() throws TlsFailure {
        SSLContext made = context;
        if (made == null) {
            try {
                made = SSLContext.getInstance("TLS");
                made.init(null, new TrustManager[] {trust.manager()}, null);
            } catch (GeneralSecurityException | IOException e) {
                throw new TlsFailure(
                        TlsFailure.Reason.OTHER, "TLS can't be set up: " + e.getMessage(), new IOException(e));
            }
            context = made;
        }
        return made;
    }

    private static TrustManager explaining(@Nullable KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return new ExplainingTrust(extended);
            }
        }
        throw new GeneralSecurityException("this Java has no X.509 trust manager");
    }

    /** Made late, because the system's authorities take a while to load. */
    private interface Trust {
        TrustManager manager() throws GeneralSecurityException, IOException;
    }
}
