package org.pop3spec.refserver;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/**
 * The server's certificate and the authority that signed it, made when first needed: a run without TLS does not wait
 * for them.
 */
final class TlsIdentity {
    private static final Duration VALIDITY = Duration.ofDays(30);
    private static final Duration CLOCK_DIFFERENCE = Duration.ofHours(1);
    /** How long ago the certificate before the present one ran out; it began with the authority. */
    private static final Duration EXPIRED = Duration.ofMinutes(30);

    private static final String CURVE = "secp256r1";
    private static final int KEY_BITS = 256;
    private static final String SIGNATURE = "SHA256withECDSA";

    private final JcaTlsCrypto crypto = new JcaTlsCryptoProvider().create(new SecureRandom());
    private final InetAddress bind;
    private final TlsSessions sessions;
    private @Nullable Made made;

    /** The server's chain begins with its own certificate. */
    private record Made(
            KeyPair authorityKeys, KeyPair serverKeys, List<X509Certificate> chain, List<X509Certificate> expired) {
        X509Certificate authority() {
            return chain.get(1);
        }
    }

    /** @param cached whether sessions of TLS 1.2 are kept for clients that want to go on with one */
    TlsIdentity(InetAddress bind, boolean cached) {
        this.bind = bind;
        this.sessions = cached ? TlsSessions.cached() : TlsSessions.none();
    }

    /** What decides in one handshake. */
    ServerTlsPeer peer(TlsTerms terms) {
        Made now = made();
        return new ServerTlsPeer(crypto, now.serverKeys().getPrivate(), now.chain(), now.expired(), terms, sessions);
    }

    /** The authority's certificate, for a client to trust. */
    String authorityPem() {
        return pem(made().authority());
    }

    /**
     * A certificate by which an account logs in, with the key to it; another one each time.
     *
     * @param account its name; it stands in the certificate's subject
     */
    String clientPem(String account) {
        Made now = made();
        try {
            KeyPair keys = keys();
            X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, account).build();
            X509Certificate certificate = leaf(
                    now.authority(),
                    now.authorityKeys(),
                    keys,
                    notAfter(),
                    subject,
                    KeyPurposeId.id_kp_clientAuth,
                    none -> {});
            return pem(
                    certificate,
                    new PemObject("PRIVATE KEY", withPublicKey(keys).getEncoded()));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("No certificate could be made", e);
        }
    }

    /** As PKCS #8 has it, the public key too: Java leaves that out, and GnuTLS does not read what is left. */
    private static PrivateKeyInfo withPublicKey(KeyPair keys) throws IOException {
        PrivateKeyInfo without = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded());
        SubjectPublicKeyInfo own =
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
        ECPrivateKey bare = ECPrivateKey.getInstance(without.parsePrivateKey());
        return new PrivateKeyInfo(
                without.getPrivateKeyAlgorithm(),
                new ECPrivateKey(
                        KEY_BITS,
                        bare.getKey(),
                        new DERBitString(own.getPublicKeyData().getBytes()),
                        null));
    }

    /** Whom a client's certificates are about; empty where this server's authority did not issue them, or not for now. */
    Optional<String> holder(List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        X509Certificate certificate = chain.get(0);
        try {
            certificate.checkValidity();
            certificate.verify(made().authority().getPublicKey());
            return Optional.of(subject(certificate));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** The name that a certificate is about, without asking who says so. */
    static String subject(X509Certificate certificate) {
        RDN[] names = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded())
                .getRDNs(BCStyle.CN);
        // the string itself: as text of a distinguished name it would have backslashes in it
        return names.length > 0 && names[0].getFirst().getValue() instanceof ASN1String name ? name.getString() : "";
    }

    private static String pem(Object... objects) {
        try (StringWriter text = new StringWriter();
                JcaPEMWriter pem = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                pem.writeObject(object);
            }
            pem.flush();
            return text.toString();
        } catch (IOException e) {
            throw new IllegalStateException("Keys and certificates can be written as PEM", e);
        }
    }

    private synchronized Made made() {
        Made there = made;
        if (there == null) {
            try {
                there = make();
            } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
                throw new IllegalStateException("No certificate could be made", e);
            }
            made = there;
        }
        return there;
    }

    private Made make() throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPair authorityKeys = keys();
        KeyPair serverKeys = keys();
        X500Name authorityName = new X500Name("CN=pop3spec reference authority");
        X509Certificate authority = authority(authorityName, authorityKeys);
        X509Certificate server = server(authority, authorityKeys, serverKeys, notAfter());
        X509Certificate expired = server(
                authority, authorityKeys, serverKeys, Date.from(Instant.now().minus(EXPIRED)));

        return new Made(authorityKeys, serverKeys, List.of(server, authority), List.of(expired, authority));
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE));
        return generator.generateKeyPair();
    }

    private static X509Certificate authority(X500Name name, KeyPair keys)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(name, serialNumber(), notBefore(), notAfter(), name, keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(keys.getPublic()));
        return signed(builder, keys);
    }

    private X509Certificate server(X509Certificate authority, KeyPair authorityKeys, KeyPair keys, Date until)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        return leaf(
                authority,
                authorityKeys,
                keys,
                until,
                new X500Name("CN=localhost"),
                KeyPurposeId.id_kp_serverAuth,
                builder -> builder.addExtension(Extension.subjectAlternativeName, false, names()));
    }

    /** Adds what one kind of certificate has and others have not. */
    @FunctionalInterface
    private interface Addition {
        void to(JcaX509v3CertificateBuilder builder) throws CertIOException;
    }

    private static X509Certificate leaf(
            X509Certificate authority,
            KeyPair authorityKeys,
            KeyPair keys,
            Date until,
            X500Name subject,
            KeyPurposeId purpose,
            Addition addition)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                authority, serialNumber(), notBefore(), until, subject, keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        addition.to(builder);
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(keys.getPublic()));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                identifiers.createAuthorityKeyIdentifier(authority.getPublicKey()));
        return signed(builder, authorityKeys);
    }

    private GeneralNames names() {
        List<GeneralName> all = new ArrayList<>(List.of(
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.iPAddress, "::1")));
        if (!bind.isLoopbackAddress() && !bind.isAnyLocalAddress()) {
            all.add(new GeneralName(GeneralName.iPAddress, bind.getHostAddress()));
        }
        return new GeneralNames(all.toArray(GeneralName[]::new));
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, KeyPair signer)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(signer.getPrivate())));
    }

    private static BigInteger serialNumber() {
        return new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
    }

    // Date only because the certificate builder takes nothing else
    private static Date notBefore() {
        return Date.from(Instant.now().minus(CLOCK_DIFFERENCE));
    }

    private static Date notAfter() {
        return Date.from(Instant.now().plus(VALIDITY));
    }
}
