package org.pop3spec.audit;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.est.jcajce.JsseDefaultHostnameAuthorizer;
import org.pop3spec.net.Printable;
import org.pop3spec.net.TlsFailure;
import org.pop3spec.net.TlsSettings;

/** The certificates that a server shows, and whether all its ports show the same. */
final class CertificateCheck implements Check {
    static final String UNTRUSTED = "certificate-untrusted";
    static final String EXPIRED = "certificate-expired";
    static final String EXPIRES_SOON = "certificate-expires-soon";
    static final String WRONG_HOST = "certificate-wrong-host";
    static final String NO_ALTERNATIVE_NAME = "certificate-without-alternative-name";
    static final String WEAK_KEY = "certificate-weak-key";
    static final String WEAK_SIGNATURE = "certificate-weak-signature";
    static final String CHAIN_BROKEN = "certificate-chain-broken";
    static final String DIFFERS = "certificate-differs";

    private static final Duration SOON = Duration.ofDays(14);
    private static final int LEAST_RSA = 2048;
    private static final int LEAST_EC = 224;

    private final Optional<TlsSettings> trust;
    private final Map<Way, X509Certificate> leaves = new HashMap<>();

    /** @param trust whom to believe; empty where the user asked not to look */
    CertificateCheck(Optional<TlsSettings> trust) {
        this.trust = trust;
    }

    @Override
    public List<String> ids() {
        return List.of(
                UNTRUSTED,
                EXPIRED,
                EXPIRES_SOON,
                WRONG_HOST,
                NO_ALTERNATIVE_NAME,
                WEAK_KEY,
                WEAK_SIGNATURE,
                CHAIN_BROKEN,
                DIFFERS);
    }

    @Override
    public List<Way> places(Survey survey) {
        return survey.encrypted().stream().map(Seen::way).toList();
    }

    @Override
    public List<Way> outOfReach(Survey survey) {
        return survey.foreign();
    }

    @Override
    public String without() {
        return "there is no TLS, or none that Java comes to terms with";
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) throws Trouble, InterruptedException {
        List<X509Certificate> chain = new ArrayList<>();
        try (Visit visit = guest.enter(way)) {
            visit.connection().serverCertificates().forEach(c -> chain.add((X509Certificate) c));
            visit.leave();
        }
        if (chain.isEmpty()) {
            throw new Trouble("the server shows no certificate");
        }
        X509Certificate leaf = chain.get(0);
        leaves.put(way, leaf);
        List<String> evidence = described(chain);
        String where = way.label();
        Instant now = Instant.now();
        Instant end = leaf.getNotAfter().toInstant();
        boolean valid = !now.isAfter(end) && !now.isBefore(leaf.getNotBefore().toInstant());
        notes.judged(EXPIRED, where, !valid, evidence);
        notes.judged(EXPIRES_SOON, where, valid && now.plus(SOON).isAfter(end), evidence);
        notes.judged(WRONG_HOST, where, !isFor(leaf, way.endpoint().host()), evidence);
        notes.judged(NO_ALTERNATIVE_NAME, where, names(leaf).isEmpty(), evidence);
        notes.judged(WEAK_KEY, where, chain.stream().anyMatch(CertificateCheck::weakKey), evidence);
        notes.judged(WEAK_SIGNATURE, where, weaklySigned(chain), evidence);
        notes.judged(CHAIN_BROKEN, where, broken(chain), evidence);
        trusted(way, chain, valid, evidence, notes);
        compare(way, survey, notes);
    }

    private void trusted(Way way, List<X509Certificate> chain, boolean valid, List<String> evidence, Notebook notes) {
        if (trust.isEmpty()) {
            notes.notTested(UNTRUSTED, way.label(), "--trust insecure asks not to");
            return;
        }
        try {
            trust.get().withoutHostNameCheck().judge(chain, way.endpoint().host());
            notes.sound(UNTRUSTED, way.label());
        } catch (TlsFailure e) {
            if (valid || e.reason() == TlsFailure.Reason.UNTRUSTED) {
                List<String> more = new ArrayList<>(evidence);
                more.add("-- " + Printable.line(String.valueOf(e.getMessage())));
                notes.found(UNTRUSTED, way.label(), more);
            } else {
                notes.notTested(UNTRUSTED, way.label(), "the certificate is out of date, and is not judged further");
            }
        }
    }

    /** With what the same host shows elsewhere: SRV records may name another host for each port. */
    private void compare(Way way, Survey survey, Notebook notes) {
        X509Certificate here = leaves.get(way);
        List<Way> ways = survey.encrypted().stream()
                .map(Seen::way)
                .filter(other -> other.endpoint().host().equals(way.endpoint().host()))
                .toList();
        List<Way> looked = ways.stream().filter(leaves::containsKey).toList();
        List<String> others = new ArrayList<>();
        for (Way other : looked) {
            if (!leaves.get(other).equals(here)) {
                others.add("-- " + other.label() + ": " + brief(leaves.get(other)));
            }
        }
        if (ways.size() < 2) {
            notes.notTested(DIFFERS, way.label(), "there is one way to TLS only");
        } else if (looked.size() > 1) {
            others.add("-- " + way.label() + ": " + brief(here));
            notes.judged(DIFFERS, way.label(), others.size() > 1, others);
        }
    }

    private static List<String> described(List<X509Certificate> chain) {
        List<String> lines = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            lines.add("-- certificate " + brief(certificate));
            if (lines.size() == 1) {
                lines.add("-- for "
                        + (names(certificate).isEmpty()
                                ? "no name"
                                : Printable.line(String.join(", ", names(certificate)))));
            }
        }
        return lines;
    }

    private static String brief(X509Certificate certificate) {
        return Printable.line(certificate.getSubjectX500Principal().getName()) + ", issued by "
                + Printable.line(certificate.getIssuerX500Principal().getName()) + ", valid "
                + certificate.getNotBefore().toInstant() + " to "
                + certificate.getNotAfter().toInstant() + ", " + key(certificate.getPublicKey()) + ", "
                + certificate.getSigAlgName();
    }

    /** What no other certificate has, and the same. */
    static List<String> identified(X509Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return List.of("SHA-256 " + HexFormat.of().formatHex(hash), brief(certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read can't be written", e);
        }
    }

    private static String key(PublicKey key) {
        return bits(key) == 0 ? key.getAlgorithm() : key.getAlgorithm() + " " + bits(key);
    }

    private static int bits(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return rsa.getModulus().bitLength();
        }
        return key instanceof ECPublicKey ec
                ? ec.getParams().getCurve().getField().getFieldSize()
                : 0;
    }

    private static boolean weakKey(X509Certificate certificate) {
        int bits = bits(certificate.getPublicKey());
        int least = certificate.getPublicKey() instanceof RSAPublicKey ? LEAST_RSA : LEAST_EC;
        return bits > 0 && bits < least;
    }

    /** The signature of an authority over itself is not what it is believed for. */
    private static boolean weaklySigned(List<X509Certificate> chain) {
        return chain.stream()
                .filter(c -> c.equals(chain.get(0)) || !selfSigned(c))
                .map(c -> c.getSigAlgName().toUpperCase(Locale.ROOT))
                .anyMatch(name -> name.startsWith("MD") || name.startsWith("SHA1") || name.contains("WITHMD5"));
    }

    private static boolean selfSigned(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** Whether one of them does not certify the one before it (RFC 5246 section 7.4.2). */
    private static boolean broken(List<X509Certificate> chain) {
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i - 1).getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFor(X509Certificate leaf, String host) {
        try {
            return new JsseDefaultHostnameAuthorizer(Set.of()).verify(host, leaf);
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> names(X509Certificate leaf) {
        try {
            return leaf.getSubjectAlternativeNames() == null
                    ? List.of()
                    : leaf.getSubjectAlternativeNames().stream()
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
