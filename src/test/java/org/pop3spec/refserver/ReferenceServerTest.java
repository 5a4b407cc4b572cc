package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fault-free server, octet by octet. */
@Timeout(60)
class ReferenceServerTest {
    private static final String DOTS = "Subject: dots\r\n\r\n.\r\n..\r\n.x\r\nlast\r\n";
    private static final String SHORT = "Subject: short\r\n\r\none\r\ntwo\r\nthree\r\n";

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private ReferenceServer server(ServerSettings settings) throws IOException {
        ReferenceServer server = ReferenceServer.start(settings);
        open.add(server);
        return server;
    }

    private ReferenceServer server(String... messages) throws IOException {
        ReferenceServer server = server(ServerSettings.defaults());
        for (String message : messages) {
            server.maildrop("alice").put(message.getBytes(ISO_8859_1));
        }
        return server;
    }

    private RawClient greeted(ReferenceServer server) throws IOException {
        RawClient client = RawClient.greeted(server);
        open.add(0, client);
        return client;
    }

    private RawClient loggedIn(ReferenceServer server) throws IOException {
        RawClient client = greeted(server);
        client.login();
        return client;
    }

    // greeting and login

    @Test
    void the_greeting_is_one_line_with_a_timestamp_that_never_repeats() throws IOException {
        ReferenceServer server = server();
        List<String> timestamps = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            try (RawClient client = RawClient.connect(server.pop3Port())) {
                String greeting = client.line();
                assertThat(greeting).matches("\\+OK [^<>]*<[!-~&&[^<>@]]+@[a-z0-9.]+>");
                timestamps.add(timestamp(greeting));
            }
        }
        assertThat(timestamps).doesNotHaveDuplicates();
    }

    @Test
    void apop_takes_the_right_digest_and_no_other() throws Exception {
        ReferenceServer server = server();
        RawClient client = RawClient.connect(server.pop3Port());
        open.add(0, client);
        String timestamp = timestamp(client.line());
        assertThat(client.say("APOP alice " + md5(timestamp.replaceAll("[<>]", "") + "wonderland")))
                .startsWith("-ERR [AUTH]");
        assertThat(client.say("APOP alice " + md5("wonderland"))).startsWith("-ERR [AUTH]");
        assertThat(client.say("APOP nobody " + md5(timestamp))).startsWith("-ERR [AUTH]");
        assertThat(client.say("APOP alice")).isEqualTo("-ERR Wrong arguments");
        assertThat(client.say("APOP alice " + md5(timestamp + "wonderland"))).startsWith("+OK");
        assertThat(client.say("STAT")).isEqualTo("+OK 0 0");
    }

    @Test
    void without_apop_the_greeting_has_no_timestamp_and_apop_is_refused() throws Exception {
        ReferenceServer server = server(ServerSettings.builder().apop(false).build());
        RawClient client = RawClient.connect(server.pop3Port());
        open.add(0, client);
        assertThat(client.line()).doesNotContain("<");
        assertThat(client.say("APOP alice " + md5("wonderland"))).startsWith("-ERR");
    }

    @Test
    void a_failed_pass_needs_a_new_user() throws IOException {
        RawClient client = greeted(server());
        assertThat(client.say("PASS wonderland")).isEqualTo("-ERR USER first");
        assertThat(client.say("USER alice")).startsWith("+OK");
        assertThat(client.say("PASS wrong")).startsWith("-ERR [AUTH]");
        assertThat(client.say("PASS wonderland")).isEqualTo("-ERR USER first");
        assertThat(client.say("STAT")).startsWith("-ERR");
        client.login();
        assertThat(client.say("STAT")).isEqualTo("+OK 0 0");
    }

    @Test
    void pass_comes_immediately_after_user() throws IOException {
        RawClient client = greeted(server());
        client.say("USER alice");
        client.all("CAPA");
        assertThat(client.say("PASS wonderland")).isEqualTo("-ERR USER first");
        assertThat(client.say("USER alice")).startsWith("+OK");
        assertThat(client.say("USER alice")).startsWith("-ERR");
        assertThat(client.say("PASS wonderland")).isEqualTo("-ERR USER first");
    }

    @Test
    void user_does_not_tell_who_exists_and_pass_answers_both_alike() throws IOException {
        RawClient client = greeted(server());
        String known = client.say("USER alice");
        String wrong = client.say("PASS wrong");
        assertThat(client.say("USER nobody")).isEqualTo(known);
        assertThat(client.say("PASS wrong")).isEqualTo(wrong);
    }

    @Test
    void blanks_belong_to_the_password() throws IOException {
        ReferenceServer server = server(ServerSettings.builder()
                .accounts(List.of(new Account("carol", " open  sesame ")))
                .build());
        RawClient client = greeted(server);
        client.say("USER carol");
        assertThat(client.say("PASS open sesame")).startsWith("-ERR [AUTH]");
        client.say("USER carol");
        assertThat(client.say("PASS  open  sesame ")).startsWith("+OK");
    }

    @Test
    void passwords_can_be_refused_in_the_clear() throws Exception {
        ReferenceServer server = server(
                ServerSettings.builder().cleartext(CleartextPolicy.NO_PASSWORDS).build());
        RawClient client = greeted(server);
        assertThat(client.all("CAPA")).doesNotContain("\r\nUSER\r\n");
        assertThat(client.say("USER alice")).startsWith("-ERR");
        assertThat(client.say("STLS")).startsWith("+OK");
        client.tls(server.caCertificatePem());
        assertThat(client.all("CAPA")).contains("\r\nUSER\r\n");
        client.login();
    }

    // states and syntax

    @ParameterizedTest
    @ValueSource(strings = {"STAT", "LIST", "RETR 1", "DELE 1", "NOOP", "RSET", "TOP 1 0", "UIDL"})
    void transaction_commands_are_refused_before_login(String command) throws IOException {
        assertThat(greeted(server(SHORT)).say(command)).isEqualTo("-ERR Not permitted in this state");
    }

    @ParameterizedTest
    @ValueSource(strings = {"USER alice", "PASS wonderland", "APOP alice x", "STLS"})
    void authorization_commands_are_refused_after_login(String command) throws IOException {
        RawClient client = loggedIn(server(SHORT));
        assertThat(client.say(command)).isEqualTo("-ERR Not permitted in this state");
        assertThat(client.say("NOOP")).startsWith("+OK");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " NOOP",
                "NOOP ",
                "NOOP x",
                "NOOPX",
                "NOO",
                "STAT 1",
                "RSET 1",
                "LIST  1",
                "LIST 1 ",
                "LIST 1 1",
                "LIST\t1",
                "RETR",
                "RETR ",
                "RETR 1 1",
                "DELE",
                "DELE 1 1",
                "TOP",
                "TOP 1",
                "TOP 1 0 0",
                "TOP 1  0",
                "TOP 1 -1",
                "TOP 1 x",
                "TOP 1 1x",
                "UIDL 1 1",
                "QUIT now",
                "CAPA x",
                "LAST",
                "NO\u0000OP",
                "N\u00f6OP",
                "NOOP\nNOOP",
                "LIST 0",
                "LIST -1",
                "LIST +1",
                "LIST 01",
                "LIST 1.0",
                "LIST 0x1",
                "LIST 1abc",
                "LIST abc",
                "LIST 3",
                "LIST 4294967297",
                "LIST 18446744073709551617",
                "RETR 4294967297",
                "DELE 4294967297"
            })
    void what_is_not_a_command_gets_one_error_and_the_session_goes_on(String line) throws IOException {
        RawClient client = loggedIn(server(SHORT, DOTS));
        assertThat(client.say(line)).startsWith("-ERR ");
        assertThat(client.say("STAT")).isEqualTo("+OK 2 " + (SHORT.length() + DOTS.length()));
    }

    @Test
    void where_it_is_switched_on_LAST_tells_the_highest_message_accessed() throws IOException {
        ServerSettings settings = ServerSettings.builder().last(true).build();
        try (ReferenceServer server = ReferenceServer.start(settings)) {
            assertThat(greeted(server).say("LAST")).startsWith("-ERR");
            for (int n = 1; n <= 4; n++) {
                server.maildrop("alice").put(SHORT.getBytes(ISO_8859_1));
            }
            RawClient earlier = loggedIn(server);
            assertThat(earlier.say("LAST")).isEqualTo("+OK 0");
            earlier.all("RETR 1");
            earlier.say("QUIT");

            RawClient client = loggedIn(server);
            assertThat(client.say("LAST")).isEqualTo("+OK 1");
            client.all("RETR 3");
            assertThat(client.say("LAST")).isEqualTo("+OK 3");
            client.say("DELE 2");
            assertThat(client.say("LAST")).isEqualTo("+OK 3");
            client.say("DELE 4");
            assertThat(client.say("LAST")).isEqualTo("+OK 4");
            client.say("RSET");
            assertThat(client.say("LAST")).isEqualTo("+OK 0");
        }
    }

    @Test
    void keywords_are_recognised_in_any_case() throws IOException {
        RawClient client = loggedIn(server(SHORT));
        assertThat(client.say("noop")).isEqualTo("+OK");
        assertThat(client.say("sTaT")).startsWith("+OK 1 ");
    }

    @Test
    void a_line_of_255_octets_is_a_command_and_a_longer_one_is_refused_as_a_whole() throws IOException {
        RawClient client = greeted(server());
        assertThat(client.say("USER " + "u".repeat(255 - 5 - 2))).startsWith("+OK");
        assertThat(client.say("USER " + "u".repeat(255 - 5 - 1))).isEqualTo("-ERR Line too long");
        assertThat(client.say("NOOP " + "NOOP ".repeat(1000))).isEqualTo("-ERR Line too long");
        assertThat(client.say("QUIT")).startsWith("+OK");
    }

    @Test
    void a_line_without_end_costs_the_connection_and_bounded_memory() throws IOException {
        RawClient client = greeted(server());
        client.send("X".repeat(200_000));
        assertThat(client.rest()).startsWith("-ERR Line too long\r\n");
    }

    @Test
    void a_command_may_come_octet_by_octet() throws IOException {
        RawClient client = loggedIn(server(SHORT));
        for (char octet : "STAT\r\n".toCharArray()) {
            client.send(String.valueOf(octet));
        }
        assertThat(client.line()).startsWith("+OK 1 ");
    }

    @Test
    void commands_in_one_segment_are_answered_in_order_up_to_quit() throws IOException {
        ReferenceServer server = server(SHORT, DOTS);
        RawClient client = greeted(server);
        client.send("USER alice\r\nPASS wonderland\r\nSTAT\r\nRETR 9\r\nDELE 1\r\nLIST\r\nQUIT\r\nDELE 2\r\nNOOP\r\n");
        assertThat(client.rest())
                .matches(
                        "\\+OK .*\r\n\\+OK .*\r\n\\+OK 2 .*\r\n-ERR .*\r\n\\+OK .*\r\n\\+OK .*\r\n2 .*\r\n\\.\r\n\\+OK .*\r\n");
        assertThat(server.maildrop("alice").messages()).hasSize(1);
    }

    @Test
    void commands_behind_a_failed_pass_are_judged_in_authorization() throws IOException {
        RawClient client = greeted(server(SHORT));
        client.send("USER alice\r\nPASS wrong\r\nSTAT\r\nQUIT\r\n");
        assertThat(client.rest()).matches("\\+OK .*\r\n-ERR \\[AUTH\\].*\r\n-ERR .*\r\n\\+OK .*\r\n");
    }

    @Test
    void ten_thousand_commands_whose_answers_are_read_late_are_all_answered() throws IOException {
        RawClient client = loggedIn(server(SHORT));
        client.send("NOOP\r\n".repeat(10_000) + "QUIT\r\n");
        assertThat(client.rest()).isEqualTo("+OK\r\n".repeat(10_000) + "+OK Goodbye\r\n");
    }

    // listings and messages

    @Test
    void sizes_are_what_retr_delivers_without_stuffing() throws IOException {
        RawClient client = loggedIn(server(DOTS, SHORT));
        assertThat(client.say("STAT")).isEqualTo("+OK 2 " + (DOTS.length() + SHORT.length()));
        assertThat(client.say("LIST 1")).isEqualTo("+OK 1 " + DOTS.length());
        assertThat(client.all("LIST")).endsWith("\r\n1 " + DOTS.length() + "\r\n2 " + SHORT.length() + "\r\n.\r\n");
        assertThat(client.all("RETR 1"))
                .isEqualTo(
                        "+OK " + DOTS.length() + " octets\r\nSubject: dots\r\n\r\n..\r\n...\r\n..x\r\nlast\r\n.\r\n");
    }

    @Test
    void an_empty_maildrop_has_empty_listings() throws IOException {
        RawClient client = loggedIn(server());
        assertThat(client.say("STAT")).isEqualTo("+OK 0 0");
        assertThat(client.all("LIST")).isEqualTo("+OK 0 messages (0 octets)\r\n.\r\n");
        assertThat(client.all("UIDL")).isEqualTo("+OK Unique-ids follow\r\n.\r\n");
    }

    @Test
    void a_message_as_a_store_keeps_it_is_sent_with_network_line_ends() throws IOException {
        ReferenceServer server = server("Subject: x\n\na\nb\rc\r\n.d", "", "Subject: only\r\n", "no header line");
        RawClient client = loggedIn(server);
        assertThat(client.all("RETR 1")).isEqualTo("+OK 27 octets\r\nSubject: x\r\n\r\na\r\nb\r\nc\r\n..d\r\n.\r\n");
        assertThat(client.all("RETR 2")).isEqualTo("+OK 0 octets\r\n.\r\n");
        assertThat(client.all("TOP 3 5")).endsWith("\r\nSubject: only\r\n.\r\n");
        assertThat(client.all("RETR 4")).endsWith("\r\nno header line\r\n.\r\n");
    }

    @Test
    void octets_above_127_and_nul_and_long_lines_pass_unchanged() throws IOException {
        String text = "Subject: all\r\n\r\n"
                + IntStream.range(0, 256)
                        .filter(c -> c != '\r' && c != '\n')
                        .mapToObj(c -> String.valueOf((char) c))
                        .reduce("", String::concat)
                + "\r\n" + "x".repeat(100_000) + "\r\n";
        RawClient client = loggedIn(server(text));
        assertThat(client.all("RETR 1")).isEqualTo("+OK " + text.length() + " octets\r\n" + text + ".\r\n");
    }

    @Test
    void top_sends_header_separator_and_that_many_lines() throws IOException {
        RawClient client = loggedIn(server(SHORT, DOTS));
        String header = "+OK Top of the message follows\r\nSubject: short\r\n\r\n";
        assertThat(client.all("TOP 1 0")).isEqualTo(header + ".\r\n");
        assertThat(client.all("TOP 1 1")).isEqualTo(header + "one\r\n.\r\n");
        assertThat(client.all("TOP 1 3")).isEqualTo(header + "one\r\ntwo\r\nthree\r\n.\r\n");
        assertThat(client.all("TOP 1 99999999999999999999999")).isEqualTo(header + "one\r\ntwo\r\nthree\r\n.\r\n");
        assertThat(client.all("TOP 2 1")).endsWith("\r\n\r\n..\r\n.\r\n");
    }

    @Test
    void unique_ids_persist_are_never_reused_and_stay_with_their_messages() throws IOException {
        ReferenceServer server = server(SHORT, DOTS, SHORT);
        String first;
        try (RawClient client = RawClient.loggedIn(server)) {
            first = client.all("UIDL");
            assertThat(client.say("UIDL 2")).isEqualTo("+OK " + first.split("\r\n", -1)[2]);
        }
        List<String> ids = ids(first);
        assertThat(ids).hasSize(3).doesNotHaveDuplicates().allMatch(id -> id.matches("[!-~]{1,70}"));
        try (RawClient client = RawClient.loggedIn(server)) {
            assertThat(client.all("UIDL")).isEqualTo(first);
            client.say("DELE 1");
            client.say("DELE 3");
            assertThat(client.say("UIDL 1")).startsWith("-ERR");
            assertThat(ids(client.all("UIDL"))).containsExactly(ids.get(1));
            client.say("QUIT");
        }
        server.maildrop("alice").put(SHORT.getBytes(ISO_8859_1));
        try (RawClient client = RawClient.loggedIn(server)) {
            assertThat(ids(client.all("UIDL")))
                    .hasSize(2)
                    .startsWith(ids.get(1))
                    .doesNotContain(ids.get(2));
        }
    }

    // deletion and update

    @Test
    void a_marked_message_is_gone_from_every_answer_until_rset() throws IOException {
        RawClient client = loggedIn(server(SHORT, DOTS));
        assertThat(client.say("DELE 1")).startsWith("+OK");
        for (String command : List.of("DELE 1", "LIST 1", "RETR 1", "TOP 1 0", "UIDL 1")) {
            assertThat(client.say(command)).as(command).isEqualTo("-ERR No such message");
        }
        assertThat(client.say("STAT")).isEqualTo("+OK 1 " + DOTS.length());
        assertThat(client.all("LIST")).endsWith(")\r\n2 " + DOTS.length() + "\r\n.\r\n");
        assertThat(client.say("RSET")).startsWith("+OK");
        assertThat(client.say("STAT")).startsWith("+OK 2 ");
    }

    @Test
    void quit_removes_the_marked_messages_and_frees_the_lock_before_it_answers() throws IOException {
        ReferenceServer server = server(SHORT, DOTS);
        RawClient client = loggedIn(server);
        client.say("DELE 1");
        assertThat(client.say("QUIT")).startsWith("+OK");
        assertThat(server.maildrop("alice").locked()).isFalse();
        assertThat(client.rest()).isEmpty();
        assertThat(server.maildrop("alice").messages()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "half-close", "reset", "unfinished QUIT", "server stop"})
    void an_end_without_quit_removes_nothing_and_frees_the_lock(String end) throws IOException {
        ReferenceServer server = server(SHORT, DOTS);
        RawClient client = loggedIn(server);
        client.say("DELE 1");
        switch (end) {
            case "close" -> client.close();
            case "half-close" -> client.closeOutput();
            case "unfinished QUIT" -> {
                client.send("QUIT");
                client.closeOutput();
            }
            case "reset" -> client.reset();
            default -> server.close();
        }
        awaitUnlocked(server);
        assertThat(server.maildrop("alice").messages()).hasSize(2);
    }

    @Test
    void quit_before_login_answers_and_closes() throws IOException {
        RawClient client = greeted(server());
        client.send("QUIT\r\n");
        assertThat(client.rest()).isEqualTo("+OK Goodbye\r\n");
    }

    @Test
    void a_failed_update_is_told_and_frees_the_lock() throws IOException {
        ReferenceServer server = server(SHORT);
        RawClient client = loggedIn(server);
        client.say("DELE 1");
        server.maildrop("alice").trouble(Optional.of(Maildrop.Trouble.TEMPORARY));
        assertThat(client.say("QUIT")).startsWith("-ERR [SYS/TEMP]");
        assertThat(server.maildrop("alice").locked()).isFalse();
        assertThat(server.maildrop("alice").messages()).hasSize(1);
    }

    @Test
    void a_maildrop_in_trouble_can_not_be_opened() throws IOException {
        ReferenceServer server = server(SHORT);
        server.maildrop("alice").trouble(Optional.of(Maildrop.Trouble.PERMANENT));
        RawClient client = greeted(server);
        client.say("USER alice");
        assertThat(client.say("PASS wonderland")).startsWith("-ERR [SYS/PERM]");
        server.maildrop("alice").trouble(Optional.empty());
        client.login();
    }

    @Test
    void a_second_session_is_refused_with_in_use_only_when_its_password_is_right() throws IOException {
        ReferenceServer server = server(SHORT);
        RawClient first = loggedIn(server);
        RawClient second = greeted(server);
        second.say("USER alice");
        assertThat(second.say("PASS wrong")).startsWith("-ERR [AUTH]");
        second.say("USER alice");
        assertThat(second.say("PASS wonderland")).startsWith("-ERR [IN-USE]");
        first.say("QUIT");
        second.login();
    }

    @Test
    void mail_that_arrives_does_not_show_in_an_open_session() throws IOException {
        ReferenceServer server = server(SHORT);
        RawClient client = loggedIn(server);
        server.maildrop("alice").put(DOTS.getBytes(ISO_8859_1));
        assertThat(client.say("STAT")).startsWith("+OK 1 ");
        client.say("DELE 1");
        client.say("QUIT");
        assertThat(loggedIn(server).say("LIST 1")).isEqualTo("+OK 1 " + DOTS.length());
    }

    @Test
    void with_expire_0_retrieved_messages_go_at_quit_and_previewed_ones_stay() throws IOException {
        ReferenceServer server = server(ServerSettings.builder()
                .retention(Optional.of(Retention.ofDays(0)))
                .build());
        server.maildrop("alice").put(SHORT.getBytes(ISO_8859_1));
        server.maildrop("alice").put(DOTS.getBytes(ISO_8859_1));
        RawClient client = loggedIn(server);
        assertThat(client.all("CAPA")).contains("\r\nEXPIRE 0\r\n");
        client.all("RETR 1");
        client.all("TOP 2 100");
        client.say("QUIT");
        assertThat(server.maildrop("alice").messages())
                .extracting(StoredMessage::size)
                .containsExactly(DOTS.length());
    }

    // timers and limits

    @Test
    void the_autologout_timer_closes_without_a_word_and_removes_nothing() throws IOException {
        ReferenceServer server =
                server(ServerSettings.builder().timeScale(2_000).build());
        server.maildrop("alice").put(SHORT.getBytes(ISO_8859_1));
        RawClient client = loggedIn(server);
        assertThat(client.say("DELE 1")).startsWith("+OK");
        assertThat(client.rest()).isIn("", "<reset>");
        awaitUnlocked(server);
        assertThat(server.maildrop("alice").messages()).hasSize(1);
    }

    @Test
    void an_autologout_timer_below_ten_minutes_is_refused() {
        assertThatThrownBy(() -> ServerSettings.builder()
                        .idleTimeout(Duration.ofMinutes(9))
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_login_delay_is_announced_and_enforced_after_successful_logins_only() throws IOException {
        ReferenceServer server =
                server(ServerSettings.builder().loginDelay(Duration.ofHours(1)).build());
        RawClient client = greeted(server);
        assertThat(client.all("CAPA")).contains("\r\nLOGIN-DELAY 3600\r\n");
        client.say("USER alice");
        assertThat(client.say("PASS wrong")).startsWith("-ERR [AUTH]");
        client.login();
        client.say("QUIT");
        RawClient again = greeted(server);
        assertThat(again.say("USER alice")).startsWith("+OK");
        assertThat(again.say("PASS wrong")).startsWith("-ERR [AUTH]");
        again.say("USER alice");
        assertThat(again.say("PASS wonderland")).startsWith("-ERR [LOGIN-DELAY]");
    }

    @Test
    void more_connections_than_the_limit_are_closed() throws IOException {
        ReferenceServer server = server(ServerSettings.builder()
                .limits(new Limits(1, 1, 1 << 20, 1 << 20, 10))
                .build());
        greeted(server);
        try (RawClient second = RawClient.connect(server.pop3Port())) {
            assertThat(second.rest()).isIn("", "<reset>");
        }
    }

    // capabilities

    @Test
    void capabilities_are_the_same_in_both_states_but_for_stls() throws IOException {
        RawClient client = greeted(server());
        String before = client.all("CAPA");
        assertThat(before.split("\r\n"))
                .contains(
                        "TOP",
                        "UIDL",
                        "USER",
                        "RESP-CODES",
                        "AUTH-RESP-CODE",
                        "PIPELINING",
                        "UTF8 USER",
                        "LANG",
                        "EXPIRE NEVER",
                        "STLS",
                        "IMPLEMENTATION pop3spec-reference")
                .doesNotContain("SASL", "APOP");
        client.login();
        assertThat(client.all("CAPA")).isEqualTo(before.replace("STLS\r\n", ""));
    }

    // UTF-8 and languages

    @Test
    void a_message_with_a_header_in_utf8_is_for_utf8_mode_only() throws IOException {
        ReferenceServer server = server("Subject: gr\u00c3\u00bc\u00c3\u009fe\r\n\r\ntext\r\n");
        RawClient client = greeted(server);
        client.login();
        assertThat(client.say("RETR 1")).startsWith("-ERR [UTF8]");
        assertThat(client.say("TOP 1 0")).startsWith("-ERR [UTF8]");
        assertThat(client.say("LIST 1")).startsWith("+OK 1 ");
        assertThat(client.say("UTF8")).startsWith("-ERR");
        client.say("QUIT");

        RawClient other = greeted(server);
        assertThat(other.say("UTF8")).startsWith("+OK");
        assertThat(other.say("STLS")).startsWith("-ERR");
        other.login();
        assertThat(other.all("RETR 1")).contains("Subject: gr\u00c3\u00bc\u00c3\u009fe\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "ali\u00c2\u00adce, wonderland, true",
        "alice, wonder\u00c2\u00adland, true",
        "ali\u00ffce, wonderland, false",
        "ali\u00e2\u0080\u008ece, wonderland, false",
        "alice, wonder\u00c3land, false"
    })
    void names_and_passwords_are_prepared(String name, String password, boolean opens) throws IOException {
        RawClient client = greeted(server(SHORT));
        client.say("USER " + name);
        assertThat(client.say("PASS " + password).startsWith("+OK")).isEqualTo(opens);
    }

    @Test
    void texts_are_in_the_language_that_was_chosen() throws IOException {
        RawClient client = greeted(server(SHORT));
        assertThat(client.all("LANG")).contains("\r\nen English\r\nde Deutsch\r\n");
        assertThat(client.say("LANG de-AT")).startsWith("+OK de Hier");
        assertThat(client.say("XYZZY")).isEqualTo("-ERR Unbekannter Befehl");
        assertThat(client.say("LANG fr")).isEqualTo("-ERR Diese Sprache gibt es hier nicht");
        assertThat(client.say("LANG *")).isEqualTo("+OK en This is English");
        assertThat(client.say("XYZZY")).isEqualTo("-ERR Unknown command");
    }

    @Test
    void every_text_has_a_german_form() throws IOException {
        Pattern literal =
                Pattern.compile("Reply\\.(?:ok|error)\\(\\s*(?:\"[A-Z0-9/-]+\",\\s*)?\"([^\"]*[a-z][^\"]*)\"\\s*[,)]");
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/org/pop3spec/refserver"))) {
            for (Path source : sources.filter(path -> !path.toString().contains("Faults")
                            && !path.toString().contains("Deviation"))
                    .toList()) {
                assertThat(literal.matcher(Files.readString(source)).results().map(found -> found.group(1)))
                        .isSubsetOf(German.TEXTS.keySet());
            }
        }
    }

    // TLS

    @Test
    void stls_starts_tls_and_begins_again() throws Exception {
        ReferenceServer server = server(SHORT);
        RawClient client = greeted(server);
        client.say("USER alice");
        assertThat(client.say("STLS now")).startsWith("-ERR");
        client.say("USER alice");
        assertThat(client.say("STLS")).startsWith("+OK");
        client.tls(server.caCertificatePem());
        assertThat(client.say("PASS wonderland")).startsWith("-ERR");
        assertThat(client.all("CAPA")).doesNotContain("STLS");
        assertThat(client.say("STLS")).startsWith("-ERR");
        client.login();
        assertThat(client.all("RETR 1")).endsWith("three\r\n.\r\n");
        assertThat(client.say("QUIT")).startsWith("+OK");
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void what_comes_in_the_clear_behind_stls_is_thrown_away() throws Exception {
        ReferenceServer server = server(SHORT);
        RawClient client = greeted(server);
        client.send("STLS\r\nUSER alice\r\nPASS wonderland\r\nCA");
        assertThat(client.line()).startsWith("+OK");
        client.tls(server.caCertificatePem());
        assertThat(client.say("STAT")).startsWith("-ERR");
    }

    @Test
    void after_a_failed_handshake_nothing_is_served_in_the_clear() throws Exception {
        ReferenceServer server = server(SHORT);
        RawClient client = greeted(server);
        client.say("STLS");
        client.send("CAPA\r\nCAPA\r\n");
        assertThat(client.rest()).doesNotContain("+OK", "-ERR");
        RawClient other = greeted(server);
        other.say("STLS");
        other.tls(server.caCertificatePem());
        other.login();
    }

    @Test
    void an_idle_handshake_keeps_nobody_from_theirs() throws Exception {
        ReferenceServer server = server(SHORT);
        greeted(server).say("STLS");
        RawClient other = greeted(server);
        other.say("STLS");
        other.tls(server.caCertificatePem());
        other.login();
    }

    // the server as such

    @Test
    void two_servers_share_nothing() throws IOException {
        ReferenceServer one = server(SHORT);
        ReferenceServer two = server();
        assertThat(one.pop3Port()).isNotEqualTo(two.pop3Port());
        assertThat(loggedIn(one).say("STAT")).startsWith("+OK 1 ");
        assertThat(loggedIn(two).say("STAT")).isEqualTo("+OK 0 0");
    }

    @Test
    void a_stopped_server_has_freed_its_ports_and_cut_its_clients() throws IOException {
        ReferenceServer server = server(SHORT);
        RawClient client = loggedIn(server);
        int port = server.pop3Port();
        server.close();
        assertThat(client.rest()).isIn("", "<reset>");
        // a client elsewhere may have been given the port meanwhile, so that binding to it proves nothing
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_taken_port_is_an_error_and_nothing_stays_behind() throws IOException {
        ReferenceServer first = server();
        ServerSettings same = ServerSettings.builder()
                .ports(new Ports(0, 0, 0, first.pop3Port()))
                .build();
        assertThatThrownBy(() -> ReferenceServer.start(same)).isInstanceOf(IOException.class);
    }

    @Test
    void neither_settings_nor_accounts_print_a_password() {
        assertThat(ServerSettings.defaults().toString()).doesNotContain("wonderland");
        assertThat(new Command("PASS", Optional.of("secret"), true).toString()).doesNotContain("secret");
    }

    private static void awaitUnlocked(ReferenceServer server) {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (server.maildrop("alice").locked()) {
            assertThat(System.nanoTime()).as("the lock is not released").isLessThan(until);
            Thread.onSpinWait();
        }
    }

    private static List<String> ids(String listing) {
        return listing.lines()
                .filter(line -> line.matches("\\d+ .*"))
                .map(line -> line.split(" ", -1)[1])
                .toList();
    }

    private static String timestamp(String greeting) {
        Matcher matcher = Pattern.compile("<[^<>]+>").matcher(greeting);
        assertThat(matcher.find()).as(greeting).isTrue();
        return matcher.group();
    }

    private static String md5(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
