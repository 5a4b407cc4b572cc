package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.net.ClosedPort;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.refserver.CleartextPolicy;
import org.pop3spec.refserver.Faults;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.scenario.Channel;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CapabilityProbeTest {
    private static final String PASSWORD = "wonderland";
    private static final Limits PATIENT = Limits.standard();
    private static final Limits HASTY = Limits.standard().withAnswer(Duration.ofMillis(200));

    @Test
    void what_a_server_offers_is_known_channel_by_channel() throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults())) {
            ServerProfile profile = probe(target(server), Optional.empty());

            assertThat(profile.on(Channel.CLEARTEXT))
                    .contains("user", "apop", "capa", "top", "uidl", "pipelining", "stls", "tls", "cleartext");
            assertThat(profile.on(Channel.TLS)).contains("user", "tls");
            assertThat(profile.entrance().channel()).isEqualTo(Channel.CLEARTEXT);
            assertThat(profile.description().capabilities())
                    .containsOnlyKeys(
                            "cleartext before login", "after STLS", "TLS before login", "cleartext after login");
            assertThat(profile.description().variants()).contains("user-pass", "apop");
            assertThat(profile.description().software())
                    .hasValueSatisfying(text -> assertThat(text).contains("pop3spec-reference"));
        }
    }

    @Test
    void where_no_password_is_taken_in_cleartext_scenarios_are_played_after_stls() throws Exception {
        ServerSettings settings =
                ServerSettings.builder().cleartext(CleartextPolicy.NO_PASSWORDS).build();
        try (ReferenceServer server = ReferenceServer.start(settings)) {
            ServerProfile profile = probe(target(server), Optional.empty());

            assertThat(profile.entrance().channel()).isEqualTo(Channel.STLS);
            assertThat(profile.notes()).anyMatch(note -> note.contains("after STLS"));
        }
    }

    @Test
    void where_user_is_refused_in_cleartext_and_no_list_says_so_scenarios_are_played_after_stls() throws Exception {
        ServerSettings settings = ServerSettings.builder()
                .apop(false)
                .cleartext(CleartextPolicy.NO_PASSWORDS)
                .faults(List.of(Faults.named("capa-missing").orElseThrow()))
                .build();
        try (ReferenceServer server = ReferenceServer.start(settings)) {
            ServerProfile profile = probe(target(server), Optional.empty());

            assertThat(profile.entrance().channel()).isEqualTo(Channel.STLS);
            assertThat(profile.notes()).anyMatch(note -> note.contains("refuses USER in cleartext"));
            assertThatExceptionOfType(UnusableTarget.class)
                    .isThrownBy(() -> probe(target(server), Optional.of(Channel.CLEARTEXT)))
                    .withMessageContaining("it rejects the login of alice");
        }
    }

    @Test
    void a_server_without_capa_is_tried_for_what_it_has() throws Exception {
        try (ScriptedServer server = withoutCapa(password -> "+OK")) {
            ServerProfile profile = probe(target(server.endpoint()), Optional.empty());

            assertThat(profile.on(Channel.CLEARTEXT))
                    .contains("user", "uidl", "top")
                    .doesNotContain("capa", "last");
            assertThat(profile.obstacles()).containsEntry(Channel.STLS, "the server refuses STLS");
        }
    }

    @Test
    void what_a_server_lists_after_login_only_counts_where_it_logged_in() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            boolean inside = false;
            peer.say("+OK hello\r\n");
            for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
                inside |= line.startsWith("PASS");
                String capa = inside ? "+OK\r\nUSER\r\nSASL PLAIN\r\nPIPELINING\r\n.\r\n" : "-ERR unknown\r\n";
                peer.say(line.equals("CAPA") ? capa : (line.equals("STLS") ? "-ERR no\r\n" : "+OK\r\n"));
            }
        })) {
            ServerProfile profile = probe(target(server.endpoint()), Optional.empty());

            assertThat(profile.on(Channel.CLEARTEXT)).contains("capa", "user", "sasl-plain", "pipelining");
        }
    }

    @Test
    void what_a_proxy_passes_on_after_login_is_no_promise_for_logins() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            boolean inside = false;
            peer.say("+OK hello\r\n");
            for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
                inside |= line.startsWith("PASS");
                String capa = inside
                        ? "+OK\r\nUSER\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nUIDL\r\n.\r\n"
                        : "+OK\r\nUSER\r\n.\r\n";
                peer.say(line.equals("CAPA") ? capa : (line.equals("STLS") ? "-ERR no\r\n" : "+OK\r\n"));
            }
        })) {
            ServerProfile profile = probe(target(server.endpoint()), Optional.empty());

            assertThat(profile.on(Channel.CLEARTEXT)).contains("uidl").doesNotContain("auth-resp-code", "pipelining");
        }
    }

    @Test
    void where_every_refusal_reads_the_same_it_is_told_that_top_is_not_known() throws Exception {
        try (ScriptedServer server = withEmptyMaildrop("-ERR", "-ERR")) {
            ServerProfile profile = probe(target(server.endpoint()), Optional.empty());

            assertThat(profile.on(Channel.CLEARTEXT)).doesNotContain("top");
            assertThat(profile.notes()).anyMatch(note -> note.startsWith("whether it has TOP is not known"));
        }
    }

    @Test
    void top_is_known_where_it_is_refused_like_a_listing_of_what_is_not_there() throws Exception {
        try (ScriptedServer server = withEmptyMaildrop("-ERR out of range", "-ERR what?")) {
            assertThat(probe(target(server.endpoint()), Optional.empty()).on(Channel.CLEARTEXT))
                    .contains("top");
        }
    }

    @Test
    void where_there_is_no_user_the_harness_logs_in_by_what_is_announced() throws Exception {
        try (ScriptedServer server = withoutUser("+OK hello", "SASL X-UNKNOWN PLAIN")) {
            ServerProfile profile = probe(target(server.endpoint()), Optional.empty());

            assertThat(profile.entrance().variant().name()).isEqualTo("sasl-plain");
            assertThat(profile.notes()).anyMatch(note -> note.contains("logs in by sasl-plain"));
        }
    }

    @Test
    void where_there_is_nothing_but_apop_the_harness_logs_in_by_it() throws Exception {
        try (ScriptedServer server = withoutUser("+OK hello <1.2@example.org>", "TOP")) {
            ServerProfile profile = probe(target(server.endpoint()), Optional.empty());

            assertThat(profile.entrance().variant().name()).isEqualTo("apop");
        }
    }

    @Test
    void a_rejected_login_is_tried_once_only() throws Exception {
        AtomicInteger passwords = new AtomicInteger();
        try (ScriptedServer server = withoutCapa(password -> {
            passwords.incrementAndGet();
            return "-ERR you said " + password;
        })) {
            assertThatExceptionOfType(UnusableTarget.class)
                    .isThrownBy(() -> probe(target(server.endpoint()), Optional.empty()))
                    .withMessageContaining("it rejects the login of alice")
                    .withMessageNotContaining(PASSWORD);

            assertThat(passwords).hasValue(1);
        }
    }

    @Test
    void an_account_that_is_in_use_is_waited_for() throws Exception {
        AtomicInteger passwords = new AtomicInteger();
        try (ScriptedServer server =
                withoutCapa(password -> passwords.incrementAndGet() <= 2 ? "-ERR [IN-USE] later" : "+OK")) {
            probe(target(server.endpoint()), Optional.empty());

            // refused twice; then a session to look around in, and one for each of three questions
            assertThat(passwords).hasValue(6);
        }
    }

    @Test
    void an_account_whose_last_session_is_not_over_for_the_server_is_waited_for_without_a_code() throws Exception {
        AtomicInteger passwords = new AtomicInteger();
        try (ScriptedServer server = withoutCapa(password -> passwords.incrementAndGet() == 2 ? "-ERR busy" : "+OK")) {
            assertThat(probe(target(server.endpoint()), Optional.empty()).on(Channel.CLEARTEXT))
                    .contains("uidl", "top");

            // a session to look around in, one that was refused, and one for each of three questions
            assertThat(passwords).hasValue(5);
        }
    }

    @Test
    void a_greeting_that_refuses_service_is_told() throws Exception {
        assertUnusable(ScriptedServer.saying("-ERR too many connections\r\n"), "it greets with \"-ERR too many");
    }

    @Test
    void a_server_of_another_protocol_is_told() throws Exception {
        assertUnusable(
                ScriptedServer.saying("220 mail ESMTP\r\n"), "it does not speak POP3: the greeting is \"220 mail");
    }

    @Test
    void a_greeting_with_terminal_escapes_stays_text() throws Exception {
        assertUnusable(ScriptedServer.saying("\u001b[2Jhello\r\n"), "\"?[2Jhello\"");
    }

    @Test
    void a_server_that_says_nothing_is_told() throws Exception {
        assertUnusable(ScriptedServer.saying(), "it does not answer in time: the greeting is missing");
    }

    @Test
    void a_server_that_closes_at_once_is_told() throws Exception {
        assertUnusable(new ScriptedServer(peer -> {}), "where the greeting is due");
    }

    @Test
    void a_port_where_nobody_listens_is_told() throws Exception {
        try (ClosedPort nobody = new ClosedPort()) {
            assertThatExceptionOfType(UnusableTarget.class)
                    .isThrownBy(() -> probe(target(nobody.endpoint()), Optional.empty()))
                    .withMessage("target probed can't be used: " + nobody.endpoint() + " refuses connections");
        }
    }

    @Test
    void a_certificate_that_is_not_trusted_is_told_where_tls_was_asked_for() throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults())) {
            Target target = new Target(
                    "probed",
                    Target.Kind.REMOTE,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new Endpoint("127.0.0.1", server.pop3sPort())),
                    accounts(),
                    false,
                    "none",
                    Path.of(""),
                    new Trust.OfJava(),
                    TargetLimits.DEFAULT);

            assertThatExceptionOfType(UnusableTarget.class)
                    .isThrownBy(() -> probe(target, Optional.empty()))
                    .withMessageContaining("the certificate is not trusted")
                    .withMessageContaining("--trust FILE");
        }
    }

    @Test
    void a_port_for_tls_that_speaks_in_the_clear_keeps_the_rest_usable() throws Exception {
        ServerSettings settings = ServerSettings.builder()
                .account("bob", "builder")
                .faults(List.of(Faults.named("pop3s-greets-in-the-clear").orElseThrow()))
                .build();
        try (ReferenceServer server = ReferenceServer.start(settings)) {
            ServerProfile profile = probe(target(server), Optional.empty());

            assertThat(profile.on(Channel.TLS)).contains("tls", "capa");
            assertThat(profile.notes()).anyMatch(note -> note.contains("does not begin with TLS"));
            assertThatExceptionOfType(UnusableTarget.class)
                    .isThrownBy(() -> probe(target(server), Optional.of(Channel.TLS)))
                    .withMessageContaining("does not answer with TLS");
        }
    }

    @Test
    void a_certificate_that_is_not_trusted_after_stls_keeps_the_rest_usable() throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults())) {
            Target target = target(new Endpoint("127.0.0.1", server.pop3Port()));

            ServerProfile profile = probe(target, Optional.empty());

            assertThat(profile.features()).doesNotContainKey(Channel.STLS);
            assertThat(profile.notes()).anyMatch(note -> note.contains("not trusted"));
            assertThatExceptionOfType(UnusableTarget.class)
                    .isThrownBy(() -> probe(target, Optional.of(Channel.STLS)))
                    .withMessageContaining("not trusted");
        }
    }

    @Test
    void a_server_that_refuses_the_channel_asked_for_is_told() throws Exception {
        try (ScriptedServer server = withoutCapa(password -> "+OK")) {
            assertThatExceptionOfType(UnusableTarget.class)
                    .isThrownBy(() -> probe(target(server.endpoint()), Optional.of(Channel.STLS)))
                    .withMessageContaining("--channel stls: the server refuses STLS");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAPA", "LAST", "QUIT"})
    void a_server_that_breaks_off_where_it_should_answer_can_be_used(String command) throws Exception {
        try (ScriptedServer server = breakingOffAt(command, false)) {
            ServerProfile profile = probe(target(server.endpoint()), Optional.empty());

            assertThat(profile.on(Channel.CLEARTEXT)).contains("user");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAPA", "LAST", "QUIT"})
    void a_server_that_leaves_a_command_without_answer_can_be_used(String command) throws Exception {
        try (ScriptedServer server = breakingOffAt(command, true)) {
            ServerProfile profile =
                    new CapabilityProbe(target(server.endpoint()), HASTY, Optional.empty(), false).probe();

            assertThat(profile.on(Channel.CLEARTEXT)).contains("user");
        }
    }

    @Test
    void a_capability_list_without_end_is_told_and_keeps_the_rest_usable() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.say("+OK hello\r\n");
            for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
                peer.say(line.equals("CAPA") ? "+OK\r\nTOP\r\n" : "+OK\r\n");
            }
        })) {
            ServerProfile profile =
                    new CapabilityProbe(target(server.endpoint()), HASTY, Optional.empty(), false).probe();

            assertThat(profile.notes())
                    .contains("what it offers, cleartext before login, is not known: it does not answer in time: the"
                            + " answer to CAPA is missing");
        }
    }

    /** A server that knows USER, PASS and QUIT, and closes, or says nothing, at one command. */
    private static ScriptedServer breakingOffAt(String broken, boolean silently) throws IOException {
        return new ScriptedServer(peer -> {
            peer.say("+OK hello\r\n");
            for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
                String command = line.split(" ", 2)[0];
                if (!command.equals(broken)) {
                    peer.say(Set.of("USER", "PASS", "QUIT").contains(command) ? "+OK\r\n" : "-ERR no\r\n");
                } else if (!silently) {
                    return;
                }
            }
        });
    }

    /** A server that refuses USER, and admits whoever goes on to say APOP or AUTH PLAIN. */
    private static ScriptedServer withoutUser(String greeting, String capability) throws IOException {
        return new ScriptedServer(peer -> {
            peer.say(greeting + "\r\n");
            for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
                String command = line.split(" ", 2)[0];
                peer.say(switch (command) {
                            case "CAPA" -> "+OK\r\n" + capability + "\r\n.";
                            case "AUTH" -> "+ ";
                            case "USER", "LAST", "STLS" -> "-ERR no";
                            default -> "+OK";
                        }
                        + "\r\n");
            }
        });
    }

    /** A server with TOP, but without CAPA. */
    private static ScriptedServer withEmptyMaildrop(String missing, String unknown) throws IOException {
        return new ScriptedServer(peer -> {
            peer.say("+OK\r\n");
            for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
                peer.say(switch (line.split(" ", 2)[0]) {
                            case "USER", "PASS", "QUIT" -> "+OK";
                            case "STAT" -> "+OK 0 0";
                            case "LIST", "TOP" -> missing;
                            default -> unknown;
                        }
                        + "\r\n");
            }
        });
    }

    /** A server of before RFC 2449, with an empty maildrop. */
    private static ScriptedServer withoutCapa(UnaryOperator<String> answerToPass) throws IOException {
        return new ScriptedServer(peer -> {
            peer.say("+OK hello\r\n");
            for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
                String command = line.split(" ", 2)[0];
                peer.say(switch (command) {
                            case "PASS" -> answerToPass.apply(line.substring("PASS ".length()));
                            case "USER", "QUIT" -> "+OK";
                            case "STAT" -> "+OK 0 0";
                            case "UIDL" -> "+OK\r\n.";
                            case "TOP" -> "-ERR no such message";
                            default -> "-ERR unknown command " + command;
                        }
                        + "\r\n");
            }
        });
    }

    private static void assertUnusable(ScriptedServer server, String reason) throws IOException {
        try (server) {
            assertThatExceptionOfType(UnusableTarget.class)
                    .isThrownBy(() ->
                            new CapabilityProbe(target(server.endpoint()), HASTY, Optional.empty(), false).probe())
                    .withMessageStartingWith("target probed can't be used: ")
                    .withMessageContaining(reason)
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\u001b"));
        }
    }

    private static ServerProfile probe(Target target, Optional<Channel> channel)
            throws UnusableTarget, InterruptedException {
        return new CapabilityProbe(target, PATIENT, channel, false).probe();
    }

    private static List<Account> accounts() {
        return List.of(new Account("alice", Secret.of(PASSWORD, "a test"), Set.of(), 0));
    }

    private static Target target(Endpoint pop3) {
        return new Target(
                "probed",
                Target.Kind.REMOTE,
                Optional.empty(),
                Optional.of(pop3),
                Optional.empty(),
                accounts(),
                false,
                "none",
                Path.of(""),
                new Trust.OfJava(),
                TargetLimits.DEFAULT);
    }

    private static Target target(ReferenceServer server) {
        return new Target(
                "probed",
                Target.Kind.REMOTE,
                Optional.empty(),
                Optional.of(new Endpoint("127.0.0.1", server.pop3Port())),
                Optional.of(new Endpoint("127.0.0.1", server.pop3sPort())),
                accounts(),
                false,
                "none",
                Path.of(""),
                new Trust.Authority(server.caCertificatePem()),
                TargetLimits.DEFAULT);
    }
}
