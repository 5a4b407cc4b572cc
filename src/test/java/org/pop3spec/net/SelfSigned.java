package org.pop3spec.net;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate for localhost that nobody but itself vouches for, with its key. */
record SelfSigned(KeyPair keys, X509Certificate certificate) {
    private static final Duration AROUND_NOW = Duration.ofHours(1);

    /**
     * Makes one.
     *
     * @param key the kind of key, such as {@code EC}
     * @param signature how it is signed, such as {@code SHA384withECDSA}
     */
    static SelfSigned by(String key, String signature) throws GeneralSecurityException, OperatorCreationException {
        KeyPair keys = KeyPairGenerator.getInstance(key).generateKeyPair();
        X500Name name = new X500Name("CN=localhost");
        Instant now = Instant.now();
        return new SelfSigned(
                keys,
                new JcaX509CertificateConverter()
                        .getCertificate(new JcaX509v3CertificateBuilder(
                                        name,
                                        BigInteger.ONE,
                                        Date.from(now.minus(AROUND_NOW)),
                                        Date.from(now.plus(AROUND_NOW)),
                                        name,
                                        keys.getPublic())
                                .build(new JcaContentSignerBuilder(signature)
                                        .setProvider(new BouncyCastleProvider())
                                        .build(keys.getPrivate()))));
    }

    String certificatePem() throws IOException {
        return pem(certificate);
    }

    String keyPem() throws IOException {
        return pem(new JcaPKCS8Generator(keys.getPrivate(), null));
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
