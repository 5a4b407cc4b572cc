package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.pop3spec.auth.Mechanisms;
import org.pop3spec.auth.OfflineChannel;
import org.pop3spec.auth.SaslExchange;
import org.pop3spec.auth.SaslObjection;
import org.pop3spec.net.ClientCertificate;
import org.pop3spec.net.ClientHello;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Received;
import org.pop3spec.net.Recorder;
import org.pop3spec.net.Secrets;
import org.pop3spec.net.ServerFlight;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.scenario.SuiteFamily;
import org.pop3spec.scenario.TlsVersion;

/** Conversations under TLS in which the client shows a certificate, or binds itself to the connection. */
final class TlsProbes {
    private TlsProbes() {}

    static String external(ReferenceServer server) throws IOException, GeneralSecurityException {
        TlsSettings plain = trusting(server);
        ClientCertificate certificate = ClientCertificate.of(server.clientCertificatePem("alice"));
        StringBuilder all = new StringBuilder();
        for (boolean stls : new boolean[] {false, true}) {
            for (TlsSettings settings :
                    List.of(plain, plain.showing(certificate), plain.showing(certificate.impostor()))) {
                for (List<String> lines : List.of(
                        List.of("AUTH EXTERNAL =", "STAT"),
                        List.of("AUTH EXTERNAL", "", "STAT"),
                        List.of("AUTH EXTERNAL " + base64("alice"), "", "STAT"),
                        List.of("AUTH EXTERNAL " + base64("bob"), "STAT"),
                        List.of("AUTH EXTERNAL " + base64("alice\u00ff"), "STAT"),
                        List.of("AUTH EXTERNAL " + base64("alice\0x"), "STAT"))) {
                    all.append(said(server, settings, stls, lines)).append('\n');
                }
            }
        }
        return all.toString();
    }

    static String bindings(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (String type : List.of("tls-unique", "tls-exporter", "tls-server-end-point")) {
            for (boolean right : new boolean[] {true, false}) {
                all.append(type).append('\n').append(bound(server, type, right));
            }
        }
        return all.toString();
    }

    private static String bound(ReferenceServer server, String type, boolean right)
            throws IOException, GeneralSecurityException {
        try (Connection connection = connected(server, false)) {
            connection.startTls(trusting(server).bindingBy(type));
            line(connection);
            String bound = right ? connection.channelBinding(type).orElse("none") : "something else";
            SaslExchange exchange = new Mechanisms()
                    .named("scram-sha-256-plus")
                    .orElseThrow()
                    .begin(OfflineChannel.settings(
                            "127.0.0.1", "alice", "wonderland", Map.of("binding", type, "bound", bound)));
            String answer = say(connection, "AUTH SCRAM-SHA-256-PLUS " + base64(exchange.respond("")));
            for (int round = 1; round < 4 && answer.startsWith("+ "); round++) {
                String challenge = new String(Base64.getDecoder().decode(answer.substring(2)), ISO_8859_1);
                answer = say(connection, base64(exchange.respond(challenge)));
            }
            say(connection, "QUIT");
            return answer + '\n';
        } catch (SaslObjection e) {
            return e.getMessage() + '\n';
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String said(ReferenceServer server, TlsSettings settings, boolean stls, List<String> lines)
            throws IOException {
        StringBuilder all = new StringBuilder();
        try (Connection connection = connected(server, stls)) {
            if (stls) {
                line(connection);
                say(connection, "STLS");
            }
            connection.startTls(settings);
            if (!stls) {
                line(connection);
            }
            for (String command : lines) {
                all.append(say(connection, command)).append('\n');
            }
            say(connection, "QUIT");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return all.toString();
    }

    /** What is made of the first message of handshakes, on both ports. */
    static String hellos(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (boolean stls : new boolean[] {false, true}) {
            for (TlsVersion version : TlsVersion.values()) {
                all.append(flight(server, stls, version, Set.of(), Optional.empty()));
            }
            for (SuiteFamily family : SuiteFamily.values()) {
                all.append(flight(server, stls, TlsVersion.TLS_1_2, Set.of(family), Optional.empty()));
            }
            for (String protocol : List.of("pop3", "http/1.1")) {
                all.append(flight(server, stls, TlsVersion.TLS_1_2, Set.of(), Optional.of(protocol)));
            }
        }
        try (ReferenceServer without = ReferenceServer.start(server.settings().toBuilder()
                .withoutMechanisms(Set.of("EXTERNAL"))
                .build())) {
            all.append(flight(without, false, TlsVersion.TLS_1_2, Set.of(), Optional.empty()));
        }
        return all.toString();
    }

    private static String flight(
            ReferenceServer server,
            boolean stls,
            TlsVersion version,
            Set<SuiteFamily> families,
            Optional<String> protocol)
            throws IOException, GeneralSecurityException {
        try (Connection connection = connected(server, stls)) {
            if (stls) {
                line(connection);
                say(connection, "STLS");
            }
            Deadline deadline = Deadline.in(Duration.ofSeconds(20));
            connection.write(
                    ClientHello.to("127.0.0.1", version, families, protocol).octets(), deadline);
            return said(ServerFlight.read(connection, deadline)) + '\n';
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String said(ServerFlight flight) throws GeneralSecurityException {
        if (!(flight instanceof ServerFlight.Hello hello)) {
            return flight.toString();
        }
        boolean expired = !hello.chain().isEmpty()
                && hello.chain().get(0).getNotAfter().toInstant().isBefore(Instant.now());
        return hello + " " + new TreeSet<>(hello.extensions().keySet()) + hello.applicationProtocol()
                + hello.asksForCertificate() + expired;
    }

    /** How the connection ends after QUIT. */
    static String ends(ReferenceServer server) throws IOException, GeneralSecurityException {
        try (Connection connection = connected(server, false)) {
            connection.startTls(trusting(server));
            line(connection);
            return say(connection, "QUIT") + line(connection);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static Connection connected(ReferenceServer server, boolean stls) throws IOException, InterruptedException {
        Endpoint endpoint = new Endpoint("127.0.0.1", stls ? server.pop3Port() : server.pop3sPort());
        return Connection.open(1, endpoint, Limits.standard(), new Recorder(new Secrets()));
    }

    private static TlsSettings trusting(ReferenceServer server) throws GeneralSecurityException {
        return TlsSettings.trusting(CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(server.caCertificatePem().getBytes(ISO_8859_1))));
    }

    private static String say(Connection connection, String command) throws InterruptedException {
        connection.write(command + "\r\n", Deadline.in(Duration.ofSeconds(20)));
        return line(connection);
    }

    private static String line(Connection connection) throws InterruptedException {
        Received received = connection.line(Deadline.in(Duration.ofSeconds(20)));
        return received instanceof Received.Line line ? line.octets() : received.toString();
    }

    private static String base64(String octets) {
        return Base64.getEncoder().encodeToString(octets.getBytes(ISO_8859_1));
    }
}
