package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.ReservedPort;
import org.pop3spec.kerberos.MintedRealm;

/** Every fault deviates, and as its intent says. */
@Timeout(120)
class FaultsTest {
    /** These show where passwords are taken under TLS only. */
    private static final Set<String> ABOUT_TLS_ONLY = Set.of(
            "user-served-where-it-is-not-announced",
            "plain-served-where-it-is-not-announced",
            "login-announced-where-passwords-are-not",
            "login-served-where-passwords-are-not");

    /** Whether these show in the octets of a conversation is chance, for time and timestamps are others each time. */
    private static final Set<String> TOLD_BY_TIME = Set.of(
            "user-takes-longer-for-known-names", "pass-takes-longer-for-known-names", "timestamp-counts-connections");

    /** A conversation with a server at fault is mostly waiting: so many are held at a time. */
    private static final ExecutorService TALKERS = Executors.newFixedThreadPool(6);

    private static final Map<String, Future<String>> FAULTLESS = new HashMap<>();
    private static final Map<String, Future<Boolean>> NOTICED = new HashMap<>();

    @BeforeAll
    static void talk_with_the_faultless_server_and_then_with_those_at_fault() {
        Probes.all().forEach((name, probe) -> FAULTLESS.put(name, TALKERS.submit(() -> said(probe))));
        faultsThatShow().forEach(fault -> NOTICED.put(fault.id(), TALKERS.submit(() -> noticed(fault))));
    }

    @AfterAll
    static void leave_no_thread() {
        TALKERS.shutdownNow();
    }

    private static boolean noticed(Fault fault) throws IOException, ExecutionException, InterruptedException {
        // what its name says comes first, so that few conversations are enough
        List<Map.Entry<String, Probes.Probe>> probes = Probes.all().entrySet().stream()
                .sorted(Comparator.comparing(probe -> !fault.id().contains(probe.getKey())))
                .toList();
        for (Map.Entry<String, Probes.Probe> probe : probes) {
            if (differs(probe.getKey(), probe.getValue(), fault)) {
                return true;
            }
        }
        return false;
    }

    /** A fault shows each time; what shows once only is a busy machine. */
    private static boolean differs(String name, Probes.Probe probe, Fault... faults)
            throws IOException, ExecutionException, InterruptedException {
        String faultless = Objects.requireNonNull(FAULTLESS.get(name)).get();
        for (int time = 1; time <= 2; time++) {
            if (said(probe, faults).equals(faultless)) {
                return false;
            }
        }
        return true;
    }

    /** A conversation has a server of its own: what one leaves behind must not be taken for a fault by the next. */
    private static String said(Probes.Probe probe, Fault... faults) throws IOException {
        try (ReferenceServer server = start(faults)) {
            return Probes.transcript(probe, server);
        }
    }

    static List<Fault> faultsThatShow() {
        return Faults.all().stream()
                .filter(fault -> !TOLD_BY_TIME.contains(fault.id()))
                .toList();
    }

    private static ReferenceServer start(Fault... faults) throws IOException {
        return ReferenceServer.start(ServerSettings.builder()
                .account("bob", "builder")
                .kerberos(new KerberosService(MintedRealm.SERVICE, () -> List.of(MintedRealm.KEY)))
                .faults(List.of(faults))
                .build());
    }

    private static ReferenceServer start(String fault, String... messages) throws IOException {
        ReferenceServer server = start(Faults.named(fault).orElseThrow());
        for (String message : messages) {
            server.maildrop("alice").put(message.getBytes(ISO_8859_1));
        }
        return server;
    }

    @Test
    void the_faultless_server_always_says_the_same() throws Exception {
        List<String> differing = new ArrayList<>();
        for (Map.Entry<String, Probes.Probe> probe : Probes.all().entrySet()) {
            if (differs(probe.getKey(), probe.getValue())) {
                differing.add(probe.getKey());
            }
        }
        assertThat(differing).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("faultsThatShow")
    void a_fault_can_be_noticed(Fault fault) throws Exception {
        assumeTrue(
                !fault.id().startsWith("rpop-") || ReservedPort.possible(),
                "RPOP's client needs a port below 1024, and this user may not use one");
        assertThat(Objects.requireNonNull(NOTICED.get(fault.id())).get())
                .as("%s: a fault-free server would not have said the same", fault.id())
                .isNotEqualTo(ABOUT_TLS_ONLY.contains(fault.id()));
    }

    @ParameterizedTest
    @CsvSource({"user-takes-longer-for-known-names, USER alice", "pass-takes-longer-for-known-names, PASS wrong"})
    void a_fault_that_takes_its_time_takes_it(String fault, String command) throws IOException {
        try (ReferenceServer server = start(fault);
                RawClient client = RawClient.greeted(server)) {
            if (command.startsWith("PASS")) {
                client.say("USER alice");
            }
            long begin = System.nanoTime();
            client.say(command);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        }
    }

    @Test
    void a_timestamp_that_counts_is_one_more_on_the_next_connection() throws IOException {
        try (ReferenceServer server = start("timestamp-counts-connections");
                RawClient one = RawClient.connect(server.pop3Port());
                RawClient two = RawClient.connect(server.pop3Port())) {
            assertThat(one.line()).endsWith("<1.697170953@pop3spec.invalid>");
            assertThat(two.line()).endsWith("<2.697170954@pop3spec.invalid>");
        }
    }

    @ParameterizedTest
    @FieldSource("ABOUT_TLS_ONLY")
    void a_fault_about_passwords_for_tls_only_can_be_noticed_there(String fault) throws Exception {
        ServerSettings settings =
                ServerSettings.builder().cleartext(CleartextPolicy.NO_PASSWORDS).build();
        ServerSettings faulty = settings.toBuilder()
                .faults(List.of(Faults.named(fault).orElseThrow()))
                .build();
        try (ReferenceServer right = ReferenceServer.start(settings);
                ReferenceServer wrong = ReferenceServer.start(faulty)) {
            assertThat(Stream.of("before login", "logins", "sasl", "login-").map(Probes.all()::get))
                    .as(fault)
                    .anyMatch(logins -> !Probes.transcript(logins, wrong).equals(Probes.transcript(logins, right)));
        }
    }

    @Test
    void names_and_intents_are_well_formed_and_told_apart() {
        List<Fault> all = Faults.all();
        assertThat(all).hasSizeGreaterThanOrEqualTo(110);
        assertThat(all)
                .extracting(Fault::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z0-9]+(-[a-z0-9]+)+"));
        assertThat(all)
                .extracting(Fault::intent)
                .doesNotHaveDuplicates()
                .allMatch(intent -> intent.matches("[A-Z0-9-].{10,110}[^.]"));
        assertThat(all)
                .extracting(fault -> fault.section().document())
                .isSubsetOf(
                        "KPOP",
                        "MS-NLMP",
                        "RFC918",
                        "RFC937",
                        "RFC1082",
                        "RFC1225",
                        "RFC1734",
                        "RFC1939",
                        "RFC2195",
                        "RFC2449",
                        "RFC2595",
                        "RFC2831",
                        "RFC3206",
                        "RFC4120",
                        "RFC6856",
                        "RFC4121",
                        "RFC4422",
                        "RFC4505",
                        "RFC4616",
                        "RFC4752",
                        "RFC5034",
                        "RFC5721",
                        "RFC5802",
                        "RFC7628",
                        "RFC7677",
                        "RFC8314",
                        "RFC8429",
                        "RFC8996",
                        "RFC9266",
                        "RFC9325",
                        "XOAUTH2",
                        "draft-murchison-sasl-login");
        assertThat(Faults.named("rset-keeps-marks")).get().extracting(Fault::id).isEqualTo("rset-keeps-marks");
        assertThat(Faults.named("no-such-fault")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    stat-counts-marked-messages        | DELE 1           | STAT      | \\+OK 2 39
                    stat-with-two-blanks               |                  | STAT      | \\+OK 2  39
                    list-of-marked-message-served      | DELE 1           | LIST 1    | \\+OK 1 19
                    list-with-number-tells-size-only   |                  | LIST 2    | \\+OK 20
                    size-counts-line-end-as-one        |                  | LIST 1    | \\+OK 1 16
                    number-with-letters-accepted       |                  | LIST 1abc | \\+OK 1 19
                    zero-names-the-first-message       |                  | LIST 0    | \\+OK 1 19
                    numbers-wrap-at-32-bits            |                  | LIST 4294967298 | \\+OK 2 20
                    numbers-wrap-at-64-bits            |                  | LIST 18446744073709551617 | \\+OK 1 19
                    dele-twice-accepted                | DELE 1           | DELE 1    | \\+OK .*
                    dele-renumbers                     | DELE 1           | LIST 1    | \\+OK 1 20
                    rset-keeps-marks                   | DELE 1,RSET      | LIST 1    | -ERR .*
                    refused-command-clears-marks       | DELE 1,RETR 9    | LIST 1    | \\+OK 1 19
                    user-after-login                   |                  | USER bob  | \\+OK .*
                    unknown-command-accepted           |                  | XYZZY     | \\+OK .*
                    unknown-command-error-in-lower-case |                 | XYZZY     | -err .*
                    keywords-case-sensitive            |                  | noop      | -ERR .*
                    in-use-for-missing-message         |                  | RETR 9    | -ERR \\[IN-USE\\] .*
                    uidl-with-number-without-it        |                  | UIDL 1    | \\+OK [0-9a-f.]+
                    uidl-too-long                      |                  | UIDL 1    | \\+OK 1 .{71}
                    stls-after-login                   |                  | STLS      | \\+OK .*
                    """)
    void a_fault_shows_where_it_is_meant_to(String fault, String before, String command, String answer)
            throws IOException {
        try (ReferenceServer server = start(fault, "Subject: 1\r\n\r\none\r\n", "Subject: 2\r\n\r\ntwo2\r\n");
                RawClient client = RawClient.loggedIn(server)) {
            if (before != null) {
                for (String each : before.split(",", -1)) {
                    client.say(each);
                }
            }
            assertThat(client.say(command)).matches(answer);
        }
    }

    @Test
    void a_fault_in_byte_stuffing_leaves_sizes_and_other_answers_alone() throws IOException {
        String text = "Subject: dots\r\n\r\n.x\r\ny\r\n";
        try (ReferenceServer server = start("dots-not-stuffed", text);
                RawClient client = RawClient.loggedIn(server)) {
            assertThat(client.say("LIST 1")).isEqualTo("+OK 1 " + text.length());
            assertThat(client.all("RETR 1")).isEqualTo("+OK " + text.length() + " octets\r\n" + text + ".\r\n");
            assertThat(client.all("TOP 1 1")).endsWith("\r\n..x\r\n.\r\n");
        }
    }

    @Test
    void a_lost_connection_deletes_with_the_fault_that_says_so() throws IOException {
        try (ReferenceServer server = start("drop-updates", "Subject: 1\r\n\r\n", "Subject: 2\r\n\r\n")) {
            try (RawClient client = RawClient.loggedIn(server)) {
                client.say("DELE 1");
                client.closeOutput();
                assertThat(client.rest()).isEmpty();
            }
            assertThat(server.maildrop("alice").messages()).hasSize(1);
        }
    }

    @Test
    void injected_cleartext_is_obeyed_under_tls_with_the_fault_that_says_so() throws Exception {
        try (ReferenceServer server = start("stls-keeps-what-waits");
                RawClient client = RawClient.greeted(server)) {
            client.send("STLS\r\nUSER alice\r\nPASS wonderland\r\n");
            client.line();
            client.tls(server.caCertificatePem());
            assertThat(client.line()).startsWith("+OK");
            assertThat(client.line()).startsWith("+OK");
            assertThat(client.say("STAT")).isEqualTo("+OK 0 0");
        }
    }

    @Test
    void several_faults_can_stand_together() throws IOException {
        List<Fault> both = List.of(
                Faults.named("stat-with-two-blanks").orElseThrow(),
                Faults.named("stat-line-too-long").orElseThrow(),
                Faults.named("noop-answered-twice").orElseThrow());
        try (ReferenceServer server = ReferenceServer.start(
                        ServerSettings.builder().faults(both).build());
                RawClient client = RawClient.loggedIn(server)) {
            assertThat(client.say("STAT")).matches("\\+OK 0  0 ~{520}");
            assertThat(client.say("NOOP")).isEqualTo("+OK");
            assertThat(client.line()).isEqualTo("+OK");
        }
    }
}
