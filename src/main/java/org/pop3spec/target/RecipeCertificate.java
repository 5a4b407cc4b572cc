package org.pop3spec.target;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.pop3spec.net.ClientCertificate;

/**
 * A certificate for a server that the harness starts, and the authority that signed it; all as PEM. The authority's key
 * is not kept, so nothing else can be signed with it.
 *
 * @param authority the authority's certificate, for clients to trust
 * @param chain the server's certificate, then the authority's
 * @param key the server's key, PKCS #8 without encryption
 * @param clients what each account shows of itself, with its key, by its name
 */
record RecipeCertificate(String authority, String chain, String key, Map<String, ClientCertificate> clients) {
    private static final Duration VALIDITY = Duration.ofDays(30);
    /** Containers share the clock of their engine's machine, which need not be this one. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofHours(1);

    /** Writes the public key into the private one's file (RFC 5915 section 3), without which GnuTLS has no use for it. */
    private static final Provider WITH_PUBLIC_KEYS = new BouncyCastleProvider();

    private static final String ALGORITHM = "EC";
    private static final int SERIAL_BITS = 120;
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    /**
     * Makes one.
     *
     * @param host the name or address under which clients reach the server; this machine's own names are added
     * @param users who gets one from the same authority, with the name as its common name
     */
    static RecipeCertificate forHost(String host, List<String> users) {
        try {
            KeyPair authorityKey = newKey();
            X500Name authorityName = new X500Name("CN=pop3spec recipe authority");
            JcaX509v3CertificateBuilder root = builder(authorityName, authorityName, authorityKey);
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            root.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            root.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            root.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    identifiers.createSubjectKeyIdentifier(authorityKey.getPublic()));
            X509Certificate authority = signed(root, authorityKey);

            KeyPair key = newKey();
            JcaX509v3CertificateBuilder leaf = builder(authorityName, new X500Name("CN=pop3spec recipe"), key);
            leaf.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            leaf.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            leaf.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            leaf.addExtension(Extension.subjectAlternativeName, false, names(host));
            leaf.addExtension(
                    Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(authority));
            leaf.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key.getPublic()));
            X509Certificate server = signed(leaf, authorityKey);
            Map<String, ClientCertificate> clients = new LinkedHashMap<>();
            for (String user : users) {
                KeyPair clientKey = newKey();
                JcaX509v3CertificateBuilder client = builder(authorityName, new X500Name("CN=" + user), clientKey);
                client.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
                client.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                client.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
                String pem =
                        pem(signed(client, authorityKey)) + pem(new JcaPKCS8Generator(clientKey.getPrivate(), null));
                clients.put(user, ClientCertificate.of(pem));
            }
            return new RecipeCertificate(
                    pem(authority),
                    pem(server) + pem(authority),
                    pem(new JcaPKCS8Generator(key.getPrivate(), null)),
                    clients);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("a certificate could not be made", e);
        }
    }

    /**
     * The server's certificates and key as PKCS #12, for servers written in Java.
     *
     * @param password for the store and for the key in it
     */
    byte[] keyStore(String password) {
        try {
            Certificate[] certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(chain.getBytes(StandardCharsets.US_ASCII)))
                    .toArray(Certificate[]::new);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            byte[] pkcs8 = Base64.getMimeDecoder().decode(key.replaceAll("-----[^-]+-----", ""));
            PrivateKey serverKey = KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            store.setKeyEntry("server", serverKey, password.toCharArray(), certificates);
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            store.store(octets, password.toCharArray());
            return octets.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store could not be made", e);
        }
    }

    private static GeneralNames names(String host) {
        Set<String> names = new LinkedHashSet<>(List.of(host, "localhost", "127.0.0.1", "::1"));
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(
                        ADDRESS.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM, WITH_PUBLIC_KEYS);
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair key) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0),
                Date.from(now.minus(CLOCK_DIFFERENCE)),
                Date.from(now.plus(VALIDITY)),
                subject,
                key.getPublic());
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, KeyPair authority)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(object);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "certificate and key of a recipe"; // not the key itself
    }
}
