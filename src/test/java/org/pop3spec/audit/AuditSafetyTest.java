package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Secrets;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.Retention;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.refserver.StoredMessage;
import org.pop3spec.result.AuditJson;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.NotTested;
import org.pop3spec.scenario.Channel;
import org.pop3spec.target.Account;
import org.pop3spec.target.Entrance;
import org.pop3spec.target.Secret;

/** An audit leaves everything as it found it, wherever it is stopped. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AuditSafetyTest {
    private static final int MESSAGES = 100;
    private static final String PASSWORD = "correct horse battery";
    /** All that it may ever say; arguments are looked at apart. */
    private static final Set<String> HARMLESS = Set.of(
            "CAPA", "STLS", "USER", "PASS", "STAT", "UIDL", "NOOP", "QUIT", "XPOP3SPEC", "AUTH", "*", "APOP", "RPOP");

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    private ReferenceServer start(List<Fault> faults) throws IOException {
        ReferenceServer server = ReferenceServer.start(ServerSettings.builder()
                .accounts(List.of(new org.pop3spec.refserver.Account("alice", PASSWORD)))
                .retention(Optional.of(Retention.ofDays(0)))
                .faults(faults)
                .heard(this::hear)
                .build());
        for (int i = 0; i < MESSAGES; i++) {
            server.maildrop("alice").put(("Subject: " + i + "\r\n\r\nhello\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        return server;
    }

    /** Told of each line, and how many there were. */
    private volatile BiConsumer<String, Integer> onLine = (line, number) -> {};

    private void hear(String line) {
        int number;
        synchronized (heard) {
            heard.add(line);
            number = heard.size();
        }
        onLine.accept(line, number);
    }

    private static AuditRequest request(ReferenceServer server, boolean slow, Manners manners) {
        return new AuditRequest(
                "here",
                List.of(
                        new Door(new Endpoint("127.0.0.1", server.pop3Port()), false),
                        new Door(new Endpoint("127.0.0.1", server.pop3sPort()), true)),
                Optional.of(Audits.trusting(server.caCertificatePem())),
                Optional.of(alice(PASSWORD, 0)),
                slow,
                false,
                manners,
                "pop3spec test",
                List.of());
    }

    private static AuditRequest with(Account account, AuditRequest request) {
        return new AuditRequest(
                request.name(),
                request.doors(),
                request.trust(),
                Optional.of(account),
                request.slow(),
                request.top(),
                request.manners(),
                request.tool(),
                request.arguments());
    }

    private static AuditRequest allowingTop(AuditRequest request) {
        return new AuditRequest(
                request.name(),
                request.doors(),
                request.trust(),
                request.account(),
                request.slow(),
                true,
                request.manners(),
                request.tool(),
                request.arguments());
    }

    private static Account alice(String password, int failedLogins) {
        return new Account("alice", Secret.of(password, "a test"), Set.of(), failedLogins);
    }

    private static List<String> content(ReferenceServer server) {
        return server.maildrop("alice").messages().stream()
                .map((StoredMessage m) -> m.uniqueId() + " " + HexFormat.of().formatHex(m.octets()))
                .toList();
    }

    @Test
    void an_audit_with_an_account_changes_nothing_and_says_so() throws IOException {
        try (ReferenceServer server = start(List.of())) {
            List<String> before = content(server);

            AuditResult audit = new Auditor(request(server, true, Audits.QUICK)).audit();

            assertThat(content(server)).hasSize(MESSAGES).isEqualTo(before);
            assertThat(audit.maildrop().flatMap(m -> m.unchanged())).contains(true);
            assertThat(audit.maildrop().orElseThrow().told()).contains("100 messages");
            assertThat(audit.sound()).contains(OwnAccount.LOCK);
            assertHarmless();
            assertThat(heard).contains("UIDL", "STAT");
        }
    }

    /** The password of the account, and no other, ever; never a digest; never more than a made-up name else. */
    private void assertHarmless() {
        synchronized (heard) {
            assertThat(heard).allSatisfy(line -> {
                String keyword = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                assertThat(HARMLESS).contains(keyword);
                switch (keyword) {
                    case "PASS" -> assertThat(line).isEqualTo("PASS " + PASSWORD);
                    case "USER" -> assertThat(line).matches("USER (alice|pop3spec-[0-9a-f]{8})");
                    case "AUTH" -> assertThat(line).matches("AUTH (XPOP3SPEC|PLAIN|LOGIN)");
                    default -> assertThat(line).isEqualTo(keyword);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain-served-where-it-is-not-announced", "login-served-where-passwords-are-not"})
    void who_would_take_a_password_without_tls_is_found_and_gets_none(String fault) throws IOException {
        AuditResult audit = Audits.of(Audits.hardened()
                .faults(List.of(Audits.fault(fault)))
                .heard(this::hear)
                .build());

        assertThat(Audits.ids(audit)).containsExactly(CleartextCheck.UNANNOUNCED);
        assertHarmless();
        assertThat(heard).contains("*").noneMatch(line -> line.startsWith("PASS"));
    }

    /** TOP with that number and no lines of the body. */
    private static final Pattern HEADER = Pattern.compile("TOP ([0-9]+) 0");

    private ReferenceServer withMessages(Optional<Retention> retention) throws IOException {
        ReferenceServer server =
                ReferenceServer.start(listening().retention(retention).build());
        for (int octets : List.of(1 << 20, 100_000, 20_000, 300, 200, 100, 50)) {
            server.maildrop("alice")
                    .put(("Subject: " + octets + "\r\n\r\n"
                                    + "x".repeat(70).concat("\r\n").repeat(octets / 72 + 1))
                            .getBytes(StandardCharsets.US_ASCII));
        }
        return server;
    }

    private List<Integer> headersLookedAt() {
        return heard.stream()
                .map(HEADER::matcher)
                .filter(Matcher::matches)
                .map(top -> Integer.valueOf(top.group(1)))
                .toList();
    }

    @Test
    void without_leave_no_top_is_sent() throws IOException {
        try (ReferenceServer server = withMessages(Optional.of(Retention.NEVER))) {
            AuditResult audit = new Auditor(with(alice(PASSWORD, 3), request(server, true, Audits.QUICK))).audit();

            assertThat(heard)
                    .isNotEmpty()
                    .noneMatch(line -> line.toUpperCase(Locale.ROOT).startsWith("TOP"));
            assertThat(audit.notTested())
                    .filteredOn(open -> open.reason().contains("only with --allow-top"))
                    .extracting(NotTested::id)
                    .containsExactlyInAnyOrder(TopCheck.UNBOUNDED, TopCheck.MARKS);
        }
    }

    @Test
    void with_leave_only_the_headers_of_a_few_small_messages_are_looked_at() throws IOException {
        try (ReferenceServer server = withMessages(Optional.of(Retention.NEVER))) {
            List<String> before = content(server);

            AuditResult audit = new Auditor(allowingTop(request(server, false, Audits.QUICK))).audit();

            assertThat(headersLookedAt()).containsExactly(3, 4, 5, 3, 4, 5);
            assertThat(heard)
                    .filteredOn(line -> !HEADER.matcher(line).matches())
                    .allMatch(line -> HARMLESS.contains(line.split(" ", 2)[0]) || line.equals("LIST"));
            assertThat(content(server)).isEqualTo(before);
            assertThat(audit.maildrop().flatMap(m -> m.unchanged())).contains(true);
            assertThat(audit.sound()).contains(TopCheck.UNBOUNDED, TopCheck.MARKS);
            assertThat(AuditJson.line(audit)).doesNotContain("Subject");
        }
    }

    @Test
    void where_what_was_looked_at_may_expire_there_is_no_top_even_with_leave() throws IOException {
        try (ReferenceServer server = withMessages(Optional.of(Retention.ofDays(0)))) {
            AuditResult audit = new Auditor(allowingTop(request(server, false, Audits.QUICK))).audit();

            assertThat(headersLookedAt()).isEmpty();
            assertThat(audit.notTested())
                    .anyMatch(open ->
                            open.id().equals(TopCheck.MARKS) && open.reason().contains("EXPIRE 0"));
        }
    }

    @Test
    void however_early_it_is_stopped_the_maildrop_is_as_it_was_and_free() throws Exception {
        int lines;
        try (ReferenceServer server = start(List.of())) {
            new Auditor(request(server, false, Audits.QUICK)).audit();
            lines = heard.size();
        }
        assertThat(lines).isGreaterThan(40);

        // at the last line it has nothing left to do
        for (int i = 1; i < lines; i++) {
            int stage = i;
            heard.clear();
            try (ReferenceServer server = start(List.of())) {
                List<String> before = content(server);
                List<AuditResult> results = Collections.synchronizedList(new ArrayList<>());
                Thread audit = new Thread(() -> results.add(new Auditor(request(server, false, Audits.QUICK)).audit()));
                onLine = (line, number) -> {
                    if (number == stage) {
                        audit.interrupt();
                    }
                };
                audit.start();
                audit.join();

                assertThat(results).as("stage %d", stage).hasSize(1);
                assertThat(results.get(0).complete()).as("stage %d", stage).isFalse();
                assertThat(content(server)).as("stage %d", stage).isEqualTo(before);
                assertHarmless();
                onLine = (line, number) -> {};
                assertFree(server);
            }
        }
    }

    /** The lock is free, or becomes so: the server has noticed the end of the connection. */
    private static void assertFree(ReferenceServer server) throws Exception {
        Entrance.byPassword(
                        new Endpoint("127.0.0.1", server.pop3Port()),
                        Channel.CLEARTEXT,
                        TlsSettings.trustingAnyone(),
                        Limits.standard())
                .enter(alice(PASSWORD, 0), Deadline.in(Duration.ofSeconds(20)))
                .close();
    }

    @Test
    void mail_that_vanishes_meanwhile_is_told() throws IOException {
        try (ReferenceServer server = start(List.of())) {
            onLine = (line, number) -> {
                if (line.equals("XPOP3SPEC")) {
                    server.maildrop("alice").clear();
                }
            };

            AuditResult audit = new Auditor(request(server, false, Audits.QUICK)).audit();

            assertThat(audit.changedMail()).isTrue();
            assertThat(audit.maildrop().orElseThrow().told()).startsWith("100 messages that were there");
        }
    }

    @Test
    void a_password_that_is_refused_is_sent_once_only() throws IOException {
        try (ReferenceServer server = start(List.of())) {
            AuditResult audit = new Auditor(with(alice("mistyped", 0), request(server, true, Audits.QUICK))).audit();

            assertThat(heard).filteredOn(line -> line.startsWith("PASS")).containsExactly("PASS mistyped");
            assertThat(audit.maildrop().flatMap(m -> m.unchanged())).isEmpty();
            assertThat(audit.notTested()).anyMatch(open -> open.id().equals(OwnAccount.LOCK));
        }
    }

    @Test
    void a_lock_that_outlives_its_connection_is_found() throws IOException {
        Manners impatient =
                new Manners(2, 1000, Duration.ofMinutes(1), Limits.standard().withAnswer(Duration.ofSeconds(2)));
        try (ReferenceServer server = start(List.of(Audits.fault("lock-lingers-after-a-drop")))) {
            assertThat(Audits.ids(new Auditor(request(server, true, impatient)).audit()))
                    .contains(OwnAccount.LOCK);
        }
    }

    private static AuditResult withWrongPasswords(ServerSettings settings, int allowed) throws IOException {
        try (ReferenceServer server = ReferenceServer.start(settings)) {
            return new Auditor(with(alice(PASSWORD, allowed), request(server, false, Audits.QUICK))).audit();
        }
    }

    private ServerSettings.Builder listening() {
        return ServerSettings.builder()
                .accounts(List.of(
                        new org.pop3spec.refserver.Account("alice", PASSWORD),
                        new org.pop3spec.refserver.Account("bob", PASSWORD)))
                .heard(this::hear);
    }

    private List<String> wrongPasswords() {
        return heard.stream()
                .filter(line -> line.startsWith("PASS ") && !line.equals("PASS " + PASSWORD))
                .toList();
    }

    @Test
    void wrong_passwords_are_sent_when_that_is_allowed_no_more_than_so_many_and_for_that_account_only()
            throws IOException {
        AuditResult audit = withWrongPasswords(listening().build(), 3);

        assertThat(wrongPasswords()).hasSizeBetween(1, 3).allMatch(line -> line.matches("PASS pop3spec-[0-9a-f]{8}"));
        assertThat(heard)
                .filteredOn(line -> line.startsWith("USER ") && !line.startsWith("USER pop3spec-"))
                .containsOnly("USER alice");
        assertThat(audit.maildrop().flatMap(m -> m.unchanged())).contains(true);
    }

    @Test
    void a_server_that_refuses_wrong_passwords_at_once_is_found() throws Exception {
        try (ReferenceServer server = ReferenceServer.start(listening().build())) {
            Notebook notes = new Notebook();

            account(server).lookAtWrongPasswords(3, Duration.ofMinutes(1), notes);

            assertThat(notes.sightings(OwnAccount.WRONG_PASSWORDS)).hasSize(1);
            assertThat(notes.sightings(OwnAccount.WRONG_PASSWORDS).get(0).evidence())
                    .filteredOn(line -> line.startsWith("-- refused after "))
                    .hasSize(3);
            assertThat(wrongPasswords()).hasSize(3);
        }
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

    @Test
    void a_server_that_waits_before_it_refuses_is_sound_after_the_first_wrong_password() throws IOException {
        AuditResult audit = withWrongPasswords(
                listening().refusalDelay(Duration.ofMillis(1500)).build(), 3);

        assertThat(audit.sound()).contains(OwnAccount.WRONG_PASSWORDS);
        assertThat(wrongPasswords()).hasSize(1);
    }

    @Test
    void without_leave_no_wrong_password_is_sent() throws IOException {
        AuditResult audit = withWrongPasswords(listening().build(), 0);

        assertThat(wrongPasswords()).isEmpty();
        assertThat(audit.notTested())
                .anyMatch(open -> open.id().equals(OwnAccount.WRONG_PASSWORDS)
                        && open.reason().contains("--allow-failed-logins"));
    }

    /** At sixty times the speed: the right timer is of ten seconds, the wrong one of two, and it is waited for five. */
    private static Notebook idle(List<Fault> faults) throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.builder()
                .accounts(List.of(new org.pop3spec.refserver.Account("alice", PASSWORD)))
                .timeScale(60)
                .faults(faults)
                .build())) {
            Notebook notes = new Notebook();
            account(server).lookAtIdleness(Duration.ofSeconds(5), notes);
            return notes;
        }
    }

    @Test
    void a_session_that_is_ended_too_early_is_found() throws Exception {
        assertThat(idle(List.of(Audits.fault("autologout-too-early"))).sightings(OwnAccount.IDLE))
                .hasSize(1);
        assertThat(idle(List.of()).isSound(OwnAccount.IDLE)).isTrue();
    }

    @Test
    void when_the_deadline_leaves_no_ten_minutes_idleness_is_not_looked_at() throws IOException {
        try (ReferenceServer server = start(List.of())) {
            assertThat(new Auditor(request(server, true, Audits.QUICK)).audit().notTested())
                    .anyMatch(open -> open.id().equals(OwnAccount.IDLE)
                            && open.reason().contains("it takes 10 minutes, and --deadline leaves less"));
        }
    }

    @Test
    void the_password_is_sent_to_nobody_whose_certificate_is_not_believed() throws IOException {
        try (ReferenceServer server = start(List.of());
                ReferenceServer other = ReferenceServer.start(ServerSettings.defaults())) {
            AuditRequest theirs = request(server, true, Audits.QUICK);

            AuditResult audit = new Auditor(new AuditRequest(
                            "here",
                            theirs.doors(),
                            Optional.of(Audits.trusting(other.caCertificatePem())),
                            theirs.account(),
                            true,
                            true,
                            Audits.QUICK,
                            "pop3spec test",
                            List.of()))
                    .audit();

            assertThat(heard).noneMatch(line -> line.startsWith("PASS"));
            assertThat(audit.maildrop().flatMap(m -> m.unchanged())).isEmpty();
            assertThat(Audits.ids(audit)).contains("certificate-untrusted");
        }
    }

    @Test
    void no_password_is_in_what_is_written() throws IOException {
        try (ReferenceServer server = start(List.of(Audits.fault("lock-lingers-after-a-drop")))) {
            AuditResult audit = new Auditor(request(
                            server,
                            true,
                            new Manners(
                                    2,
                                    1000,
                                    Duration.ofMinutes(1),
                                    Limits.standard().withAnswer(Duration.ofSeconds(2)))))
                    .audit();

            assertThat(AuditJson.line(audit)).contains("PASS ****").doesNotContain("horse");
        }
    }
}
