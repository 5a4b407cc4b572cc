package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.net.Secrets;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.KerberosService;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.Grade;
import org.pop3spec.scenario.TlsVersion;
import org.pop3spec.target.Account;
import org.pop3spec.target.Secret;

/** For every weakness there is a way to provoke it that has a name, and a hardened server does not have it. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ProvocationsTest {
    private static final String PASSWORD = "wonderland";
    private static final Limits BRIEF = Limits.standard().withAnswer(Duration.ofSeconds(2));

    /** Makes a server, audits it, and tells the evidence of each weakness that was found. */
    @FunctionalInterface
    private interface Trial {
        Map<String, List<String>> found() throws Exception;
    }

    /**
     * A way to provoke a weakness.
     *
     * @param by what docs/audit.md says: the faults that a hardened reference server is started with, or another setup
     */
    private record Provocation(String id, String by, Trial trial) {
        @Override
        public String toString() {
            return id + " by " + by;
        }
    }

    static List<Provocation> provocations() {
        return List.of(
                fault("cleartext-login"),
                fault("cleartext-login-unannounced", "user-served-where-it-is-not-announced"),
                fault("user-enumeration", "user-tells-unknown-names"),
                fault("mechanism-md5"),
                fault("mechanism-unsalted"),
                provocation("mechanism-anonymous", "an account called anonymous", ProvocationsTest::anonymous),
                fault("mechanism-ntlm"),
                fault("rpop-offered"),
                fault("scram-without-channel-binding"),
                inside("scram-downgrade-unnoticed", "scram-downgrade-not-noticed"),
                fault("auth-resp-code-missing", "auth-resp-code-not-announced"),
                provocation(
                        "failed-logins-not-slowed",
                        named("failed-logins-not-slowed"),
                        () -> wrongPasswords(Duration.ofMinutes(1), "failed-logins-not-slowed")),
                provocation("kpop-offered", "a port for KPOP", ProvocationsTest::kpop),
                provocation(
                        "kpop-weak-enctypes",
                        named("kpop-version-of-kerberos-4"),
                        () -> kpop("kpop-version-of-kerberos-4")),
                provocation("pop2-offered", "a port for POP2", ProvocationsTest::pop2),
                fault("apop-offered"),
                fault("apop-timestamp-repeated", "apop-offered", "timestamp-constant"),
                fault("apop-timestamp-predictable"),
                fault("apop-timestamp-malformed", "apop-offered", "timestamp-with-blank"),
                provocation(
                        "tls-missing",
                        named("stls-missing") + ", its port for POP3 alone",
                        () -> port110("stls-missing")),
                fault("stls-missing", "cleartext-login", "stls-missing"),
                provocation(
                        "implicit-tls-missing", "a port for TLS where nobody listens", ProvocationsTest::nobodyAt995),
                fault("stls-injection", "stls-keeps-what-waits"),
                hello(
                        "ssl-3",
                        "SSLv3 alone",
                        HelloDoor.of(TlsVersion.SSL_3, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA)),
                tls("tls-1.0", "TLS 1.0 to 1.2", downTo(ProtocolVersion.TLSv10)),
                tls("tls-1.1", "TLS 1.1 and 1.2", downTo(ProtocolVersion.TLSv11)),
                tls("tls-1.3-missing", "TLS 1.2 alone", new TlsDoor().versions(ProtocolVersion.TLSv12)),
                hello(
                        "tls-compression",
                        "TLS 1.2 with DEFLATE",
                        new HelloDoor(0x0303, List.of(CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA), 1, true)),
                hello(
                        "tls-insecure-renegotiation",
                        "TLS 1.2 without RFC 5746",
                        new HelloDoor(0x0303, List.of(CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA), 0, false)),
                provocation(
                        "tls-client-renegotiation",
                        "TLS 1.2 of Java",
                        () -> javaTls12(AuditorTest.javaDoor("TLSv1.2"))),
                hello(
                        "tls-no-extended-master-secret",
                        "TLS 1.2 without RFC 7627",
                        HelloDoor.of(TlsVersion.TLS_1_2, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA)),
                tls(
                        "tls-weak-group",
                        "TLS 1.2 with a group of 1024 bits",
                        suites(CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256).smallGroup()),
                tls("tls-no-encryption", "TLS 1.2 with NULL", suites(CipherSuite.TLS_RSA_WITH_NULL_SHA256)),
                tls("tls-anonymous", "TLS 1.2 with DH_anon", suites(CipherSuite.TLS_DH_anon_WITH_AES_128_GCM_SHA256)),
                hello(
                        "tls-export",
                        "TLS 1.0 with RSA_EXPORT",
                        HelloDoor.of(TlsVersion.TLS_1_0, CipherSuite.TLS_RSA_EXPORT_WITH_RC4_40_MD5)),
                hello(
                        "tls-rc4",
                        "TLS 1.2 with RC4",
                        HelloDoor.of(TlsVersion.TLS_1_2, CipherSuite.TLS_RSA_WITH_RC4_128_SHA)),
                tls("tls-small-blocks", "TLS 1.2 with 3DES", suites(CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA)),
                tls(
                        "tls-no-forward-secrecy",
                        "TLS 1.2 with RSA key transport",
                        suites(CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256)),
                fault("tls-no-resumption"),
                provocation(
                        "tls-resumption-breaks",
                        "TLS 1.2 that ends where it would resume",
                        () -> javaTls12(AuditorTest.javaDoor("TLSv1.2", false))),
                tls("alpn-not-checked", "TLS that does not know ALPN", new TlsDoor()),
                provocation(
                        "certificate-untrusted", "an authority that nobody knows", ProvocationsTest::unknownAuthority),
                tls("certificate-expired", "a certificate of yesterday", new TlsDoor().validFor(Duration.ofDays(-1))),
                tls(
                        "certificate-expires-soon",
                        "a certificate for three days",
                        new TlsDoor().validFor(Duration.ofDays(3))),
                tls("certificate-wrong-host", "a certificate for another address", new TlsDoor().host("192.0.2.1")),
                tls(
                        "certificate-without-alternative-name",
                        "a certificate with a common name alone",
                        new TlsDoor().withoutAlternativeNames()),
                tls("certificate-weak-key", "an RSA key of 1024 bits", new TlsDoor().key(1024)),
                tls("certificate-weak-signature", "SHA1withRSA", new TlsDoor().signature("SHA1withRSA")),
                tls("certificate-chain-broken", "a stranger in the chain", new TlsDoor().withAStranger()),
                provocation(
                        "certificate-differs", "two ports with a certificate each", ProvocationsTest::twoCertificates),
                fault("version-in-greeting"),
                fault("version-in-capabilities"),
                provocation("lock-kept", named("lock-lingers-after-a-drop"), () -> lock("lock-lingers-after-a-drop")),
                fault("mail-expires-at-once"),
                inside("top-leaves-mark", "top-leaves-mark"),
                fault("top-missing", "top-not-announced"),
                inside("top-unbounded", "top-zero-sends-all"),
                provocation("idle-timeout-short", named("autologout-too-early"), () -> idle("autologout-too-early")),
                provocation(
                        "connections-not-limited",
                        named("connections-not-limited"),
                        () -> found(many("connections-not-limited"))),
                fault("error-text-leaks"),
                provocation(
                        "served-in-turn",
                        "a server that lets everybody wait until a session is over",
                        ProvocationsTest::oneAfterTheOther),
                provocation(
                        "addresses-differ", "a name with two servers", () -> found(AddressesCheckTest.twoServers())));
    }

    private static Provocation provocation(String id, String by, Trial trial) {
        return new Provocation(id, by, trial);
    }

    private static String named(String... faults) {
        return "`" + String.join(",", faults) + "`";
    }

    /** The fault has the name of what it provokes. */
    private static Provocation fault(String id) {
        return fault(id, id);
    }

    private static Provocation fault(String id, String... faults) {
        return provocation(
                id, named(faults), () -> found(Audits.of(hardened(faults).build())));
    }

    /** What shows with an account. */
    private static Provocation inside(String id, String fault) {
        return provocation(id, named(fault), () -> found(withAccount(fault)));
    }

    private static Provocation tls(String id, String by, TlsDoor door) {
        return provocation(id, by, () -> found(Audits.of(door)));
    }

    private static Provocation hello(String id, String by, HelloDoor door) {
        return provocation(id, by, () -> {
            try (ScriptedServer server = door.open()) {
                return found(Audits.of(Optional.empty(), Audits.tls(server)));
            }
        });
    }

    private static TlsDoor suites(int weak) {
        return new TlsDoor()
                .versions(ProtocolVersion.TLSv12)
                .suites(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, weak);
    }

    private static TlsDoor downTo(ProtocolVersion oldest) {
        return new TlsDoor()
                .versions(ProtocolVersion.TLSv12.downTo(oldest))
                .suites(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA);
    }

    private static ServerSettings.Builder hardened(String... faults) {
        List<Fault> all = Arrays.stream(faults).map(Audits::fault).toList();
        return Audits.hardened().faults(all);
    }

    private static Map<String, List<String>> found(AuditResult audit) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (AuditFinding finding : audit.findings()) {
            found.put(finding.id(), finding.sightings().get(0).evidence());
        }
        return found;
    }

    private static Map<String, List<String>> found(String id, Notebook notes) {
        return notes.sightings(id).isEmpty()
                ? Map.of()
                : Map.of(id, notes.sightings(id).get(0).evidence());
    }

    private static AuditRequest request(ReferenceServer server, boolean slow, Manners manners) {
        return new AuditRequest(
                "here",
                List.of(
                        new Door(new Endpoint("127.0.0.1", server.pop3Port()), false),
                        new Door(new Endpoint("127.0.0.1", server.pop3sPort()), true)),
                Optional.of(Audits.trusting(server.caCertificatePem())),
                Optional.of(new Account("alice", Secret.of(PASSWORD, "a test"), Set.of(), 3)),
                slow,
                true,
                manners,
                "pop3spec test",
                List.of());
    }

    /** Everything that takes an account and no patience. */
    private static AuditResult withAccount(String... faults) throws IOException {
        try (ReferenceServer server = filled(faults)) {
            return new Auditor(request(server, false, Audits.QUICK)).audit();
        }
    }

    private static ReferenceServer filled(String... faults) throws IOException {
        ReferenceServer server = ReferenceServer.start(hardened(faults).build());
        server.maildrop("alice").put("Subject: 1\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII));
        return server;
    }

    private static OwnAccount account(ReferenceServer server) throws InterruptedException {
        AuditRequest request = request(server, true, Audits.QUICK);
        Guest guest = new Guest(request.manners(), new Secrets());
        return new OwnAccount(
                request.account().orElseThrow(),
                request.trust().orElseThrow(),
                guest,
                Survey.of(request.doors(), guest));
    }

    private static Notebook wrongPasswordsOf(Duration slowed, String... faults) throws Exception {
        try (ReferenceServer server = filled(faults)) {
            Notebook notes = new Notebook();
            account(server).lookAtWrongPasswords(3, slowed, notes);
            return notes;
        }
    }

    private static Map<String, List<String>> wrongPasswords(Duration slowed, String... faults) throws Exception {
        return found(OwnAccount.WRONG_PASSWORDS, wrongPasswordsOf(slowed, faults));
    }

    private static Map<String, List<String>> lock(String... faults) throws IOException {
        Manners impatient = new Manners(2, 1000, Duration.ofMinutes(1), BRIEF);
        try (ReferenceServer server = filled(faults)) {
            return found(new Auditor(request(server, true, impatient)).audit());
        }
    }

    /** At sixty times the speed: the right timer is of ten seconds, the wrong one of two, and it is waited for five. */
    private static Notebook idleNotes(String... faults) throws Exception {
        try (ReferenceServer server =
                ReferenceServer.start(hardened(faults).timeScale(60).build())) {
            Notebook notes = new Notebook();
            account(server).lookAtIdleness(Duration.ofSeconds(5), notes);
            return notes;
        }
    }

    private static Map<String, List<String>> idle(String... faults) throws Exception {
        return found(OwnAccount.IDLE, idleNotes(faults));
    }

    private static AuditResult many(String... faults) throws IOException {
        try (ReferenceServer server = ReferenceServer.start(hardened(faults).build())) {
            return Audits.of(
                    new Manners(ConnectionsCheck.MANY, 1000, Duration.ofMinutes(1), Audits.QUICK.limits()),
                    Optional.of(Audits.trusting(server.caCertificatePem())),
                    new Door(new Endpoint("127.0.0.1", server.pop3Port()), false),
                    new Door(new Endpoint("127.0.0.1", server.pop3sPort()), true));
        }
    }

    private static Map<String, List<String>> kpop(String... faults) throws IOException {
        try (ReferenceServer server = ReferenceServer.start(hardened(faults)
                .kerberos(new KerberosService("pop/localhost@EXAMPLE.TEST", List::of))
                .build())) {
            return found(
                    Audits.of(Optional.empty(), new Door(new Endpoint("127.0.0.1", server.kpopPort()), Service.KPOP)));
        }
    }

    private static Map<String, List<String>> pop2() throws IOException {
        try (ReferenceServer server = ReferenceServer.start(hardened().build())) {
            return found(
                    Audits.of(Optional.empty(), new Door(new Endpoint("127.0.0.1", server.pop2Port()), Service.POP2)));
        }
    }

    private static Map<String, List<String>> port110(String... faults) throws IOException {
        try (ReferenceServer server = ReferenceServer.start(hardened(faults).build())) {
            return found(Audits.of(Optional.empty(), new Door(new Endpoint("127.0.0.1", server.pop3Port()), false)));
        }
    }

    private static Map<String, List<String>> nobodyAt995() throws IOException {
        ReferenceServer gone = ReferenceServer.start(hardened().build());
        Door shut = new Door(new Endpoint("127.0.0.1", gone.pop3sPort()), true);
        gone.close();
        try (ReferenceServer server = ReferenceServer.start(hardened().build())) {
            return found(
                    Audits.of(Optional.empty(), new Door(new Endpoint("127.0.0.1", server.pop3Port()), false), shut));
        }
    }

    private static Map<String, List<String>> oneAfterTheOther() throws IOException {
        Semaphore turn = new Semaphore(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
            turn.acquireUninterruptibly();
            try {
                peer.say("+OK ready\r\n");
                for (String line = peer.hear(); !line.isEmpty() && !line.equals("QUIT"); line = peer.hear()) {
                    peer.say("-ERR\r\n");
                }
                peer.say("+OK\r\n");
            } finally {
                turn.release();
            }
        })) {
            return found(Audits.of(
                    new Manners(TurnsCheck.TOGETHER, 1000, Duration.ofMinutes(1), BRIEF),
                    Optional.empty(),
                    Audits.cleartext(server)));
        }
    }

    private static Map<String, List<String>> anonymous() throws IOException {
        return found(Audits.of(Audits.hardened()
                .accounts(List.of(new org.pop3spec.refserver.Account("anonymous", PASSWORD)))
                .build()));
    }

    private static Map<String, List<String>> javaTls12(ScriptedServer door) throws IOException {
        try (ScriptedServer server = door) {
            return found(Audits.of(Optional.empty(), Audits.tls(server)));
        }
    }

    private static Map<String, List<String>> unknownAuthority() throws IOException {
        try (ReferenceServer server = ReferenceServer.start(hardened().build())) {
            return found(Audits.of(
                    Optional.of(TlsSettings.trustingSystem()),
                    new Door(new Endpoint("127.0.0.1", server.pop3sPort()), true)));
        }
    }

    private static Map<String, List<String>> twoCertificates() throws IOException {
        try (ReferenceServer one = ReferenceServer.start(hardened().build());
                ReferenceServer other = ReferenceServer.start(hardened().build())) {
            return found(Audits.of(
                    Optional.empty(),
                    new Door(new Endpoint("127.0.0.1", one.pop3Port()), false),
                    new Door(new Endpoint("127.0.0.1", other.pop3sPort()), true)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("provocations")
    void it_is_found_where_it_is_provoked(Provocation provocation) throws Exception {
        Map<String, List<String>> found = provocation.trial().found();

        assertThat(found).containsKey(provocation.id());
        assertThat(found.get(provocation.id())).isNotEmpty();
    }

    @Test
    void every_weakness_has_a_provocation_and_its_row_in_the_docs_names_it() throws IOException {
        String docs = Files.readString(Path.of("docs/audit.md"));

        assertThat(provocations())
                .extracting(Provocation::id)
                .containsExactlyInAnyOrderElementsOf(
                        Weaknesses.bundled().all().stream().map(Weakness::id).toList());
        for (Provocation provocation : provocations()) {
            Weakness weakness = Weaknesses.bundled().named(provocation.id()).orElseThrow();
            assertThat(docs)
                    .contains("| `" + weakness.id() + "` | " + weakness.area() + " | "
                            + weakness.severity().name().toLowerCase(Locale.ROOT) + " | " + weakness.title() + " | "
                            + String.join(", ", weakness.references()) + " | " + provocation.by() + " |");
        }
    }

    @Test
    void a_name_that_somebody_has_is_compared_with_one_that_nobody_has() throws IOException {
        assertThat(found(withAccount("user-welcomes-known-names")).get("user-enumeration"))
                .contains("C: USER alice", "S: +OK Welcome alice")
                .anyMatch(line -> line.startsWith("C: USER pop3spec-"));
        assertThat(found(withAccount("user-tells-unknown-names"))).containsKey("user-enumeration");
    }

    @Test
    void a_hardened_server_has_no_weakness_and_an_a() throws Exception {
        try (ReferenceServer server = filled()) {
            Manners manners = new Manners(ConnectionsCheck.MANY, 1000, Duration.ofMinutes(2), Audits.QUICK.limits());
            AuditResult audit = new Auditor(request(server, true, manners)).audit();

            assertThat(found(audit)).isEmpty();
            assertThat(audit.grade()).contains(Grade.A);
            assertThat(audit.grades().values()).containsOnly(Grade.A);
            assertThat(audit.complete()).isTrue();
            assertThat(audit.maildrop().flatMap(maildrop -> maildrop.unchanged()))
                    .contains(true);
            // all but what there is no port for, or a name, and what takes ten minutes
            assertThat(Weaknesses.bundled().all().stream()
                            .map(Weakness::id)
                            .filter(id -> !audit.sound().contains(id)))
                    .containsExactlyInAnyOrder(
                            "kpop-offered",
                            "kpop-weak-enctypes",
                            "pop2-offered",
                            OwnAccount.IDLE,
                            AddressesCheck.DIFFER);
        }
        assertThat(idleNotes().isSound(OwnAccount.IDLE)).isTrue();
    }
}
