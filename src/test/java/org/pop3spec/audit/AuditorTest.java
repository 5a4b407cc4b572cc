package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.tls.CipherSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.net.Secrets;
import org.pop3spec.net.TestCertificate;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.KerberosService;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditFinding.Sighting;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.Grade;
import org.pop3spec.result.NotTested;
import org.pop3spec.scenario.TlsVersion;
import org.pop3spec.target.Account;
import org.pop3spec.target.Secret;

/** Each weakness is provoked, and where it is not there it is not found. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AuditorTest {
    private static final String CAPABILITIES = "+OK\r\nUSER\r\nAUTH-RESP-CODE\r\n.\r\n";

    @Test
    void what_sound_tls_shows_is_not_found() throws IOException {
        AuditResult audit = Audits.of(new TlsDoor());

        assertThat(Audits.ids(audit)).containsExactlyInAnyOrder("tls-no-resumption", "alpn-not-checked");
    }

    @Test
    void what_java_cannot_have_is_told_beside_what_it_never_spoke() throws IOException {
        HelloDoor door = HelloDoor.of(TlsVersion.SSL_3, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA);
        try (ScriptedServer server = door.open()) {
            AuditResult audit = Audits.of(Optional.empty(), Audits.tls(server));

            assertThat(Audits.ids(audit)).contains("ssl-3");
            assertThat(audit.notTested()).extracting(NotTested::id).contains("certificate-expired", "alpn-not-checked");
        }
    }

    @Test
    void java_lets_a_client_renegotiate_with_tls_1_2() throws IOException {
        try (ScriptedServer server = javaDoor("TLSv1.2")) {
            assertThat(Audits.ids(Audits.of(Optional.empty(), Audits.tls(server))))
                    .contains("tls-client-renegotiation")
                    .doesNotContain("tls-no-resumption");
        }
    }

    @Test
    void with_tls_1_3_only_nothing_is_left_of_what_earlier_versions_suffer_from() throws IOException {
        try (ScriptedServer server = javaDoor("TLSv1.3")) {
            AuditResult audit = Audits.of(Optional.empty(), Audits.tls(server));

            assertThat(audit.sound())
                    .contains("tls-client-renegotiation", "tls-no-forward-secrecy", "tls-weak-group", "tls-1.0")
                    .doesNotContain("certificate-untrusted");
        }
    }

    /** As OpenSSL ends it where a certificate is asked for and no session id context is set. */
    @Test
    void a_server_that_ends_what_would_resume_is_looked_at_all_the_same() throws IOException {
        try (ScriptedServer server = javaDoor("TLSv1.2", false)) {
            AuditResult audit = Audits.of(Optional.empty(), Audits.tls(server));

            assertThat(finding(audit, "tls-resumption-breaks")
                            .sightings()
                            .get(0)
                            .evidence())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).contains("would resume the session of the first: "));
            assertThat(Audits.ids(audit)).contains("alpn-not-checked", "tls-no-resumption");
        }
        try (ScriptedServer server = javaDoor("TLSv1.2")) {
            assertThat(Audits.of(Optional.empty(), Audits.tls(server)).sound()).contains("tls-resumption-breaks");
        }
    }

    /** With a version of TLS that Java serves. */
    static ScriptedServer javaDoor(String version) throws IOException {
        return javaDoor(version, true);
    }

    /** @param resuming whether a connection is gone on with that resumes a session */
    static ScriptedServer javaDoor(String version, boolean resuming) throws IOException {
        return javaDoor(version, resuming, protocols -> "", peer -> serve(peer, "+OK ready", CAPABILITIES));
    }

    /**
     * @param chosen what is made of the protocols that a client names by ALPN; empty for none
     * @param then what is done under TLS
     */
    static ScriptedServer javaDoor(
            String version, boolean resuming, Function<List<String>, String> chosen, ScriptedServer.Behaviour then)
            throws IOException {
        TestCertificate certificate = TestCertificate.loopback();
        SSLContext context = certificate.context();
        return new ScriptedServer(peer -> {
            long begin = System.currentTimeMillis();
            SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(peer.socket(), null, peer.socket().getPort(), true);
            socket.setUseClientMode(false);
            socket.setEnabledProtocols(new String[] {version});
            socket.setHandshakeApplicationProtocolSelector((handshake, protocols) -> chosen.apply(protocols));
            socket.startHandshake();
            if (!resuming && socket.getSession().getCreationTime() < begin) {
                return;
            }
            then.serve(new ScriptedServer.Peer(socket, peer.closing()));
        });
    }

    @Test
    void a_certificate_that_nobody_knows_is_found() throws IOException {
        try (ScriptedServer server = new TlsDoor().open()) {
            AuditResult audit = Audits.of(Optional.of(TlsSettings.trustingSystem()), Audits.tls(server));

            assertThat(Audits.ids(audit)).contains("certificate-untrusted");
        }
    }

    @Test
    void ports_with_different_certificates_are_found() throws IOException {
        try (ScriptedServer one = new TlsDoor().open();
                ScriptedServer other = new TlsDoor().open()) {
            AuditResult audit = Audits.of(Optional.empty(), Audits.tls(one), Audits.tls(other));

            assertThat(Audits.ids(audit)).contains("certificate-differs");
            assertThat(Audits.of(Audits.hardened().build()).sound()).contains("certificate-differs");
        }
    }

    private static void serve(ScriptedServer.Peer peer, String greeting, String capabilities) throws IOException {
        peer.say(greeting + "\r\n");
        answer(peer, capabilities);
    }

    private static void answer(ScriptedServer.Peer peer, String capabilities) throws IOException {
        for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
            if (line.equals("CAPA")) {
                peer.say(capabilities);
            } else if (line.equals("QUIT") || line.startsWith("USER ")) {
                peer.say("+OK\r\n");
            } else {
                peer.say("-ERR java.sql.SQLException: no such table\r\n");
            }
        }
    }

    /** As James does. */
    @Test
    void a_server_that_refuses_stls_with_something_behind_it_obeys_nothing_of_that() throws IOException {
        SSLContext context = TestCertificate.loopback().context();
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say("+OK ready\r\n");
            String said = peer.hearSegment();
            while (!said.isEmpty() && !said.equals("STLS\r\n")) {
                peer.say(said.equals("CAPA\r\n") ? "+OK\r\nSTLS\r\n.\r\n" : "-ERR no\r\n");
                said = peer.hearSegment();
            }
            if (!said.isEmpty()) {
                peer.say("+OK\r\n");
                SSLSocket socket = (SSLSocket) context.getSocketFactory()
                        .createSocket(peer.socket(), null, peer.socket().getPort(), true);
                socket.setUseClientMode(false);
                answer(new ScriptedServer.Peer(socket, peer.closing()), CAPABILITIES);
            }
        })) {
            assertThat(Audits.of(Optional.empty(), Audits.cleartext(server)).sound())
                    .contains("stls-injection");
        }
    }

    private static ScriptedServer cleartext(String greeting, String capabilities) throws IOException {
        return new ScriptedServer(peer -> serve(peer, greeting, capabilities));
    }

    @Test
    void a_server_without_tls_is_found() throws IOException {
        try (ScriptedServer server = cleartext("+OK ready", CAPABILITIES)) {
            AuditResult audit = Audits.of(Optional.empty(), Audits.cleartext(server));

            assertThat(Audits.ids(audit))
                    .contains("tls-missing", "stls-missing", "cleartext-login", "error-text-leaks");
            assertThat(audit.grade()).contains(Grade.F);
            assertThat(audit.grades()).doesNotContainKey("certificate");
            assertThat(audit.notTested())
                    .contains(new NotTested("tls-1.0", "tls", "", "there is no TLS to look at"))
                    .contains(new NotTested("implicit-tls-missing", "tls", "", "no port for TLS was named"));
        }
    }

    @Test
    void a_port_for_tls_where_nobody_listens_is_found() throws IOException {
        ScriptedServer nobody = cleartext("+OK", CAPABILITIES);
        Door shut = Audits.tls(nobody);
        nobody.close();
        try (ScriptedServer server = cleartext("+OK ready", CAPABILITIES)) {
            assertThat(Audits.ids(Audits.of(Optional.empty(), Audits.cleartext(server), shut)))
                    .contains("implicit-tls-missing");
        }
    }

    @Test
    void a_user_that_is_taken_without_being_offered_is_found() throws IOException {
        try (ScriptedServer server = cleartext("+OK ready", "+OK\r\nTOP\r\n.\r\n")) {
            assertThat(Audits.ids(Audits.of(Optional.empty(), Audits.cleartext(server))))
                    .contains("cleartext-login-unannounced")
                    .doesNotContain("cleartext-login");
        }
    }

    @Test
    void rpop_is_found() throws IOException {
        try (ScriptedServer server = cleartext("+OK ready", "+OK\r\nRPOP\r\n.\r\n")) {
            assertThat(Audits.ids(Audits.of(Optional.empty(), Audits.cleartext(server))))
                    .contains("rpop-offered");
        }
    }

    @Test
    void a_timestamp_of_process_and_clock_can_be_foretold() throws IOException {
        AtomicInteger clock = new AtomicInteger(697_170_952);
        try (ScriptedServer server = new ScriptedServer(
                peer -> serve(peer, "+OK <1896." + clock.getAndAdd(2) + "@dbc.mtview.ca.us>", CAPABILITIES))) {
            assertThat(Audits.ids(Audits.of(Optional.empty(), Audits.cleartext(server))))
                    .contains("apop-timestamp-predictable", "apop-offered")
                    .doesNotContain("apop-timestamp-repeated", "apop-timestamp-malformed", "version-in-greeting");
        }
    }

    private static AuditResult kpop(List<Fault> faults) throws IOException {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.builder()
                .kerberos(new KerberosService("pop/localhost@EXAMPLE.TEST", List::of))
                .faults(faults)
                .build())) {
            return Audits.of(Optional.empty(), new Door(new Endpoint("127.0.0.1", server.kpopPort()), Service.KPOP));
        }
    }

    @Test
    void kpop_is_found_and_what_is_not_seen_without_a_ticket_is_said() throws IOException {
        AuditResult audit = kpop(List.of());

        assertThat(Audits.ids(audit)).contains("kpop-offered", "tls-missing").doesNotContain("kpop-weak-enctypes");
        assertThat(audit.unusable()).isEmpty();
        assertThat(audit.notTested())
                .anyMatch(open ->
                        open.id().equals("kpop-weak-enctypes") && open.reason().contains("with a ticket only"));
        assertThat(Audits.ids(kpop(List.of(Audits.fault("kpop-version-of-kerberos-4")))))
                .contains("kpop-offered", "kpop-weak-enctypes");
    }

    @Test
    void pop2_of_the_reference_server_is_found() throws IOException {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults())) {
            assertThat(Audits.ids(Audits.of(
                            Optional.empty(), new Door(new Endpoint("127.0.0.1", server.pop2Port()), Service.POP2))))
                    .contains("pop2-offered");
        }
    }

    @Test
    void pop2_is_found_by_its_greeting_and_nothing_is_said_to_it() throws Exception {
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say("+ POP2 USC-ISIF.ARPA Server\r\n");
            said.add(peer.untilClientLeaves());
        })) {
            AuditResult audit = Audits.of(Optional.empty(), new Door(server.endpoint(), Service.POP2));

            assertThat(Audits.ids(audit)).contains("pop2-offered", "tls-missing");
            assertThat(finding(audit, "pop2-offered").sightings().get(0).evidence())
                    .contains("S: + POP2 USC-ISIF.ARPA Server");
        }
        assertThat(said).allMatch(String::isEmpty);
    }

    @Test
    void what_else_is_at_the_old_ports_is_not_taken_for_them_and_a_shut_port_is_sound() throws IOException {
        ScriptedServer nobody = cleartext("+OK", CAPABILITIES);
        Door shut = new Door(nobody.endpoint(), Service.POP2);
        nobody.close();
        try (ScriptedServer server = cleartext("+OK ready", CAPABILITIES)) {
            AuditResult audit = Audits.of(
                    new Manners(
                            2, 1000, Duration.ofMinutes(1), Limits.standard().withAnswer(Duration.ofSeconds(1))),
                    Optional.empty(),
                    Audits.cleartext(server),
                    shut,
                    new Door(server.endpoint(), Service.KPOP));

            assertThat(audit.sound()).contains("pop2-offered");
            assertThat(Audits.ids(audit)).doesNotContain("kpop-offered", "pop2-offered");
            assertThat(audit.notTested()).anyMatch(open -> open.id().equals("kpop-offered"));
            assertThat(Audits.ids(Audits.of(Optional.empty(), new Door(server.endpoint(), Service.POP2))))
                    .isEmpty();
        }
    }

    private static AuditResult many(org.pop3spec.refserver.Limits limits) throws IOException {
        try (ReferenceServer server =
                ReferenceServer.start(Audits.hardened().limits(limits).build())) {
            return Audits.of(
                    new Manners(ConnectionsCheck.MANY, 1000, Duration.ofMinutes(1), Audits.QUICK.limits()),
                    Optional.of(Audits.trusting(server.caCertificatePem())),
                    new Door(new Endpoint("127.0.0.1", server.pop3Port()), false),
                    new Door(new Endpoint("127.0.0.1", server.pop3sPort()), true));
        }
    }

    @Test
    void a_server_that_takes_any_number_of_connections_is_found_when_so_many_may_be_opened() throws IOException {
        assertThat(Audits.ids(many(org.pop3spec.refserver.Limits.USUAL))).contains(ConnectionsCheck.UNLIMITED);

        AuditResult limited = many(new org.pop3spec.refserver.Limits(8, 8, 1 << 20, 1 << 20, 100));

        assertThat(limited.sound()).contains(ConnectionsCheck.UNLIMITED);
        assertThat(limited.observations())
                .anyMatch(o -> o.name().startsWith("connections at a time") && Integer.parseInt(o.value()) <= 8);
        assertThat(Audits.of(Audits.hardened().build()).notTested())
                .anyMatch(open -> open.id().equals(ConnectionsCheck.UNLIMITED)
                        && open.reason().contains("--connections 20"));
    }

    @Test
    void handshakes_that_java_cannot_have_are_listed_as_not_tested() throws IOException {
        try (ScriptedServer old = HelloDoor.of(TlsVersion.SSL_3, 0x0005).open();
                ScriptedServer other = new TlsDoor().open()) {
            AuditResult audit = Audits.of(Optional.empty(), Audits.tls(old), Audits.tls(other));

            for (String id : List.of(
                    "tls-no-resumption", "alpn-not-checked", "tls-client-renegotiation", "certificate-expired")) {
                assertThat(audit.notTested())
                        .anyMatch(open -> open.id().equals(id)
                                && open.where().equals(old.endpoint().toString())
                                && open.reason().startsWith("Java does not come to terms with its TLS: "));
            }
        }
    }

    @Test
    void every_weakness_is_found_sound_or_not_tested() throws IOException {
        AuditResult audit = Audits.of(ServerSettings.defaults());

        Set<String> settled = new TreeSet<>(Audits.ids(audit));
        settled.addAll(audit.sound());
        audit.notTested().forEach(n -> settled.add(n.id()));
        assertThat(Weaknesses.bundled().all()).extracting(Weakness::id).hasSameElementsAs(settled);
    }

    @Test
    void where_nobody_listens_nothing_is_graded() throws IOException {
        ScriptedServer nobody = cleartext("+OK", CAPABILITIES);
        Door shut = Audits.cleartext(nobody);
        nobody.close();

        AuditResult audit = Audits.of(Optional.empty(), shut);

        assertThat(audit.unusable()).isPresent();
        assertThat(audit.grade()).isEmpty();
        assertThat(audit.grades()).isEmpty();
        assertThat(audit.findings()).isEmpty();
    }

    @Test
    void no_more_connections_are_opened_in_a_second_than_the_manners_say() throws IOException {
        long begin = System.nanoTime();
        try (ScriptedServer server = cleartext("+OK <1.1@here>", CAPABILITIES)) {
            Manners slow = new Manners(1, 10, Duration.ofMinutes(1), Limits.standard());

            Audits.of(slow, Optional.empty(), Audits.cleartext(server));

            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertThat(server.connections()).isGreaterThan(5);
            assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(100L * (server.connections() - 1)));
        }
    }

    @Test
    void no_more_connections_are_open_at_a_time_than_the_manners_say() throws Exception {
        Pace pace = new Pace(Audits.QUICK, Duration.ZERO);
        pace.open();
        pace.open();

        assertThatThrownBy(pace::open).hasMessage("it takes more than 2 connections at a time");
        pace.closed();
        pace.open();
    }

    @Test
    void when_the_time_is_up_the_rest_is_not_tested() throws IOException {
        Manners hasty = new Manners(1, 1, Duration.ofSeconds(2), Limits.standard());
        try (ScriptedServer server = cleartext("+OK <1.1@here>", CAPABILITIES)) {
            AuditResult audit = Audits.of(hasty, Optional.empty(), Audits.cleartext(server));

            assertThat(audit.complete()).isFalse();
            assertThat(audit.grade()).isEmpty();
            assertThat(audit.grades()).isEmpty();
            assertThat(audit.notTested())
                    .filteredOn(n -> n.reason().contains("as long as it may"))
                    .isNotEmpty();
        }
    }

    private static final Manners IMPATIENT = new Manners(
            2,
            1000,
            Duration.ofMinutes(1),
            Limits.standard().withAnswer(Duration.ofSeconds(1)).withConnect(Duration.ofSeconds(1)));

    @Test
    void what_speaks_in_the_clear_where_tls_is_expected_is_not_taken_for_tls() throws IOException {
        try (ScriptedServer server = cleartext("+OK ready", CAPABILITIES)) {
            AuditResult audit = Audits.of(IMPATIENT, Optional.empty(), Audits.cleartext(server), Audits.tls(server));

            assertThat(Audits.ids(audit)).contains("tls-missing", "implicit-tls-missing");
            assertThat(audit.sound()).doesNotContain("tls-1.0", "tls-missing");
        }
    }

    @Test
    void of_a_port_that_keeps_silent_it_is_not_said_that_there_is_no_tls() throws IOException {
        try (ScriptedServer server = cleartext("+OK ready", CAPABILITIES);
                ScriptedServer silent = new ScriptedServer(ScriptedServer.Peer::idle)) {
            AuditResult audit = Audits.of(IMPATIENT, Optional.empty(), Audits.cleartext(server), Audits.tls(silent));

            for (String id : List.of("tls-missing", "implicit-tls-missing")) {
                assertThat(audit.notTested())
                        .anyMatch(open -> open.id().equals(id) && open.reason().contains("did not end in time"));
                assertThat(Audits.ids(audit)).doesNotContain(id);
            }
        }
    }

    @Test
    void a_server_with_which_no_session_came_about_has_no_grade() throws IOException {
        ScriptedServer nobody = cleartext("+OK", CAPABILITIES);
        Door shut = new Door(nobody.endpoint(), Service.POP2);
        nobody.close();
        HelloDoor door = HelloDoor.of(TlsVersion.SSL_3, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA);
        try (ScriptedServer server = door.open()) {
            AuditResult audit = Audits.of(Optional.empty(), Audits.tls(server), shut);

            assertThat(audit.sound()).contains("pop2-offered");
            assertThat(audit.grades()).containsKey("tls").doesNotContainKey("login");
            assertThat(audit.grade()).isEmpty();
        }
    }

    @Test
    void who_hangs_where_another_protocol_is_named_is_not_said_to_refuse_it() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        Function<List<String>, String> hanging = protocols -> {
            try {
                if (protocols.contains("http/1.1")) {
                    over.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "";
        };
        try (ScriptedServer server =
                javaDoor("TLSv1.3", true, hanging, peer -> serve(peer, "+OK ready", CAPABILITIES))) {
            AuditResult audit = Audits.of(IMPATIENT, Optional.empty(), Audits.tls(server));

            assertThat(audit.sound()).doesNotContain("alpn-not-checked");
            assertThat(audit.notTested())
                    .anyMatch(open -> open.id().equals("alpn-not-checked")
                            && open.reason().contains("did not end in time"));
        } finally {
            over.countDown();
        }
    }

    @Test
    void a_port_that_cannot_be_reached_is_not_said_to_be_shut() throws IOException {
        try (ScriptedServer server = cleartext("+OK ready", CAPABILITIES)) {
            AuditResult audit = Audits.of(
                    IMPATIENT,
                    Optional.empty(),
                    Audits.cleartext(server),
                    new Door(new Endpoint("nobody.invalid", 109), Service.POP2));

            assertThat(audit.sound()).doesNotContain("pop2-offered");
            assertThat(audit.notTested()).extracting(NotTested::id).contains("pop2-offered");
        }
    }

    @Test
    void where_nobody_listens_at_the_name_the_first_of_the_usual_ones_is_taken_at_which_somebody_does()
            throws IOException {
        ScriptedServer nobody = cleartext("+OK", CAPABILITIES);
        Door shut = Audits.cleartext(nobody);
        nobody.close();
        try (ScriptedServer first = cleartext("+OK first", CAPABILITIES);
                ScriptedServer second = cleartext("+OK second", CAPABILITIES)) {
            AuditResult audit = new Auditor(new AuditRequest(
                            "here",
                            new Places(
                                    List.of(shut),
                                    List.of(
                                            List.of(shut),
                                            List.of(Audits.cleartext(first)),
                                            List.of(Audits.cleartext(second))),
                                    List.of()),
                            Optional.empty(),
                            Optional.empty(),
                            false,
                            false,
                            Audits.QUICK,
                            "pop3spec test",
                            List.of()))
                    .audit();

            assertThat(audit.doors()).containsExactly(Audits.cleartext(first).toString());
            assertThat(Audits.ids(audit)).contains("cleartext-login");
            assertThat(second.connections()).isZero();
        }
    }

    private static ScriptedServer leaking(String command) throws IOException {
        return javaDoor("TLSv1.3", true, protocols -> "", peer -> {
            peer.say("+OK ready\r\n");
            for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
                peer.say(
                        line.startsWith(command)
                                ? "-ERR java.lang.NullPointerException\r\n"
                                : line.equals("CAPA")
                                        ? CAPABILITIES
                                        : line.matches("(USER|QUIT).*") ? "+OK\r\n" : "-ERR no\r\n");
            }
        });
    }

    @Test
    void what_leaks_where_a_name_is_refused_is_found() throws IOException {
        try (ScriptedServer server = leaking("USER")) {
            AuditResult audit = Audits.of(Optional.empty(), Audits.tls(server));

            assertThat(finding(audit, "error-text-leaks").sightings()).hasSize(1);
            assertThat(finding(audit, "error-text-leaks").sightings().get(0).evidence())
                    .contains("S: -ERR java.lang.NullPointerException");
        }
    }

    @Test
    void what_leaks_where_a_wrong_password_is_refused_is_found() throws Exception {
        try (ScriptedServer server = leaking("PASS")) {
            assertThat(Audits.of(Optional.empty(), Audits.tls(server)).sound()).contains("error-text-leaks");
            Notebook notes = new Notebook();
            Guest guest = new Guest(Audits.QUICK, new Secrets());

            new OwnAccount(
                            new Account("alice", Secret.of("wonderland", "a test"), Set.of(), 1),
                            TlsSettings.trustingAnyone(),
                            guest,
                            Survey.of(List.of(Audits.tls(server)), guest))
                    .lookAtWrongPasswords(2, Duration.ofMinutes(1), notes);

            assertThat(notes.sightings("error-text-leaks")).hasSize(1);
        }
    }

    @Test
    void settings_are_told_for_software_that_was_recognised() throws IOException {
        try (ScriptedServer server = cleartext("+OK Dovecot ready.", CAPABILITIES)) {
            AuditResult audit = Audits.of(Optional.empty(), Audits.cleartext(server));

            assertThat(audit.software()).contains("Dovecot");
            assertThat(finding(audit, "cleartext-login").settings())
                    .extracting(AuditFinding.Setting::software)
                    .containsExactly("Dovecot 2.3", "Dovecot 2.4");
        }
    }

    @Test
    void octets_of_the_server_are_printable_in_all_evidence() throws IOException {
        try (ScriptedServer server =
                cleartext("+OK \u001b[31mred \u0000 <1@h>", "+OK\r\nUSER\u001b]0;x\u0007\r\n.\r\n")) {
            AuditResult audit = Audits.of(Optional.empty(), Audits.cleartext(server));

            List<String> lines = new ArrayList<>();
            for (AuditFinding finding : audit.findings()) {
                finding.sightings().stream().map(Sighting::evidence).forEach(lines::addAll);
            }
            assertThat(lines).isNotEmpty().allMatch(line -> line.matches("[ -~]*"));
        }
    }

    private static AuditFinding finding(AuditResult audit, String id) {
        return audit.findings().stream()
                .filter(f -> f.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " was not found"));
    }
}
