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
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
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
    private final Optional<ClientCertificate> shown;
    private final Optional<String> binding;
    /** None for those that Java offers by itself. */
    private final List<String> versions;

    private final List<String> applicationProtocols;
    private @Nullable SSLContext context;

    private TlsSettings(
            Trust trust,
            boolean checkHostName,
            Optional<ClientCertificate> shown,
            Optional<String> binding,
            List<String> versions,
            List<String> applicationProtocols) {
        this.trust = trust;
        this.checkHostName = checkHostName;
        this.shown = shown;
        this.binding = binding;
        this.versions = versions;
        this.applicationProtocols = applicationProtocols;
    }

    private static TlsSettings of(Trust.Source source, boolean checkHostName) {
        return new TlsSettings(
                new Trust(source), checkHostName, Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    /** The certificate authorities of this Java installation; the certificate must be for the host. */
    public static TlsSettings trustingSystem() {
        return of(() -> explaining(null), true);
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
        return of(
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
        return of(AnyTrust::new, false);
    }

    /** The same, but the certificate may be for another host. */
    public TlsSettings withoutHostNameCheck() {
        return new TlsSettings(trust, false, shown, binding, versions, applicationProtocols);
    }

    /** The same, with a certificate of the client for servers that ask for one. */
    public TlsSettings showing(ClientCertificate certificate) {
        return new TlsSettings(trust, checkHostName, Optional.of(certificate), binding, versions, applicationProtocols);
    }

    /**
     * The same, but so that the connection has that channel binding, by a TLS that does not show a certificate.
     *
     * @param type {@code tls-unique} (RFC 5929 section 3, with TLS 1.2), {@code tls-exporter} (RFC 9266, with TLS 1.3) or
     *     {@code default} for that of the two which goes with what the server speaks
     */
    public TlsSettings bindingBy(String type) {
        return new TlsSettings(trust, checkHostName, shown, Optional.of(type), versions, applicationProtocols);
    }

    /** The same with this version of TLS only, such as {@code TLSv1.2}; where the handshake is Java's. */
    public TlsSettings only(String version) {
        return new TlsSettings(trust, checkHostName, shown, binding, List.of(version), applicationProtocols);
    }

    /** The same, but saying by ALPN (RFC 7301) that this protocol will be spoken; where the handshake is Java's. */
    public TlsSettings speaking(String applicationProtocol) {
        return new TlsSettings(trust, checkHostName, shown, binding, versions, List.of(applicationProtocol));
    }

    /** The same, but the next handshake is a full one: it resumes no session that was had with these. */
    public TlsSettings withoutSessions() {
        return new TlsSettings(trust, checkHostName, shown, binding, versions, applicationProtocols);
    }

    /**
     * Judges certificates that came by another way than a handshake with these settings.
     *
     * @throws TlsFailure when they are not believed for that host
     */
    public void judge(List<X509Certificate> chain, String host) throws TlsFailure {
        judge(chain.toArray(X509Certificate[]::new), host);
    }

    /** Shakes hands over a transport. */
    TlsLayer handshake(Transport under, Endpoint endpoint, Deadline deadline) throws IOException, InterruptedException {
        if (binding.isEmpty()) {
            return TlsTransport.handshake(under, engine(endpoint.host(), endpoint.port()), deadline);
        }
        String host = endpoint.host();
        Optional<String> name = isAddress(host)
                ? Optional.empty()
                : Optional.of(serverName(host).getAsciiName());
        return BindingTransport.handshake(
                under, new BindingClient(binding.get(), name, chain -> judge(chain, host)), deadline);
    }

    /** Whether a server's certificates are believed, as the engines of Java find it out. */
    private void judge(X509Certificate[] chain, String host) throws TlsFailure {
        try {
            X509ExtendedTrustManager manager = trust.manager();
            if (manager instanceof ExplainingTrust explaining) {
                explaining.judge(chain, checkHostName ? Optional.of(host) : Optional.empty());
            }
        } catch (ExplainingTrust.Refused e) {
            throw new TlsFailure(e.reason(), String.valueOf(e.getMessage()), new IOException(e));
        } catch (GeneralSecurityException | IOException e) {
            throw notSetUp(e);
        }
    }

    /** Whether that is an address, by which no server is asked for in a handshake (RFC 6066 section 3). */
    static boolean isAddress(String host) {
        return ADDRESS.matcher(host).matches();
    }

    private static SNIHostName serverName(String host) throws TlsFailure {
        try {
            return new SNIHostName(host);
        } catch (IllegalArgumentException e) {
            throw new TlsFailure(TlsFailure.Reason.OTHER, host + " is no host name that TLS can ask for");
        }
    }

    private static TlsFailure notSetUp(Exception e) {
        return new TlsFailure(TlsFailure.Reason.OTHER, "TLS can't be set up: " + e.getMessage(), new IOException(e));
    }

    /** An engine for a client's handshake with this host; SNI is sent where the host is a name. */
    private SSLEngine engine(String host, int port) throws TlsFailure {
        SSLEngine engine = context().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (checkHostName) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (!isAddress(host)) {
            parameters.setServerNames(List.of(serverName(host)));
        }
        if (!versions.isEmpty()) {
            parameters.setProtocols(versions.toArray(String[]::new));
        }
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        engine.setSSLParameters(parameters);
        return engine;
    }

    private synchronized SSLContext context() throws TlsFailure {
        SSLContext made = context;
        if (made == null) {
            try {
                made = SSLContext.getInstance("TLS");
                KeyManager[] keys = shown.map(certificate -> new KeyManager[] {new ShownCertificate(certificate)})
                        .orElse(null);
                made.init(keys, new TrustManager[] {trust.manager()}, null);
            } catch (GeneralSecurityException | IOException e) {
                throw notSetUp(e);
            }
            context = made;
        }
        return made;
    }

    private static X509ExtendedTrustManager explaining(@Nullable KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return new ExplainingTrust(extended);
            }
        }
        throw new GeneralSecurityException("this Java has no X.509 trust manager");
    }

    /** Made late, because the system's authorities take a while to load; and once for all settings that share it. */
    private static final class Trust {
        private final Source source;
        private @Nullable X509ExtendedTrustManager made;

        Trust(Source source) {
            this.source = source;
        }

        synchronized X509ExtendedTrustManager manager() throws GeneralSecurityException, IOException {
            X509ExtendedTrustManager there = made;
            if (there == null) {
                there = source.manager();
                made = there;
            }
            return there;
        }

        /** Where it comes from. */
        private interface Source {
            X509ExtendedTrustManager manager() throws GeneralSecurityException, IOException;
        }
    }
}
