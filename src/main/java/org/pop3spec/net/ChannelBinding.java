package org.pop3spec.net;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;

/** What ties an authentication to a TLS connection (RFC 5056), as far as Java gives it away. */
final class ChannelBinding {
    private static final Set<ASN1ObjectIdentifier> WEAK =
            Set.of(PKCSObjectIdentifiers.md5, OIWObjectIdentifiers.idSHA1);

    private static final Set<ASN1ObjectIdentifier> WITHOUT_HASH =
            Set.of(EdECObjectIdentifiers.id_Ed25519, EdECObjectIdentifiers.id_Ed448);

    private ChannelBinding() {}

    /** One char per octet; empty for a type that is not known, or cannot be had. */
    static Optional<String> of(SSLSession session, String type) {
        return type.equals("tls-server-end-point") ? endPoint(session) : Optional.empty();
    }

    private static Optional<String> endPoint(SSLSession session) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
            return endPoint(chain);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    /**
     * The digest of the server's certificate: RFC 5929 section 4.1.
     *
     * @param chain the server's own certificate first
     */
    static Optional<String> endPoint(List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] certificate = chain.get(0).getEncoded();
            Optional<ASN1ObjectIdentifier> hash = hash(org.bouncycastle.asn1.x509.Certificate.getInstance(certificate)
                    .getSignatureAlgorithm());
            if (hash.isEmpty()) {
                return Optional.empty();
            }
            MessageDigest digest = MessageDigest.getInstance(hash.get().getId());
            return Optional.of(new String(digest.digest(certificate), StandardCharsets.ISO_8859_1));
        } catch (GeneralSecurityException e) {
            // one that nobody here can compute
            return Optional.empty();
        }
    }

    /** That of the signature, but SHA-256 for MD5 and SHA-1; empty where the signature has none of its own to choose. */
    private static Optional<ASN1ObjectIdentifier> hash(AlgorithmIdentifier signature) {
        if (WITHOUT_HASH.contains(signature.getAlgorithm())) {
            return Optional.empty();
        }
        return Optional.ofNullable(new DefaultDigestAlgorithmIdentifierFinder().find(signature))
                .map(AlgorithmIdentifier::getAlgorithm)
                .map(hash -> WEAK.contains(hash) ? NISTObjectIdentifiers.id_sha256 : hash);
    }
}
