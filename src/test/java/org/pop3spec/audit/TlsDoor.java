package org.pop3spec.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedDecryptor;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.DHStandardGroups;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsDHConfig;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.bouncycastle.tls.crypto.impl.jcajce.JceDefaultTlsCredentialedDecryptor;
import org.pop3spec.net.ScriptedServer;

/** A POP3 server under TLS with an RSA certificate, whose TLS is as weak as a test wants. */
final class TlsDoor {
    /** Java itself does not sign as TLS 1.3 wants it of RSA. */
    private final JcaTlsCrypto crypto =
            new JcaTlsCryptoProvider().setProvider(new BouncyCastleProvider()).create(new SecureRandom());

    private ProtocolVersion[] versions = ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv12);
    private int[] suites = {CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256};
    private boolean smallGroup;
    private int keyBits = 2048;
    private String signature = "SHA256withRSA";
    private String host = "127.0.0.1";
    private Duration until = Duration.ofDays(60);
    private boolean alternativeNames = true;
    private boolean stranger;
    private List<X509Certificate> chain = List.of();
    private KeyPair keys = pair(512);

    TlsDoor versions(ProtocolVersion... all) {
        versions = all;
        return this;
    }

    TlsDoor suites(int... all) {
        suites = all;
        return this;
    }

    TlsDoor smallGroup() {
        smallGroup = true;
        return this;
    }

    TlsDoor key(int bits) {
        keyBits = bits;
        return this;
    }

    TlsDoor signature(String algorithm) {
        signature = algorithm;
        return this;
    }

    TlsDoor host(String address) {
        host = address;
        return this;
    }

    TlsDoor validFor(Duration time) {
        until = time;
        return this;
    }

    TlsDoor withoutAlternativeNames() {
        alternativeNames = false;
        return this;
    }

    /** Shows a certificate that has nothing to do with its own behind it. */
    TlsDoor withAStranger() {
        stranger = true;
        return this;
    }

    /** The server's own certificate, once it is open. */
    X509Certificate certificate() {
        return chain.get(0);
    }

    /** Listens. */
    ScriptedServer open() throws IOException {
        keys = pair(keyBits);
        chain = new ArrayList<>();
        chain.add(made("CN=127.0.0.1", keys));
        if (stranger) {
            chain.add(made("CN=somebody else", pair(keyBits)));
        }
        return new ScriptedServer(peer -> {
            TlsServerProtocol protocol = new TlsServerProtocol(
                    peer.socket().getInputStream(), peer.socket().getOutputStream());
            protocol.accept(new Server());
            serve(new ScriptedServer.Peer(new Secured(protocol), peer.closing()));
        });
    }

    private static void serve(ScriptedServer.Peer peer) throws IOException {
        peer.say("+OK ready\r\n");
        for (String line = peer.hear(); !line.equals("QUIT"); line = peer.hear()) {
            if (line.isEmpty()) {
                return;
            }
            peer.say(line.equals("CAPA") ? "+OK\r\nTOP\r\nUSER\r\nAUTH-RESP-CODE\r\n.\r\n" : answer(line));
        }
        peer.say("+OK\r\n");
    }

    private static String answer(String line) {
        return line.startsWith("USER ") ? "+OK\r\n" : "-ERR\r\n";
    }

    private static KeyPair pair(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate made(String name, KeyPair pair) {
        try {
            Instant end = Instant.now().plus(until);
            X500Name subject = new X500Name(name);
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject,
                    BigInteger.TEN,
                    Date.from(end.minus(Duration.ofDays(90))),
                    Date.from(end),
                    subject,
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            if (alternativeNames) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.iPAddress, host)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the library asks for in one handshake. */
    private final class Server extends DefaultTlsServer {
        Server() {
            super(crypto);
        }

        /** It takes clients too that don't know RFC 5746, as most servers do. */
        @Override
        public void notifySecureRenegotiation(boolean secure) {
            // the library would end the handshake
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return versions;
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return TlsUtils.getSupportedCipherSuites(crypto, suites);
        }

        @Override
        public TlsDHConfig getDHConfig() throws IOException {
            return smallGroup ? new TlsDHConfig(DHStandardGroups.rfc2409_1024) : super.getDHConfig();
        }

        private Certificate shown() throws IOException {
            CertificateEntry[] entries = new CertificateEntry[chain.size()];
            TlsCertificate[] list = new TlsCertificate[chain.size()];
            try {
                for (int i = 0; i < list.length; i++) {
                    list[i] = crypto.createCertificate(chain.get(i).getEncoded());
                    entries[i] = new CertificateEntry(list[i], null);
                }
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
            return TlsUtils.isTLSv13(context) ? new Certificate(TlsUtils.EMPTY_BYTES, entries) : new Certificate(list);
        }

        @Override
        public TlsCredentials getCredentials() throws IOException {
            return TlsUtils.isTLSv13(context) ? signer(SignatureAlgorithm.rsa_pss_rsae_sha256) : super.getCredentials();
        }

        @Override
        protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
            return signer(SignatureAlgorithm.rsa);
        }

        private TlsCredentialedSigner signer(short algorithm) throws IOException {
            SignatureAndHashAlgorithm chosen = algorithm == SignatureAlgorithm.rsa
                    ? SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, algorithm)
                    : SignatureAndHashAlgorithm.rsa_pss_rsae_sha256;
            return new JcaDefaultTlsCredentialedSigner(
                    new TlsCryptoParameters(context), crypto, keys.getPrivate(), shown(), chosen);
        }

        @Override
        protected TlsCredentialedDecryptor getRSAEncryptionCredentials() throws IOException {
            return new JceDefaultTlsCredentialedDecryptor(crypto, shown(), keys.getPrivate());
        }
    }

    /** The streams of TLS where a test expects a socket. */
    private static final class Secured extends Socket {
        private final TlsServerProtocol protocol;

        Secured(TlsServerProtocol protocol) {
            this.protocol = protocol;
        }

        @Override
        public InputStream getInputStream() {
            return protocol.getInputStream();
        }

        @Override
        public OutputStream getOutputStream() {
            return protocol.getOutputStream();
        }
    }
}
