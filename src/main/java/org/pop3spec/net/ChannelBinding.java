package org.pop3spec.net;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** What ties an authentication to a TLS connection (RFC 5056), as far as Java gives it away. */
final class ChannelBinding {
    private static final Pattern DIGEST = Pattern.compile("SHA-?([0-9]{1,3}).*", Pattern.CASE_INSENSITIVE);

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
        X509Certificate certificate = chain.get(0);
        try {
            MessageDigest digest = MessageDigest.getInstance(digestFor(certificate.getSigAlgName()));
            return Optional.of(octets(digest.digest(certificate.getEncoded())));
        } catch (GeneralSecurityException e) {
            // a certificate signed in a way that names no digest has no such binding
            return Optional.empty();
        }
    }

    /** That of the signature, but SHA-256 for MD5 and SHA-1. */
    static String digestFor(String signature) {
        Matcher known = DIGEST.matcher(signature.toUpperCase(Locale.ROOT));
        return known.matches() && !known.group(1).equals("1") ? "SHA-" + known.group(1) : "SHA-256";
    }

    private static String octets(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
