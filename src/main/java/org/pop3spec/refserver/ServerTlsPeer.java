package org.pop3spec.refserver;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ChannelBinding;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * What the server decides in a TLS handshake, by its terms and with an ECDSA certificate; a certificate of the client is taken
 * whoever issued it, for what it is worth is decided when the client wants to log in by it.
 */
final class ServerTlsPeer extends DefaultTlsServer {
    private final JcaTlsCrypto crypto;
    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final TlsSessions sessions;
    private final List<X509Certificate> expired;
    private final TlsTerms terms;
    private final Map<String, String> bindings = new HashMap<>();
    private final List<byte[]> clientCertificates = new ArrayList<>();

    /**
     * @param chain the server's certificate and what it was signed by, with an ECDSA key on P-256 and signed with SHA-256
     * @param expired the same with the certificate before it
     * @param sessions what clients may go on with
     */
    ServerTlsPeer(
            JcaTlsCrypto crypto,
            PrivateKey key,
            List<X509Certificate> chain,
            List<X509Certificate> expired,
            TlsTerms terms,
            TlsSessions sessions) {
        super(crypto);
        this.crypto = crypto;
        this.key = key;
        this.chain = chain;
        this.sessions = sessions;
        this.expired = expired;
        this.terms = terms;
    }

    Optional<String> binding(String type) {
        return Optional.ofNullable(bindings.get(type));
    }

    List<byte[]> clientCertificates() {
        return clientCertificates;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return terms.versions();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return TlsUtils.getSupportedCipherSuites(
                crypto, terms.suites().stream().mapToInt(Integer::intValue).toArray());
    }

    /** A client that names other protocols only is refused by the library (RFC 7301 section 3.2). */
    @Override
    protected @Nullable Vector<ProtocolName> getProtocolNames() {
        List<String> named = new ArrayList<>();
        if (clientProtocolNames != null) {
            for (Object name : clientProtocolNames) {
                named.add(((ProtocolName) name).getUtf8Decoding());
            }
        }
        Optional<String> answer = terms.applicationProtocol(named);
        if (answer.isEmpty()) {
            return null;
        }
        return new Vector<>(List.of(ProtocolName.asUtf8Encoding(answer.get())));
    }

    @Override
    public boolean shouldUseExtendedMasterSecret() {
        return terms.extendedMasterSecret();
    }

    @Override
    public TlsCredentials getCredentials() throws IOException {
        boolean entries = TlsUtils.isTLSv13(context);
        List<X509Certificate> shown = terms.renewed(context.getServerVersion()) ? chain : expired;
        TlsCertificate[] list = new TlsCertificate[shown.size()];
        CertificateEntry[] entryList = new CertificateEntry[shown.size()];
        for (int i = 0; i < list.length; i++) {
            list[i] = crypto.createCertificate(encoded(shown.get(i)));
            entryList[i] = new CertificateEntry(list[i], null);
        }
        return new JcaDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                crypto,
                key,
                entries ? new Certificate(TlsUtils.EMPTY_BYTES, entryList) : new Certificate(list),
                // older versions have no choice
                TlsUtils.isTLSv12(context)
                        ? SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa)
                        : null);
    }

    @Override
    public @Nullable CertificateRequest getCertificateRequest() throws IOException {
        if (!terms.asksForCertificate()) {
            return null;
        }
        Vector<?> algorithms = TlsUtils.getDefaultSupportedSignatureAlgorithms(context);
        if (TlsUtils.isTLSv13(context)) {
            return new CertificateRequest(TlsUtils.EMPTY_BYTES, algorithms, null, null);
        }
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
                TlsUtils.isTLSv12(context) ? algorithms : null,
                null);
    }

    @Override
    public void notifyClientCertificate(Certificate shown) throws IOException {
        for (TlsCertificate certificate : shown.getCertificateList()) {
            clientCertificates.add(certificate.getEncoded());
        }
    }

    @Override
    public byte[] getNewSessionID() {
        return sessions.newId();
    }

    @Override
    public @Nullable TlsSession getSessionToResume(byte[] id) {
        return sessions.of(id).orElse(null);
    }

    /** Only now the values can be had. */
    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        keepSession();
        SecurityParameters parameters = context.getSecurityParametersConnection();
        bindings.put("tls-server-end-point", Digested.digest("SHA-256", Digested.latin1(encoded(chain.get(0)))));
        if (!TlsUtils.isTLSv13(context)) {
            // RFC 5929 section 3; with TLS 1.3 there is none
            bindings.put("tls-unique", Digested.latin1(context.exportChannelBinding(ChannelBinding.tls_unique)));
        }
        if (parameters.isExtendedMasterSecret()) {
            // RFC 9266 section 4.2
            bindings.put("tls-exporter", Digested.latin1(context.exportChannelBinding(ChannelBinding.tls_exporter)));
        }
    }

    /** Whoever showed a certificate shows it again. */
    private void keepSession() {
        if (clientCertificates.isEmpty()) {
            sessions.keep(context.getSession());
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate in use can be encoded", e);
        }
    }
}
