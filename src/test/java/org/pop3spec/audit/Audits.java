package org.pop3spec.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.Faults;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.Severity;

/** Audits of servers on the loopback interface, as fast as they go. */
final class Audits {
    static final Manners QUICK = new Manners(
            2,
            1000,
            Duration.ofMinutes(2),
            Limits.standard().withAnswer(Duration.ofSeconds(10)).withConnect(Duration.ofSeconds(10)));

    private Audits() {}

    /** A reference server with nothing that an audit objects to. */
    static ServerSettings.Builder hardened() {
        return ServerSettings.hardened();
    }

    static Fault fault(String name) {
        return Faults.named(name).orElseThrow();
    }

    static AuditResult of(ServerSettings settings) throws IOException {
        try (ReferenceServer server = ReferenceServer.start(settings)) {
            return of(
                    Optional.of(trusting(server.caCertificatePem())),
                    new Door(new Endpoint("127.0.0.1", server.pop3Port()), false),
                    new Door(new Endpoint("127.0.0.1", server.pop3sPort()), true));
        }
    }

    static TlsSettings trusting(String pem) {
        try {
            return TlsSettings.trusting(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    static AuditResult of(Optional<TlsSettings> trust, Door... doors) {
        return of(QUICK, trust, doors);
    }

    static AuditResult of(Manners manners, Optional<TlsSettings> trust, Door... doors) {
        return new Auditor(new AuditRequest(
                        "here",
                        List.of(doors),
                        trust,
                        Optional.empty(),
                        false,
                        false,
                        manners,
                        "pop3spec test",
                        List.of()))
                .audit();
    }

    /** A server with TLS only, whose certificate is believed. */
    static AuditResult of(TlsDoor door) throws IOException {
        try (ScriptedServer server = door.open()) {
            return of(Optional.of(TlsSettings.trusting(List.of(door.certificate()))), tls(server));
        }
    }

    static Door tls(ScriptedServer server) {
        return new Door(server.endpoint(), true);
    }

    static Door cleartext(ScriptedServer server) {
        return new Door(server.endpoint(), false);
    }

    static List<String> ids(AuditResult audit) {
        return audit.findings().stream().map(AuditFinding::id).toList();
    }

    static List<String> idsFrom(Severity least, AuditResult audit) {
        return audit.findings().stream()
                .filter(f -> f.severity().compareTo(least) >= 0)
                .map(AuditFinding::id)
                .toList();
    }
}
