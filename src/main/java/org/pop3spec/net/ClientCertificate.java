package org.pop3spec.net;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** What a client shows of itself in a TLS handshake, with the key to it (RFC 8446 section 4.4.2). */
public final class ClientCertificate {
    private static final Duration VALIDITY = Duration.ofDays(1);

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    private ClientCertificate(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = List.copyOf(chain);
    }

    /**
     * From a file in PEM: the client's own certificate, the certificates that it was issued by where the server needs them, and
     * the key, in any order otherwise.
     *
     * @throws IOException when it can't be read, or one of both is missing or encrypted; the message is for the user and says
     *     nothing of the key
     */
    public static ClientCertificate read(Path file) throws IOException {
        return of(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    /** The same from the text of such a file. */
    public static ClientCertificate of(String pem) throws IOException {
        List<X509Certificate> chain = new ArrayList<>();
        Optional<PrivateKeyInfo> key = Optional.empty();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof X509CertificateHolder certificate) {
                    chain.add(new JcaX509CertificateConverter().getCertificate(certificate));
                } else if (object instanceof PEMEncryptedKeyPair || object instanceof PKCS8EncryptedPrivateKeyInfo) {
                    throw new IOException("its key is encrypted: expected one that can be read without a passphrase");
                } else if (key.isEmpty()) {
                    key = key(object);
                }
            }
        } catch (PEMException | GeneralSecurityException | RuntimeException e) {
            // the parser trips over what is no base64 in many ways; what it says may quote the key
            throw new IOException("it is no PEM file of a certificate and its key", e);
        }
        if (chain.isEmpty()) {
            throw new IOException("there is no certificate in it");
        }
        PrivateKeyInfo found = key.orElseThrow(() -> new IOException("there is no private key in it"));
        String algorithm = chain.get(0).getPublicKey().getAlgorithm();
        try {
            return new ClientCertificate(own(found, algorithm), chain);
        } catch (GeneralSecurityException | PEMException e) {
            throw new IOException("its key does not go with its first certificate", e);
        }
    }

    /** As a key of Java itself, whose TLS takes no other. */
    private static PrivateKey own(PrivateKeyInfo info, String algorithm) throws GeneralSecurityException, IOException {
        KeyFactory factory = KeyFactory.getInstance(algorithm);
        try {
            return factory.generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (InvalidKeySpecException e) {
            // Java does not read all that other software writes of curves; what does takes long to load
            PrivateKey foreign = new JcaPEMKeyConverter()
                    .setProvider(new BouncyCastleProvider())
                    .getPrivateKey(info);
            if (foreign instanceof ECPrivateKey curve) {
                return factory.generatePrivate(new ECPrivateKeySpec(curve.getS(), curve.getParams()));
            }
            throw e;
        }
    }

    private static Optional<PrivateKeyInfo> key(Object object) {
        if (object instanceof PEMKeyPair pair) {
            return Optional.of(pair.getPrivateKeyInfo());
        }
        return object instanceof PrivateKeyInfo info ? Optional.of(info) : Optional.empty();
    }

    /** One for the same name that nobody issued: signed by itself, with a key of its own. */
    public ClientCertificate impostor() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            X500Name name =
                    X500Name.getInstance(chain.get(0).getSubjectX500Principal().getEncoded());
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(127, new SecureRandom()).add(BigInteger.ONE),
                    Date.from(now.minus(VALIDITY)),
                    Date.from(now.plus(VALIDITY)),
                    name,
                    keys.getPublic());
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
            return new ClientCertificate(keys.getPrivate(), List.of(certificate));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("Every Java platform has ECDSA on P-256", e);
        }
    }

    PrivateKey key() {
        return key;
    }

    X509Certificate[] chain() {
        return chain.toArray(X509Certificate[]::new);
    }

    @Override
    public String toString() {
        return "certificate of "
                + Printable.line(chain.get(0).getSubjectX500Principal().getName());
    }
}
