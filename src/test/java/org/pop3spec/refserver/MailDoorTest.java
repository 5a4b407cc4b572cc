package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Delivery by SMTP and LMTP. */
@Timeout(60)
class MailDoorTest {
    private ReferenceServer server;

    @BeforeEach
    void start() throws IOException {
        server = ReferenceServer.start(ServerSettings.builder()
                .account("bob", "builder")
                .traceHeaders(false)
                .limits(new Limits(16, 16, 1000, 1500, 5))
                .build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawClient smtp() throws IOException {
        RawClient client = RawClient.connect(server.smtpPort());
        assertThat(client.line()).startsWith("220 ");
        client.send("EHLO client.example\r\n");
        assertThat(List.of(client.line(), client.line(), client.line(), client.line(), client.line()))
                .containsExactly(
                        "250-pop3spec-reference", "250-SIZE 1000", "250-8BITMIME", "250-SMTPUTF8", "250 PIPELINING");
        return client;
    }

    private List<String> messages(String account) {
        return server.maildrop(account).messages().stream()
                .map(message -> new String(message.octets(), ISO_8859_1))
                .toList();
    }

    @Test
    void what_is_sent_arrives_octet_for_octet_with_dots_unstuffed() throws IOException {
        try (RawClient client = smtp()) {
            client.say("MAIL FROM:<carol@example.org> SIZE=100 BODY=8BITMIME");
            client.say("RCPT TO:<alice@example.org>");
            assertThat(client.say("DATA")).startsWith("354");
            assertThat(client.say("..\r\n...\r\n..x\r\nS\u00e9\u0000\r\n\r\n.")).startsWith("250");
        }
        assertThat(messages("alice")).containsExactly(".\r\n..\r\n.x\r\nS\u00e9\u0000\r\n\r\n");
    }

    @Test
    void a_local_part_may_be_quoted() throws IOException {
        try (RawClient client = smtp()) {
            client.say("MAIL FROM:<carol@example.org>");
            assertThat(client.say("RCPT TO:<\"b\\ob\"@example.org>")).startsWith("250");
            assertThat(client.say("RCPT TO:<\"bob@example.org>")).startsWith("550");
        }
    }

    @Test
    void lmtp_answers_for_each_recipient() throws IOException {
        try (RawClient client = RawClient.connect(server.lmtpPort())) {
            client.line();
            assertThat(client.say("EHLO x")).startsWith("500");
            client.send("LHLO x\r\n");
            for (int i = 0; i < 5; i++) {
                assertThat(client.line()).startsWith("250");
            }
            client.say("MAIL FROM:<>");
            client.say("RCPT TO:<alice>");
            assertThat(client.say("RCPT TO:<nobody>")).startsWith("550");
            client.say("RCPT TO:<bob@anywhere>");
            client.say("DATA");
            assertThat(client.say("Subject: x\r\n\r\ny\r\n.")).startsWith("250");
            assertThat(client.line()).startsWith("250");
            assertThat(client.say("QUIT")).startsWith("221");
        }
        assertThat(messages("alice")).containsExactly("Subject: x\r\n\r\ny\r\n");
        assertThat(messages("bob")).isEqualTo(messages("alice"));
    }

    @Test
    void what_is_too_large_is_refused_before_and_after() throws IOException {
        try (RawClient client = smtp()) {
            assertThat(client.say("MAIL FROM:<> SIZE=1001")).startsWith("552");
            client.say("MAIL FROM:<>");
            client.say("RCPT TO:<alice>");
            client.say("DATA");
            assertThat(client.say("x".repeat(2000) + "\r\n.")).startsWith("552");
            assertThat(client.say("NOOP")).startsWith("250");
        }
        assertThat(messages("alice")).isEmpty();
    }

    @Test
    void a_full_maildrop_refuses() throws IOException {
        server.maildrop("alice").put("x".repeat(900).getBytes(ISO_8859_1));
        try (RawClient client = smtp()) {
            client.say("MAIL FROM:<>");
            client.say("RCPT TO:<alice>");
            client.say("DATA");
            assertThat(client.say("x".repeat(900) + "\r\n.")).startsWith("452");
        }
    }

    @Test
    void commands_out_of_order_are_refused() throws IOException {
        try (RawClient client = RawClient.connect(server.smtpPort())) {
            client.line();
            assertThat(client.say("MAIL FROM:<>")).startsWith("503");
            assertThat(client.say("HELO x")).startsWith("250");
            assertThat(client.say("RCPT TO:<alice>")).startsWith("503");
            assertThat(client.say("DATA")).startsWith("503");
            assertThat(client.say("MAIL FROM:<> SPEED=9")).startsWith("555");
            assertThat(client.say("MAIL FROM:<>")).startsWith("250");
            assertThat(client.say("MAIL FROM:<>")).startsWith("503");
            assertThat(client.say("DATA")).startsWith("554");
            assertThat(client.say("HACK")).startsWith("500");
        }
    }

    @Test
    void a_message_that_does_not_end_is_not_delivered() throws IOException {
        try (RawClient client = smtp()) {
            client.say("MAIL FROM:<>");
            client.say("RCPT TO:<alice>");
            client.say("DATA");
            client.send("Subject: half\r\n\r\nno end\n.\n");
            client.closeOutput();
            assertThat(client.rest()).isEmpty();
        }
        assertThat(messages("alice")).isEmpty();
    }
}
