package org.pop3spec.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ChannelBinding;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;

/** What the client decides in the handshake of a {@link BindingTransport}. It has no certificate to show. */
final class BindingClient extends DefaultTlsClient {
    private final String wanted;
    private final Optional<String> serverName;
    private final CertificateJudge judge;
    private final Map<String, byte[]> bindings = new HashMap<>();
    private final List<X509Certificate> chain = new ArrayList<>();
    private Optional<TlsFailure> refusal = Optional.empty();

    /** Whether a server's certificates are believed. */
    @FunctionalInterface
    interface CertificateJudge {
        void judge(X509Certificate[] chain) throws TlsFailure;
    }

    /**
     * @param wanted the binding that is asked for: {@code tls-unique} is there with TLS 1.2 only, and {@code tls-exporter} is asked of servers
     *     with TLS 1.3 only (RFC 9266 section 3); with anything else the server chooses one of these versions
     * @param serverName what is asked for by SNI
     */
    BindingClient(String wanted, Optional<String> serverName, CertificateJudge judge) {
        super(new JcaTlsCryptoProvider().create(new SecureRandom()));
        this.wanted = wanted;
        this.serverName = serverName;
        this.judge = judge;
    }

    Optional<byte[]> binding(String type) {
        return Optional.ofNullable(bindings.get(type));
    }

    /** The server's certificates, its own first. */
    List<X509Certificate> chain() {
        return chain;
    }

    /** Why the server's certificate was not taken. */
    Optional<TlsFailure> refusal() {
        return refusal;
    }

    String parameters() {
        return context.getServerVersion().getName().replace("TLS ", "TLSv") + " cipher suite 0x"
                + String.format(
                        "%04X", context.getSecurityParametersConnection().getCipherSuite());
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return switch (wanted) {
            case "tls-unique" -> ProtocolVersion.TLSv12.only();
            case "tls-exporter" -> ProtocolVersion.TLSv13.only();
            default -> ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv12);
        };
    }

    @Override
    protected @Nullable Vector<ServerName> getSNIServerNames() {
        if (serverName.isEmpty()) {
            return null;
        }
        Vector<ServerName> names = new Vector<>();
        names.add(new ServerName(NameType.host_name, serverName.get().getBytes(StandardCharsets.US_ASCII)));
        return names;
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
                check(server.getCertificate().getCertificateList());
            }

            @Override
            public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
                return null;
            }
        };
    }

    private void check(TlsCertificate[] shown) throws IOException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (TlsCertificate certificate : shown) {
                chain.add((X509Certificate)
                        factory.generateCertificate(new ByteArrayInputStream(certificate.getEncoded())));
            }
        } catch (CertificateException e) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, e);
        }
        try {
            judge.judge(chain.toArray(X509Certificate[]::new));
        } catch (TlsFailure e) {
            refusal = Optional.of(e);
            throw new TlsFatalAlert(AlertDescription.bad_certificate, e);
        }
    }

    /** Only now the values can be had. */
    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        if (!TlsUtils.isTLSv13(context)) {
            bindings.put("tls-unique", context.exportChannelBinding(ChannelBinding.tls_unique));
        }
        if (context.getSecurityParametersConnection().isExtendedMasterSecret()) {
            // else it is not unique: RFC 9266 section 4.2
            bindings.put("tls-exporter", context.exportChannelBinding(ChannelBinding.tls_exporter));
        }
    }
}
