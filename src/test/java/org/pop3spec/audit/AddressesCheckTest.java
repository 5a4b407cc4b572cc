package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.net.AddressLookup;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.NotTested;

/** A name with an address of either family, 127.0.0.1 and ::1, and a server at each. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AddressesCheckTest {
    private static final String HOST = "both.example";
    private static final String CAPABILITIES = "+OK\r\nUSER\r\nTOP\r\n.\r\n";

    private static final AddressLookup BOTH =
            new AddressLookup(host -> new InetAddress[] {address("127.0.0.1"), address("::1")});

    @BeforeAll
    static void needs() throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::idle, address("::1"))) {
            server.connections();
        } catch (BindException e) {
            Assumptions.abort("this machine has no IPv6");
        }
    }

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getAllByName(literal)[0];
    }

    /** What is asked of either family. */
    @FunctionalInterface
    private interface Question {
        AuditResult of(Endpoint endpoint) throws IOException;
    }

    /** Serves both on one port. */
    private static AuditResult served(ScriptedServer.Behaviour four, ScriptedServer.Behaviour six, Question question)
            throws IOException {
        Optional<AuditResult> audit = Optional.empty();
        while (audit.isEmpty()) {
            try (ScriptedServer first = new ScriptedServer(four, address("127.0.0.1"))) {
                audit = served(first.port(), six, question);
            }
        }
        return audit.get();
    }

    /** Empty where somebody has this port by IPv6. */
    private static Optional<AuditResult> served(int port, ScriptedServer.Behaviour six, Question question)
            throws IOException {
        try (ScriptedServer second = new ScriptedServer(six, address("::1"), port)) {
            return Optional.of(question.of(new Endpoint(HOST, second.port())));
        } catch (BindException taken) {
            return Optional.empty();
        }
    }

    private static AuditResult audit(Endpoint endpoint, boolean tls, Duration patience) {
        AuditRequest request = new AuditRequest(
                HOST,
                List.of(new Door(endpoint, tls)),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                new Manners(2, 1000, Duration.ofMinutes(2), Limits.standard().withAnswer(patience)),
                "pop3spec test",
                List.of());
        return new Auditor(request, BOTH).audit();
    }

    private static AuditResult audit(Endpoint endpoint, boolean tls) {
        return audit(endpoint, tls, Duration.ofSeconds(10));
    }

    /** A server whose greeting and capabilities are others by IPv6. */
    static AuditResult twoServers() throws IOException {
        needs();
        return served(
                peer -> serve(peer, "+OK POP3 ready", CAPABILITIES),
                peer -> serve(peer, "+OK old POP3 ready", "+OK\r\nUSER\r\nXOLD\r\n.\r\n"),
                endpoint -> audit(endpoint, false));
    }

    private static void serve(ScriptedServer.Peer peer, String greeting, String capabilities) throws IOException {
        peer.say(greeting + "\r\n");
        for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
            peer.say(line.equals("CAPA") ? capabilities : line.startsWith("X") ? "-ERR\r\n" : "+OK\r\n");
        }
    }

    private static List<String> evidence(AuditResult audit) {
        return audit.findings().stream()
                .filter(f -> f.id().equals(AddressesCheck.DIFFER))
                .map(AuditFinding::sightings)
                .flatMap(List::stream)
                .flatMap(s -> s.evidence().stream())
                .toList();
    }

    @Test
    void another_greeting_and_other_capabilities_are_found_and_told_for_each() throws IOException {
        assertThat(evidence(twoServers()))
                .containsExactly(
                        "-- greeting by IPv6 (0:0:0:0:0:0:0:1) only: old",
                        "-- capabilities by IPv4 (127.0.0.1) only: TOP",
                        "-- capabilities by IPv6 (0:0:0:0:0:0:0:1) only: XOLD");
    }

    @Test
    void another_certificate_is_found() throws IOException {
        try (ScriptedServer one = new TlsDoor().open();
                ScriptedServer other = new TlsDoor().open()) {
            List<String> evidence = evidence(served(to(one), to(other), endpoint -> audit(endpoint, true)));

            assertThat(evidence)
                    .hasSize(2)
                    .allMatch(line -> line.matches("-- certificate by IPv[46] \\(.*\\) only: SHA-256 [0-9a-f]{64}.*"));
        }
    }

    /** Hands on to another server. */
    private static ScriptedServer.Behaviour to(ScriptedServer server) {
        return peer -> {
            try (Socket beyond =
                    new Socket(server.endpoint().host(), server.endpoint().port())) {
                Thread back = new Thread(() -> pour(beyond, peer.socket()), "back");
                back.start();
                pour(peer.socket(), beyond);
                back.join();
            }
        };
    }

    private static void pour(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // either has left
            return;
        }
    }

    @Test
    void the_same_server_by_both_is_sound_though_it_counts_its_sessions() throws IOException {
        int[] sessions = {0};
        ScriptedServer.Behaviour same = peer -> {
            int number;
            synchronized (sessions) {
                number = sessions[0]++;
            }
            serve(peer, "+OK mx" + number + ".example.org POP3 ready <" + number + "@here>", CAPABILITIES);
        };

        AuditResult audit = served(same, same, endpoint -> audit(endpoint, false));

        assertThat(audit.sound()).contains(AddressesCheck.DIFFER);
        assertThat(audit.observations())
                .anyMatch(
                        o -> o.name().equals("addresses, " + HOST) && o.value().equals("127.0.0.1, 0:0:0:0:0:0:0:1"));
    }

    @Test
    void a_family_by_which_nobody_listens_is_found() throws IOException {
        try (ScriptedServer four =
                new ScriptedServer(peer -> serve(peer, "+OK ready", CAPABILITIES), address("127.0.0.1"))) {
            AuditResult audit = audit(new Endpoint(HOST, four.port()), false);

            assertThat(evidence(audit)).hasSize(1).allMatch(line -> line.startsWith("-- by IPv6 (0:0:0:0:0:0:0:1): "));
        }
    }

    @Test
    void a_family_that_keeps_silent_is_not_tested() throws IOException {
        AuditResult audit = served(
                peer -> serve(peer, "+OK ready", CAPABILITIES),
                ScriptedServer.Peer::idle,
                endpoint -> audit(endpoint, false, Duration.ofSeconds(2)));

        assertThat(audit.notTested())
                .filteredOn(open -> open.id().equals(AddressesCheck.DIFFER))
                .extracting(NotTested::reason)
                .allMatch(reason -> reason.startsWith("by IPv6 (0:0:0:0:0:0:0:1): it does not answer in time"))
                .hasSize(1);
    }

    @Test
    void where_there_is_one_family_there_is_nothing_to_compare() throws IOException {
        try (ScriptedServer server = new ScriptedServer(peer -> serve(peer, "+OK ready", CAPABILITIES))) {
            assertThat(Audits.of(Optional.empty(), Audits.cleartext(server)).notTested())
                    .contains(new NotTested(
                            AddressesCheck.DIFFER, "availability", "127.0.0.1", "all its addresses are of IPv4"));
        }
    }
}
