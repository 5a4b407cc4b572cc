package org.pop3spec.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.net.AddressLookup;
import org.pop3spec.net.ClosedPort;
import org.pop3spec.net.Endpoint;

@Timeout(60)
class SmtpDeliveryTest {
    private static final DeliverySettings SHORT = new DeliverySettings("example.org", Duration.ofMillis(300));
    private static final DeliverySettings LONG = new DeliverySettings("example.org", Duration.ofSeconds(20));

    @Nullable
    private CapturingSmtpServer server;

    private CapturingSmtpServer serve(BiFunction<Integer, String, @Nullable String> answers) throws Exception {
        server = new CapturingSmtpServer(answers);
        return server;
    }

    private CapturingSmtpServer serve() throws Exception {
        return serve((connection, command) -> null);
    }

    /** A server that gives this answer to commands that begin so, and the usual ones to all others. */
    private CapturingSmtpServer serve(String beginning, String answer) throws Exception {
        return serve((connection, command) ->
                command.startsWith(beginning) && (command.isEmpty() || !beginning.isEmpty()) ? answer : null);
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static Mailbox mailbox(String name) {
        return Mailboxes.of(1).named(name).orElseThrow();
    }

    private static Delivery smtp(CapturingSmtpServer server) {
        return Delivery.parse("smtp://" + server.address(), Path.of("."), LONG);
    }

    private static Delivery lmtp(CapturingSmtpServer server) {
        return Delivery.parse("lmtp://" + server.address(), Path.of("."), LONG);
    }

    private static byte[] unstuffed(byte[] data) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (Lines lines = new Lines(data, 0); lines.advance(); ) {
            int skip = lines.length() > 0 && lines.at(0) == '.' ? 1 : 0;
            octets.write(data, lines.start() + skip, lines.next() - lines.start() - skip);
        }
        return octets.toByteArray();
    }

    static Stream<String> carried() {
        Mailboxes mailboxes = Mailboxes.of(1);
        return mailboxes.names().stream()
                .filter(name -> !name.equals("ten-thousand"))
                .filter(name -> mailboxes
                        .named(name)
                        .orElseThrow()
                        .obstacle(Carrier.SMTP)
                        .isEmpty());
    }

    @ParameterizedTest
    @MethodSource("carried")
    void every_octet_arrives_as_put_in(String name) throws Exception {
        CapturingSmtpServer server = serve();
        Mailbox mailbox = mailbox(name);
        smtp(server).deliver("alice", mailbox);
        assertThat(server.data()).hasSameSizeAs(mailbox.messages());
        for (int index = 0; index < mailbox.messages().size(); index++) {
            assertThat(unstuffed(server.data().get(index)))
                    .isEqualTo(mailbox.messages().get(index).octets());
        }
    }

    @Test
    void a_name_server_that_does_not_answer_is_waited_for_no_longer_than_a_step_may_take() {
        CountDownLatch never = new CountDownLatch(1);
        AddressLookup stuck = new AddressLookup(host -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        });

        assertThatThrownBy(() -> SmtpConversation.open(
                        Carrier.SMTP, new Endpoint("mail.example.org", 25), Duration.ofMillis(50), stuck))
                .isInstanceOf(DeliveryException.class)
                .hasMessageEndingWith("the host name mail.example.org was not resolved within the time allowed");
    }

    @Test
    void where_the_null_reverse_path_counts_as_none_the_account_is_the_sender_of_the_first_message_and_all_others()
            throws Exception {
        AtomicBoolean named = new AtomicBoolean();
        CapturingSmtpServer server = serve((connection, command) -> {
            if (command.startsWith("MAIL")) {
                named.set(!command.startsWith("MAIL FROM:<>"));
            }
            return command.startsWith("RCPT") && !named.get() ? "503 MAIL must come before RCPT" : null;
        });
        smtp(server).deliver("alice", mailbox("three"));

        assertThat(server.data()).hasSize(3);
        assertThat(server.commands())
                .filteredOn(command -> command.startsWith("MAIL"))
                .extracting(command -> command.replaceFirst(" (BODY|SIZE).*", ""))
                .containsExactly(
                        "MAIL FROM:<>",
                        "MAIL FROM:<alice@example.org>",
                        "MAIL FROM:<alice@example.org>",
                        "MAIL FROM:<alice@example.org>");
    }

    @Test
    void a_dot_at_the_start_of_a_line_is_stuffed_and_no_other() throws Exception {
        CapturingSmtpServer server = serve();
        byte[] octets = "X-A: 1\r\n\r\n.\r\n..\r\n.x\r\nx.\r\n\r\n.".getBytes(StandardCharsets.US_ASCII);
        Message message = Message.of(
                "1", (new String(octets, StandardCharsets.US_ASCII) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        smtp(server).deliver("alice", new Mailbox("own", "", List.of(message)));
        assertThat(new String(server.data().get(0), StandardCharsets.US_ASCII))
                .isEqualTo("X-A: 1\r\n\r\n..\r\n...\r\n..x\r\nx.\r\n\r\n..\r\n");
    }

    @Test
    void the_envelope_has_the_null_sender_the_size_and_the_recipient_at_the_domain() throws Exception {
        CapturingSmtpServer server = serve();
        smtp(server).deliver("alice", mailbox("one"));
        assertThat(server.commands())
                .containsExactly(
                        "EHLO [127.0.0.1]",
                        "MAIL FROM:<> SIZE=" + mailbox("one").messages().get(0).size(),
                        "RCPT TO:<alice@example.org>",
                        "DATA",
                        "QUIT");
    }

    @ParameterizedTest
    @CsvSource({
        "bob@mail.test, <bob@mail.test>",
        "bob.b+x, <bob.b+x@example.org>",
        "'b ob', <\"b ob\"@example.org>",
        "'b\"ob', <\"b\\\"ob\"@example.org>",
        "'b>x', <\"b>x\"@example.org>"
    })
    void account_names_become_addresses(String user, String address) throws Exception {
        CapturingSmtpServer server = serve();
        smtp(server).deliver(user, mailbox("one"));
        assertThat(server.commands()).contains("RCPT TO:" + address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\r\nDATA", "a@b>", "a@", "@b", "\u00e4"})
    void account_names_that_are_no_address_never_reach_the_server(String user) throws Exception {
        CapturingSmtpServer server = serve();
        assertThatThrownBy(() -> smtp(server).deliver(user, mailbox("one"))).isInstanceOf(DeliveryException.class);
        assertThat(server.connections()).isZero();
    }

    @Test
    void eight_bit_messages_are_declared() throws Exception {
        CapturingSmtpServer server = serve();
        smtp(server).deliver("alice", mailbox("eight-bit"));
        assertThat(server.commands()).anyMatch(command -> command.startsWith("MAIL FROM:<> BODY=8BITMIME SIZE="));
        smtp(server).deliver("alice", mailbox("utf8-headers"));
        assertThat(server.commands())
                .anyMatch(command -> command.startsWith("MAIL FROM:<> BODY=8BITMIME SMTPUTF8 SIZE="));
    }

    @Test
    void without_8bitmime_an_eight_bit_message_is_not_sent() throws Exception {
        CapturingSmtpServer server = serve("EHLO", "250-here\r\n250 SIZE");
        assertThatThrownBy(() -> smtp(server).deliver("alice", mailbox("eight-bit")))
                .isInstanceOf(UndeliverableException.class)
                .hasMessageContaining("does not offer 8BITMIME");
        assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
        smtp(server).deliver("alice", mailbox("one"));
        assertThat(server.data()).hasSize(1);
    }

    @Test
    void without_smtputf8_a_utf8_header_is_not_sent() throws Exception {
        CapturingSmtpServer server = serve("EHLO", "250-here\r\n250 8bitmime");
        assertThatThrownBy(() -> smtp(server).deliver("alice", mailbox("utf8-headers")))
                .isInstanceOf(UndeliverableException.class)
                .hasMessageContaining("does not offer SMTPUTF8");
        smtp(server).deliver("alice", mailbox("eight-bit"));
        assertThat(server.data()).hasSize(3);
    }

    @Test
    void a_message_larger_than_size_is_not_sent_nor_are_the_others() throws Exception {
        CapturingSmtpServer server = serve("EHLO", "250-here\r\n250 SIZE 1000");
        assertThatThrownBy(() -> smtp(server).deliver("alice", mailbox("ten")))
                .isInstanceOf(UndeliverableException.class)
                .hasMessageContaining("takes messages of up to 1000 octets (SIZE)");
        assertThat(server.data()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIZE", "SIZE 0", "SIZE abc", "SIZE 99999999999999999999999"})
    void a_size_without_limit_limits_nothing(String size) throws Exception {
        CapturingSmtpServer server = serve("EHLO", "250-here\r\n250 " + size);
        smtp(server).deliver("alice", mailbox("one"));
        assertThat(server.data()).hasSize(1);
    }

    @Test
    void a_message_that_the_server_finds_too_large_is_undeliverable() throws Exception {
        CapturingSmtpServer server = serve("MAIL", "552 5.3.4 too big");
        assertThatThrownBy(() -> smtp(server).deliver("alice", mailbox("one")))
                .isInstanceOf(UndeliverableException.class)
                .hasMessageEndingWith(": 552 5.3.4 too big");
    }

    @Test
    void what_smtp_cannot_carry_is_not_even_connected_for() throws Exception {
        CapturingSmtpServer server = serve();
        for (String name : List.of("no-final-line-end", "overlong-lines", "binary")) {
            assertThat(smtp(server).cannotCarry(mailbox(name))).isPresent();
            assertThatThrownBy(() -> smtp(server).deliver("alice", mailbox(name)))
                    .isInstanceOf(UndeliverableException.class);
        }
        smtp(server).deliver("alice", mailbox("empty"));
        assertThat(server.connections()).isZero();
    }

    @Test
    void a_server_that_knows_only_helo_gets_helo() throws Exception {
        CapturingSmtpServer server = serve("EHLO", "502 what?");
        smtp(server).deliver("alice", mailbox("one"));
        assertThat(server.commands()).startsWith("EHLO [127.0.0.1]", "HELO [127.0.0.1]", "MAIL FROM:<>");
    }

    @Test
    void lmtp_says_lhlo_and_never_helo() throws Exception {
        CapturingSmtpServer server = serve();
        lmtp(server).deliver("alice", mailbox("three"));
        assertThat(server.commands()).startsWith("LHLO [127.0.0.1]").noneMatch(command -> command.contains("HELO "));
        assertThat(server.data()).hasSize(3);
        server.close();
        CapturingSmtpServer refusing = serve("LHLO", "500 what?");
        assertThatThrownBy(() -> lmtp(refusing).deliver("alice", mailbox("one")))
                .hasMessage("LMTP server " + refusing.address() + " refuses LHLO: 500 what?");
        assertThat(refusing.commands()).noneMatch(command -> command.startsWith("HELO"));
    }

    @Test
    void an_lmtp_servers_answer_for_the_recipient_counts() throws Exception {
        CapturingSmtpServer server = serve(".", "452 4.2.2 <alice@example.org> is full");
        assertThatThrownBy(() -> lmtp(server).deliver("alice", mailbox("one")))
                .isExactlyInstanceOf(DeliveryException.class)
                .hasMessage("LMTP server " + server.address()
                        + " does not accept the message: 452 4.2.2 <alice@example.org> is full");
    }

    @ParameterizedTest
    @CsvSource({
        "'',     554 no service, takes no mail",
        "RCPT,   550 5.1.1 unknown, refuses the recipient alice@example.org",
        "MAIL,   530 log in first, refuses the sender",
        "DATA,   451 not now, refuses the message",
        "DATA,   250 odd, refuses the message",
        ".,      550 spam, does not accept the message"
    })
    void a_refusal_is_told_with_host_and_answer(String command, String answer, String words) throws Exception {
        CapturingSmtpServer server = serve(command, answer);
        assertThatThrownBy(() -> smtp(server).deliver("alice", mailbox("one")))
                .isExactlyInstanceOf(DeliveryException.class)
                .hasMessage("SMTP server " + server.address() + " " + words + ": " + answer);
    }

    @Test
    void hostile_answers_are_cut_and_cleaned() throws Exception {
        CapturingSmtpServer server = serve("RCPT", "550 \u001b[31m\0\u00ff" + "x".repeat(5000));
        DeliveryException e =
                catchThrowableOfType(DeliveryException.class, () -> smtp(server).deliver("alice", mailbox("one")));
        assertThat(e.getMessage())
                .contains("550 ?[31m??xxx")
                .hasSizeLessThan(420)
                .isPrintable();
    }

    @Test
    void an_answer_without_end_is_cut_off() throws Exception {
        CapturingSmtpServer server = serve("EHLO", "250-x\r\n".repeat(100_000) + "250 x");
        assertThatThrownBy(() -> smtp(server).deliver("alice", mailbox("one")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("the answer is too long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no code", "25", "2x0 hello", "\0"})
    void what_is_no_smtp_answer_is_an_error(String answer) throws Exception {
        CapturingSmtpServer server = serve("EHLO", answer);
        DeliveryException e =
                catchThrowableOfType(DeliveryException.class, () -> smtp(server).deliver("alice", mailbox("one")));
        assertThat(e.getMessage()).contains(server.address()).isPrintable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EHLO", "MAIL", "RCPT", "DATA", "."})
    void silence_ends_with_the_deadline(String command) throws Exception {
        CapturingSmtpServer server = serve(command, CapturingSmtpServer.SILENCE);
        Delivery delivery = Delivery.parse("smtp://" + server.address(), Path.of("."), SHORT);
        assertThatThrownBy(() -> delivery.deliver("alice", mailbox("one")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining(server.address())
                .hasMessageMatching(".*: not done within (300|1200) ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EHLO", "MAIL", "RCPT", "DATA", "."})
    void a_server_that_hangs_up_is_an_error(String command) throws Exception {
        CapturingSmtpServer server = serve(command, CapturingSmtpServer.HANG_UP);
        assertThatThrownBy(() -> smtp(server).deliver("alice", mailbox("one")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining(server.address());
    }

    @Test
    void a_half_answer_before_hanging_up_is_no_acceptance() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread half = new Thread(() -> {
                try (var socket = listener.accept()) {
                    socket.getOutputStream().write("220-half\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            half.start();
            Delivery delivery = Delivery.parse("smtp://127.0.0.1:" + listener.getLocalPort(), Path.of("."), LONG);
            assertThatThrownBy(() -> delivery.deliver("alice", mailbox("one")))
                    .isInstanceOf(DeliveryException.class)
                    .hasMessageContaining("connecting");
            half.join();
        }
    }

    @Test
    void nobody_listening_is_one_clear_line() throws Exception {
        try (ClosedPort nobody = new ClosedPort()) {
            Delivery delivery = Delivery.parse("smtp://" + nobody.endpoint(), Path.of("."), LONG);
            assertThatThrownBy(() -> delivery.deliver("alice", mailbox("one")))
                    .isInstanceOf(DeliveryException.class)
                    .hasMessageStartingWith("SMTP server " + nobody.endpoint() + ", connecting: Connection refused");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.7.0 enough", "503 5.5.0 Sender already specified"})
    void a_server_that_wants_few_messages_on_a_connection_gets_another_one(String answer) throws Exception {
        AtCommand mails = new AtCommand();
        CapturingSmtpServer server = serve(
                (connection, command) -> command.startsWith("MAIL") && mails.numberOn(connection) > 3 ? answer : null);
        smtp(server).deliver("alice", mailbox("ten"));
        assertThat(server.data()).hasSize(10);
        assertThat(server.connections()).isEqualTo(4);
    }

    @Test
    void a_server_that_wants_no_message_at_all_is_not_asked_for_ever() throws Exception {
        CapturingSmtpServer server = serve("MAIL", "421 4.7.0 go away");
        assertThatThrownBy(() -> smtp(server).deliver("alice", mailbox("ten")))
                .hasMessage("SMTP server " + server.address() + " refuses the sender: 421 4.7.0 go away");
        assertThat(server.connections()).isEqualTo(1);
    }

    /** Counts commands for each connection. */
    private static final class AtCommand {
        private int connection;
        private int number;

        synchronized int numberOn(int which) {
            if (which != connection) {
                connection = which;
                number = 0;
            }
            return ++number;
        }
    }
}
