package org.pop3spec.session;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.pop3spec.net.CipherSuites;
import org.pop3spec.net.ServerFlight;
import org.pop3spec.net.TlsFailure;
import org.pop3spec.net.TlsSettings;

/** What a server makes of a ClientHello, in the words that scripts have for it. */
final class Handshake {
    private Handshake() {}

    /**
     * The words, those of the TLS registries where there are some.
     *
     * @param trust how certificates are judged
     * @param host for which they have to be
     */
    static List<String> words(ServerFlight flight, TlsSettings trust, String host) {
        if (flight instanceof ServerFlight.Refusal refusal) {
            return List.of(refusal.alert().map(name -> "alert " + name).orElse("close"));
        }
        if (!(flight instanceof ServerFlight.Hello hello)) {
            return List.of("no-tls");
        }
        List<String> words =
                new ArrayList<>(List.of("server_hello", hello.version().word(), CipherSuites.name(hello.suite())));
        if (hello.extendedMasterSecret()) {
            words.add("extended_master_secret");
        }
        if (hello.secureRenegotiation()) {
            words.add("renegotiation_info");
        }
        hello.applicationProtocol().ifPresent(name -> words.add("alpn " + name));
        if (!hello.chain().isEmpty()) {
            words.add("certificate " + judged(hello.chain(), trust, host));
        }
        if (hello.asksForCertificate()) {
            words.add("certificate_request");
        }
        return words;
    }

    private static String judged(List<X509Certificate> chain, TlsSettings trust, String host) {
        try {
            // out of date it is for those too who trust anybody
            chain.get(0).checkValidity();
            trust.judge(chain, host);
            return "accepted";
        } catch (CertificateException e) {
            return "expired";
        } catch (TlsFailure e) {
            return switch (e.reason()) {
                case EXPIRED -> "expired";
                case WRONG_HOST -> "wrong-host";
                default -> "untrusted";
            };
        }
    }
}
