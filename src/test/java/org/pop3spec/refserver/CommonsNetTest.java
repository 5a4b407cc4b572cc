package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import org.apache.commons.net.pop3.POP3Client;
import org.apache.commons.net.pop3.POP3MessageInfo;
import org.apache.commons.net.pop3.POP3SClient;
import org.apache.commons.net.smtp.SMTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fault-free server against a client that was written by others. */
class CommonsNetTest {
    private static final String FIRST = "Subject: one\r\n\r\nHello\r\n.\r\n..dots\r\n";
    private static final String SECOND = "Subject: two\r\n\r\nBye\r\n";

    private ReferenceServer server;

    @BeforeEach
    void start() throws IOException {
        server = ReferenceServer.start(ServerSettings.defaults());
        server.maildrop("alice").put(FIRST.getBytes(ISO_8859_1));
        server.maildrop("alice").put(SECOND.getBytes(ISO_8859_1));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_whole_session_over_cleartext() throws IOException {
        POP3Client client = new POP3Client();
        client.connect(InetAddress.getLoopbackAddress(), server.pop3Port());
        walkThrough(client);
        assertThat(server.maildrop("alice").messages()).hasSize(1);
    }

    @Test
    void a_whole_session_over_implicit_tls() throws Exception {
        POP3SClient client = new POP3SClient(true);
        client.setTrustManager(RawClient.trustManager(server.caCertificatePem()));
        client.setEndpointCheckingEnabled(true);
        client.connect("localhost", server.pop3sPort());
        walkThrough(client);
    }

    @Test
    void a_whole_session_after_stls() throws Exception {
        POP3SClient client = new POP3SClient(false);
        client.setTrustManager(RawClient.trustManager(server.caCertificatePem()));
        client.connect("localhost", server.pop3Port());
        assertThat(client.execTLS()).isTrue();
        assertThat(client.capa()).isTrue();
        assertThat(client.getReplyStrings()).contains("TOP", "USER").doesNotContain("STLS");
        walkThrough(client);
    }

    @Test
    void login_by_apop() throws Exception {
        POP3Client client = new POP3Client();
        client.connect(InetAddress.getLoopbackAddress(), server.pop3Port());
        String greeting = client.getReplyString();
        String timestamp = greeting.substring(greeting.indexOf('<'), greeting.indexOf('>') + 1);
        assertThat(client.login("alice", timestamp, "wonderland")).isTrue();
        assertThat(client.status().number).isEqualTo(2);
        assertThat(client.logout()).isTrue();
    }

    @Test
    void delivery_by_smtp() throws Exception {
        server.maildrop("alice").clear();
        SMTPClient client = new SMTPClient(ISO_8859_1.name());
        client.connect(InetAddress.getLoopbackAddress(), server.smtpPort());
        assertThat(client.login("client.example")).isTrue();
        assertThat(client.setSender("bob@example.org")).isTrue();
        assertThat(client.addRecipient("alice@example.org")).isTrue();
        try (Writer writer = client.sendMessageData()) {
            writer.write("Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n");
        }
        assertThat(client.completePendingCommand()).isTrue();
        client.logout();
        assertThat(server.maildrop("alice").messages())
                .singleElement()
                .satisfies(message -> assertThat(new String(message.octets(), ISO_8859_1))
                        .startsWith("Return-Path: <bob@example.org>\r\nReceived: ")
                        .endsWith("\r\nSubject: dots\r\n\r\n.\r\n..\r\n.x\r\n"));
    }

    private static void walkThrough(POP3Client client) throws IOException {
        assertThat(client.login("alice", "wonderland")).isTrue();
        assertThat(client.status().number).isEqualTo(2);
        POP3MessageInfo[] sizes = client.listMessages();
        assertThat(sizes).extracting(info -> info.size).containsExactly(FIRST.length(), SECOND.length());
        assertThat(client.listUniqueIdentifiers())
                .extracting(info -> info.identifier)
                .doesNotHaveDuplicates();
        assertThat(text(client.retrieveMessage(1))).isEqualToNormalizingNewlines(FIRST);
        assertThat(text(client.retrieveMessageTop(2, 0))).isEqualToNormalizingNewlines("Subject: two\r\n\r\n");
        assertThat(client.deleteMessage(1)).isTrue();
        assertThat(client.reset()).isTrue();
        assertThat(client.noop()).isTrue();
        assertThat(client.deleteMessage(2)).isTrue();
        assertThat(client.logout()).isTrue();
        client.disconnect();
    }

    private static String text(Reader reader) throws IOException {
        StringWriter text = new StringWriter();
        reader.transferTo(text);
        return text.toString();
    }
}
