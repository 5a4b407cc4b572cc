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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.tls.CipherSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.net.Secrets;
import org.pop3spec.net.TestCertificate;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.result.AuditJson;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.Observation;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.TlsVersion;
import org.pop3spec.target.Account;
import org.pop3spec.target.PlainSession;
import org.pop3spec.target.Secret;

/** What a server does that can mean several things is not taken for one of them, and nothing that it says does harm. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DoubtfulAnswersTest {
    private static final String PASSWORD = "wonderland";
    private static final String CAPABILITIES = "+OK\r\nUSER\r\nAUTH-RESP-CODE\r\n.\r\n";

    private static final Limits SHORT =
            Limits.standard().withAnswer(Duration.ofSeconds(1)).withConnect(Duration.ofSeconds(1));
    private static final Manners IMPATIENT = new Manners(2, 1000, Duration.ofMinutes(1), SHORT);

    /** With an answer to each command, and some that all servers have. */
    private static ScriptedServer.Behaviour answering(UnaryOperator<String> answers) {
        return peer -> {
            peer.say("+OK ready\r\n");
            converse(peer, answers);
        };
    }

    private static void converse(ScriptedServer.Peer peer, UnaryOperator<String> answers) throws IOException {
        for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
            String answer = answers.apply(line);
            peer.say(answer.isEmpty() ? usual(line) : answer);
        }
    }

    private static String usual(String line) {
        return switch (line.split(" ", 2)[0]) {
            case "CAPA" -> CAPABILITIES;
            case "USER", "PASS", "QUIT", "NOOP" -> "+OK\r\n";
            case "STAT" -> "+OK 1 10\r\n";
            case "LIST" -> "+OK\r\n1 10\r\n.\r\n";
            case "UIDL" -> "+OK\r\n1 a\r\n.\r\n";
            case "TOP" -> "+OK\r\nSubject: 1\r\n\r\n.\r\n";
            default -> "-ERR no\r\n";
        };
    }

    private static ScriptedServer inTheClear(UnaryOperator<String> answers) throws IOException {
        return new ScriptedServer(answering(answers));
    }

    private static ScriptedServer underTls(UnaryOperator<String> answers) throws IOException {
        return AuditorTest.javaDoor("TLSv1.3", true, protocols -> "", answering(answers));
    }

    private static Account alice() {
        return new Account("alice", Secret.of(PASSWORD, "a test"), Set.of(), 0);
    }

    private static AuditResult withAccount(ScriptedServer server) {
        return new Auditor(new AuditRequest(
                        "here",
                        List.of(Audits.tls(server)),
                        Optional.empty(),
                        Optional.of(alice()),
                        false,
                        false,
                        Audits.QUICK,
                        "pop3spec test",
                        List.of()))
                .audit();
    }

    private static OwnAccount account(ScriptedServer server) throws InterruptedException {
        Guest guest = new Guest(IMPATIENT, new Secrets());
        return new OwnAccount(
                alice(), TlsSettings.trustingAnyone(), guest, Survey.of(List.of(Audits.tls(server)), guest));
    }

    private static void assertNotKnown(String id, String reason, AuditResult audit) {
        assertThat(Audits.ids(audit)).doesNotContain(id);
        assertThat(audit.sound()).doesNotContain(id);
        assertThat(audit.notTested())
                .anyMatch(open -> open.id().equals(id) && open.reason().contains(reason));
    }

    @Test
    void who_gives_no_greeting_to_many_is_not_said_to_limit_them() throws IOException {
        AtomicInteger open = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(peer -> {
            if (open.incrementAndGet() > 8) {
                peer.idle();
            }
            answering(line -> "").serve(peer);
            open.decrementAndGet();
        })) {
            AuditResult audit = Audits.of(
                    new Manners(ConnectionsCheck.MANY, 1000, Duration.ofMinutes(1), SHORT),
                    Optional.empty(),
                    Audits.cleartext(server));

            assertNotKnown(ConnectionsCheck.UNLIMITED, "does not answer in time", audit);
        }
    }

    @Test
    void who_turns_everybody_away_is_not_said_to_refuse_another_protocol() throws IOException {
        AtomicBoolean busy = new AtomicBoolean();
        try (ScriptedServer server = AuditorTest.javaDoor(
                "TLSv1.3",
                true,
                protocols -> {
                    busy.compareAndSet(false, protocols.contains("http/1.1"));
                    return "";
                },
                peer -> {
                    if (busy.get()) {
                        peer.say("-ERR too many connections\r\n");
                    } else {
                        answering(line -> "").serve(peer);
                    }
                })) {
            assertNotKnown(
                    HandshakeCheck.ALPN, "too many connections", Audits.of(Optional.empty(), Audits.tls(server)));
        }
    }

    @Test
    void who_hangs_up_on_every_hello_from_some_time_on_is_not_said_to_refuse_what_came_then() throws IOException {
        ScriptedServer.Behaviour door =
                HelloDoor.all(HelloDoor.of(TlsVersion.TLS_1_2, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA));
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(peer -> {
            if (connections.incrementAndGet() < 9) {
                door.serve(peer);
            }
        })) {
            AuditResult audit = Audits.of(Optional.empty(), Audits.tls(server));

            assertNotKnown("tls-rc4", "does not answer any more", audit);
            assertNotKnown("tls-1.0", "does not answer any more", audit);
            assertThat(Audits.ids(audit)).contains("tls-no-extended-master-secret");
        }
    }

    @Test
    void a_weak_suite_is_found_that_was_left_for_the_oldest_version() throws IOException {
        try (ScriptedServer server = new ScriptedServer(HelloDoor.all(
                HelloDoor.of(TlsVersion.TLS_1_2, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA),
                HelloDoor.of(TlsVersion.TLS_1_0, CipherSuite.TLS_RSA_EXPORT_WITH_RC4_40_MD5)))) {
            assertThat(Audits.ids(Audits.of(Optional.empty(), Audits.tls(server))))
                    .contains("tls-export", "tls-1.0")
                    .doesNotContain("tls-rc4");
        }
    }

    @Test
    void a_group_that_is_not_shown_is_not_said_to_be_large() throws IOException {
        try (ScriptedServer server = HelloDoor.of(TlsVersion.TLS_1_2, CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256)
                .open()) {
            assertNotKnown(TlsCheck.WEAK_GROUP, "to show its group", Audits.of(Optional.empty(), Audits.tls(server)));
        }
    }

    @Test
    void who_hangs_after_stls_with_something_behind_it_is_not_said_to_obey_nothing() throws IOException {
        SSLContext context = TestCertificate.loopback().context();
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say("+OK ready\r\n");
            String said = peer.hearSegment();
            while (!said.isEmpty() && !said.startsWith("STLS")) {
                peer.say(said.equals("CAPA\r\n") ? "+OK\r\nSTLS\r\n.\r\n" : "-ERR no\r\n");
                said = peer.hearSegment();
            }
            peer.say("+OK\r\n");
            if (!said.equals("STLS\r\n")) {
                peer.idle();
            }
            SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(peer.socket(), null, peer.socket().getPort(), true);
            socket.setUseClientMode(false);
            converse(new ScriptedServer.Peer(socket, peer.closing()), line -> "");
        })) {
            assertNotKnown(
                    StlsCheck.INJECTION,
                    "did not end in time",
                    Audits.of(IMPATIENT, Optional.empty(), Audits.cleartext(server)));
        }
    }

    @Test
    void where_tls_never_came_about_it_has_no_grade_nor_has_the_whole() throws IOException {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say("+OK ready\r\n");
            for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
                peer.say(
                        line.equals("CAPA") ? "+OK\r\nSTLS\r\n.\r\n" : line.equals("STLS") ? "+OK\r\n" : "-ERR no\r\n");
                if (line.equals("STLS")) {
                    peer.idle();
                }
            }
        })) {
            AuditResult audit = Audits.of(IMPATIENT, Optional.empty(), Audits.cleartext(server));

            assertThat(audit.grades()).containsKey("login").doesNotContainKey("tls");
            assertThat(audit.grade()).isEmpty();
        }
    }

    @Test
    void of_a_port_that_cannot_be_reached_from_here_it_is_not_said_that_there_is_no_tls() throws IOException {
        try (ScriptedServer server = inTheClear(line -> "")) {
            AuditResult audit = Audits.of(
                    IMPATIENT,
                    Optional.empty(),
                    Audits.cleartext(server),
                    new Door(new Endpoint("nobody.invalid", 995), true));

            assertNotKnown(PresenceCheck.NO_IMPLICIT, "nobody.invalid", audit);
            assertNotKnown(PresenceCheck.MISSING, "nobody.invalid", audit);
        }
    }

    @Test
    void certificates_of_different_hosts_may_differ() throws IOException {
        try (ScriptedServer one = new TlsDoor().open();
                ScriptedServer other = new TlsDoor().open()) {
            AuditResult audit = Audits.of(
                    Optional.empty(), Audits.tls(one), new Door(new Endpoint("localhost", other.port()), true));

            assertNotKnown(CertificateCheck.DIFFERS, "one way to TLS", audit);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No such user",
                "UserException: Unable to find or create user 'x'",
                "Cannot find mailbox x",
                "User 'x' doesn't exist"
            })
    void a_refusal_of_user_that_speaks_of_the_name_tells_names_also_where_user_is_not_listed(String text)
            throws IOException {
        try (ScriptedServer server = inTheClear(line -> line.equals("CAPA")
                ? "+OK\r\nSASL PLAIN\r\n.\r\n"
                : line.startsWith("USER") ? "-ERR " + text + "\r\n" : "")) {
            assertThat(Audits.ids(Audits.of(Optional.empty(), Audits.cleartext(server))))
                    .contains(NamesCheck.ENUMERATION);
        }
    }

    @Test
    void without_a_name_that_somebody_has_it_is_not_known_whether_that_gets_other_words() throws IOException {
        try (ScriptedServer server = underTls(line -> "")) {
            assertNotKnown(NamesCheck.ENUMERATION, "only with --user", Audits.of(Optional.empty(), Audits.tls(server)));
        }
        try (ScriptedServer server = underTls(line -> line.startsWith("PASS") ? "-ERR no\r\n" : "")) {
            assertNotKnown(NamesCheck.ENUMERATION, "only with --user", withAccount(server));
        }
    }

    /** USER with made-up names and with that of alice. */
    private static Notebook namesComparedAt(UnaryOperator<String> answers) throws Exception {
        try (ScriptedServer server = underTls(answers)) {
            Guest guest = new Guest(IMPATIENT, new Secrets());
            Survey survey = Survey.of(List.of(Audits.tls(server)), guest);
            Notebook notes = new Notebook();
            new NamesCheck(Optional.of("alice")).look(survey.encrypted().get(0).way(), survey, guest, notes);
            return notes;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+OK %s, your password please", "+OK a password for %s (#%d)", "-ERR not here, %s"})
    void names_and_numbers_in_what_is_answered_to_user_tell_nothing_of_who_there_is(String answer) throws Exception {
        AtomicInteger asked = new AtomicInteger();

        Notebook notes = namesComparedAt(line -> line.startsWith("USER")
                ? String.format(answer, line.substring("USER ".length()), asked.incrementAndGet()) + "\r\n"
                : "");

        assertThat(notes.isSound(NamesCheck.ENUMERATION)).isTrue();
    }

    @Test
    void a_number_that_is_another_for_a_name_that_somebody_has_tells_it() throws Exception {
        Notebook notes = namesComparedAt(
                line -> line.startsWith("USER") ? "+OK " + (line.endsWith("alice") ? 3 : 0) + " messages\r\n" : "");

        assertThat(notes.sightings(NamesCheck.ENUMERATION)).hasSize(1);
    }

    @Test
    void words_that_are_others_each_time_are_not_taken_for_those_of_a_name() {
        AtomicInteger asked = new AtomicInteger();

        assertThatThrownBy(() -> namesComparedAt(
                        line -> line.startsWith("USER") ? "+OK " + "x".repeat(asked.incrementAndGet()) + "\r\n" : ""))
                .hasMessageContaining("otherwise each time");
    }

    @Test
    void who_turns_a_second_client_away_is_not_said_to_let_it_wait() throws Exception {
        Semaphore turn = new Semaphore(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
            if (!turn.tryAcquire()) {
                peer.say("-ERR too many\r\n");
                return;
            }
            try {
                answering(line -> "").serve(peer);
            } finally {
                turn.release();
            }
        })) {
            Guest guest = new Guest(IMPATIENT, new Secrets());
            Way way = new Way(server.endpoint(), Channel.CLEARTEXT);

            assertThatThrownBy(() -> new TurnsCheck().look(way, Survey.of(List.of(), guest), guest, new Notebook()))
                    .hasMessageContaining("too many");
        }
    }

    @Test
    void a_server_without_capa_that_refuses_user_for_the_name_takes_passwords_in_the_clear() throws IOException {
        try (ScriptedServer server = inTheClear(line ->
                line.equals("CAPA") ? "-ERR\r\n" : line.startsWith("USER") ? "-ERR User 'x' doesn't exist\r\n" : "")) {
            assertThat(Audits.ids(Audits.of(Optional.empty(), Audits.cleartext(server))))
                    .contains(CleartextCheck.OFFERED);
        }
    }

    @Test
    void why_a_server_without_capa_refuses_user_is_not_known_unless_it_says_so() throws IOException {
        UnaryOperator<String> silent = line -> line.matches("CAPA|USER.*") ? "-ERR\r\n" : "";
        UnaryOperator<String> telling =
                line -> line.equals("CAPA") ? "-ERR\r\n" : line.startsWith("USER") ? "-ERR STLS first\r\n" : "";
        try (ScriptedServer one = inTheClear(silent);
                ScriptedServer other = inTheClear(telling)) {
            assertNotKnown(
                    CleartextCheck.OFFERED,
                    "for the name is not known",
                    Audits.of(Optional.empty(), Audits.cleartext(one)));
            assertThat(Audits.of(Optional.empty(), Audits.cleartext(other)).sound())
                    .contains(CleartextCheck.OFFERED);
        }
    }

    /** The names of what is seen at a server with a timestamp in its greeting. */
    private static List<String> seenWithTimestamp(UnaryOperator<String> answers) throws IOException {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say("+OK <1.2@example.org>\r\n");
            converse(peer, answers);
        })) {
            return Audits.of(Optional.empty(), Audits.cleartext(server)).observations().stream()
                    .map(Observation::name)
                    .toList();
        }
    }

    @Test
    void a_timestamp_of_a_server_that_does_not_know_apop_is_told() throws IOException {
        assertThat(seenWithTimestamp(line -> "")).contains("APOP");
        assertThat(seenWithTimestamp(line -> line.equals("APOP") ? "-ERR name and digest are missing\r\n" : ""))
                .doesNotContain("APOP");
    }

    @Test
    void a_server_that_counts_mistakes_does_not_know_rpop_for_that() throws IOException {
        AtomicInteger mistakes = new AtomicInteger();
        try (ScriptedServer server = inTheClear(line -> line.matches("(X|AUTH|APOP|RPOP).*")
                ? "-ERR syntax error #" + mistakes.incrementAndGet() + " at " + line.replaceFirst(" .*", "") + "\r\n"
                : "")) {
            assertThat(Audits.of(Optional.empty(), Audits.cleartext(server)).sound())
                    .contains(MistakesCheck.RPOP);
        }
    }

    @Test
    void the_end_of_patience_with_mistakes_is_not_taken_for_rpop() throws IOException {
        AtomicInteger mistakes = new AtomicInteger();
        try (ScriptedServer server = inTheClear(line -> line.matches("(X|AUTH|APOP|RPOP).*")
                ? mistakes.incrementAndGet() > 2 ? "-ERR enough of this\r\n" : "-ERR what?\r\n"
                : "")) {
            assertThat(Audits.of(Optional.empty(), Audits.cleartext(server)).sound())
                    .contains(MistakesCheck.RPOP);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-ERR\r\n", "+OK you have mail\r\n"})
    void a_maildrop_of_which_stat_tells_nothing_is_not_said_to_be_as_it_was(String answer) throws IOException {
        try (ScriptedServer server =
                underTls(line -> line.equals("STAT") ? answer : line.equals("UIDL") ? "-ERR\r\n" : "")) {
            AuditResult audit = withAccount(server);

            assertThat(audit.maildrop().orElseThrow().unchanged()).isEmpty();
            assertThat(audit.maildrop().orElseThrow().told()).isEqualTo("STAT does not say what is in the maildrop");
        }
    }

    @Test
    void a_login_that_is_refused_for_its_haste_says_nothing_of_the_lock_and_is_not_tried_again() throws Exception {
        List<String> passwords = Collections.synchronizedList(new ArrayList<>());
        try (ScriptedServer server = underTls(line -> {
            if (!line.startsWith("PASS")) {
                return "";
            }
            passwords.add(line);
            return passwords.size() > 1 ? "-ERR [LOGIN-DELAY] wait a minute\r\n" : "+OK\r\n";
        })) {
            Notebook notes = new Notebook();

            assertThatThrownBy(() -> account(server).lookAtLock(notes)).hasMessageContaining("LOGIN-DELAY");

            assertThat(notes.isTested(OwnAccount.LOCK)).isFalse();
            assertThat(passwords).hasSize(2);
        }
    }

    @Test
    void a_session_that_is_gone_without_a_word_after_an_idle_time_is_not_said_to_live() throws Exception {
        Duration timer = Duration.ofMillis(50);
        try (ScriptedServer server = underTls(line -> line.equals("NOOP") ? "-ERR you were idle\r\n" : "")) {
            Notebook notes = new Notebook();

            account(server).lookAtIdleness(timer, notes);

            assertThat(notes.sightings(OwnAccount.IDLE)).hasSize(1);
        }
        try (ScriptedServer server = underTls(line -> "")) {
            Notebook notes = new Notebook();

            account(server).lookAtIdleness(timer, notes);

            assertThat(notes.isSound(OwnAccount.IDLE)).isTrue();
        }
    }

    @Test
    void a_single_wrong_password_that_is_refused_at_once_tells_nothing_of_the_next() throws Exception {
        try (ScriptedServer server = underTls(line -> line.startsWith("PASS") ? "-ERR no\r\n" : "")) {
            Notebook notes = new Notebook();

            assertThatThrownBy(() -> account(server).lookAtWrongPasswords(1, OwnAccount.SLOWED, notes))
                    .hasMessageContaining("from 2 on");
            assertThat(notes.isTested(OwnAccount.WRONG_PASSWORDS)).isFalse();

            account(server).lookAtWrongPasswords(2, OwnAccount.SLOWED, notes);
            assertThat(notes.sightings(OwnAccount.WRONG_PASSWORDS)).hasSize(1);
        }
    }

    @Test
    void numbers_of_messages_may_be_as_large_as_a_server_likes() throws Exception {
        try (ScriptedServer server = underTls(line -> switch (line) {
            case "LIST" -> "+OK\r\n9999999999 10\r\n1 10\r\n.\r\n";
            case "UIDL" -> "+OK\r\n9999999999 a\r\n1 b\r\n.\r\n";
            default -> "";
        })) {
            Notebook notes = new Notebook();

            TopCheck.look(account(server), notes);

            assertThat(notes.isSound(TopCheck.MARKS)).isTrue();
        }
    }

    @Test
    void a_password_that_is_sent_back_is_in_no_report() throws IOException {
        try (ScriptedServer server =
                underTls(line -> line.startsWith("PASS") ? "you said " + line.substring(5) + "\r\n" : "")) {
            AuditResult audit = withAccount(server);

            assertThat(audit.maildrop().orElseThrow().told()).contains("does not speak POP3");
            assertThat(AuditJson.line(audit)).doesNotContain(PASSWORD);
        }
    }

    @Test
    void capabilities_without_end_are_not_waited_for() throws IOException {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say("+OK ready\r\n");
            peer.hear();
            peer.say("+OK\r\n");
            while (true) {
                peer.say("X-NOISE abcdefghijklmnopqrstuvwxyz\r\n".repeat(100));
            }
        })) {
            AuditResult audit = Audits.of(Optional.empty(), Audits.cleartext(server));

            assertThat(audit.unusable().orElseThrow()).contains("CAPA does not end");
            assertThat(audit.findings()).isEmpty();
        }
    }

    @Test
    void a_text_that_goes_on_and_on_is_looked_through_all_the_same() {
        Notebook notes = new Notebook();

        ErrorTexts.look(
                "here",
                List.of(new PlainSession.Status(false, "at " + "a.".repeat(30_000) + "a")),
                List.of("S: ..."),
                notes);

        assertThat(notes.sightings(ErrorTexts.LEAK)).hasSize(1);
    }
}
