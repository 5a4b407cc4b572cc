package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.commons.net.pop3.POP3Client;
import org.apache.commons.net.pop3.POP3SClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.Requires;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.net.Endpoint;

/** Debian's Dovecot, entered by a client that shares no code with the harness. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DovecotRecipeTest {
    private static final int PATIENCE = 20_000;
    private static final String NUL = "\u0000";

    private static RunningRecipe dovecot;

    @BeforeAll
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    static void start() throws Exception {
        Requires.docker();
        dovecot = new Recipes().find("dovecot").start();
    }

    @AfterAll
    static void stop() {
        if (dovecot != null) {
            dovecot.close();
        }
    }

    @Test
    void it_says_what_it_is() {
        assertThat(dovecot.name()).isEqualTo("dovecot");
        assertThat(dovecot.version()).matches("Dovecot 1:2\\.[0-9].*deb12u[0-9]+");
        assertThat(dovecot.accounts()).extracting(Account::user).containsExactly("alice", "bob", "carol", "dave");
    }

    @Test
    void every_account_has_a_password_of_its_own_that_is_not_shown() {
        List<String> passwords = dovecot.accounts().stream()
                .map(account -> account.password().reveal())
                .toList();
        assertThat(passwords).doesNotHaveDuplicates().allMatch(password -> password.length() >= 20);
        assertThat(dovecot.toString()).doesNotContain(passwords);
    }

    @Test
    void user_and_pass_open_the_maildrop_in_cleartext() throws IOException {
        POP3Client client = connect(new POP3Client(), dovecot.pop3());
        assertThat(client.login("alice", password(0))).isTrue();
        assertThat(client.logout()).isTrue();
        client.disconnect();
    }

    @Test
    void apop_opens_the_maildrop() throws Exception {
        POP3Client client = connect(new POP3Client(), dovecot.pop3());
        var timestamp = Pattern.compile("<.*>").matcher(client.getReplyString());
        assertThat(timestamp.find()).isTrue();
        assertThat(client.login("bob", timestamp.group(), password(1))).isTrue();
        client.disconnect();
    }

    @Test
    void a_wrong_password_is_refused_without_delay() throws IOException {
        POP3Client client = connect(new POP3Client(), dovecot.pop3());
        long start = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            assertThat(client.login("alice", "wrong")).isFalse();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        client.disconnect();
    }

    @Test
    void stls_upgrades_with_a_certificate_of_the_recipes_authority() throws Exception {
        POP3SClient client = connect(new POP3SClient(false, trust()), dovecot.pop3());
        client.setEndpointCheckingEnabled(true);
        assertThat(client.execTLS()).isTrue();
        assertThat(client.login("alice", password(0))).isTrue();
        client.disconnect();
    }

    @Test
    void pop3s_speaks_tls_from_the_first_octet() throws Exception {
        POP3SClient client = new POP3SClient(true, trust());
        client.setEndpointCheckingEnabled(true);
        connect(client, dovecot.pop3s().orElseThrow());
        assertThat(client.login("alice", password(0))).isTrue();
        client.disconnect();
    }

    @Test
    void a_message_delivered_by_lmtp_can_be_retrieved() throws IOException {
        deliver("carol", "Subject: hello\r\n\r\n..a line that starts with a dot\r\n");

        POP3Client client = connect(new POP3Client(), dovecot.pop3());
        assertThat(client.login("carol", password(2))).isTrue();
        assertThat(client.listMessages()).hasSize(1);
        try (BufferedReader message = new BufferedReader(client.retrieveMessage(1))) {
            assertThat(message.lines()).contains("Subject: hello", "", ".a line that starts with a dot");
        }
        client.disconnect();
    }

    @Test
    void as_packaged_a_maildrop_can_be_open_twice() throws IOException {
        assertThat(secondLogin(dovecot)).isTrue();
    }

    @Test
    void the_flavour_lock_refuses_a_second_session() throws Exception {
        try (RunningRecipe locking = new Recipes().find("dovecot:lock").start()) {
            assertThat(locking.name()).isEqualTo("dovecot:lock");
            assertThat(secondLogin(locking)).isFalse();
        }
    }

    @Test
    void the_flavour_workarounds_changes_nuls_and_ends_a_header_that_has_no_end() throws Exception {
        List<String> usual = oddMessages(dovecot);
        assertThat(usual.get(0)).contains(NUL);
        try (RunningRecipe sparing = new Recipes().find("dovecot:workarounds").start()) {
            assertThat(oddMessages(sparing))
                    .containsExactly(usual.get(0).replace(NUL, "\u0080"), usual.get(1) + "\r\n");
        }
    }

    /** One with a NUL in each line of its body, and one that is a header without the empty line behind it. */
    private static List<String> oddMessages(RunningRecipe recipe) throws Exception {
        List<String> odd = new ArrayList<>();
        // the first session makes the maildir
        bob(recipe).disconnect();
        for (String mailbox : List.of("binary", "headers-only")) {
            recipe.store()
                    .orElseThrow()
                    .deliver("bob", Mailboxes.of(7).named(mailbox).orElseThrow());
        }
        POP3Client client = bob(recipe);
        for (int number : List.of(1, 2)) {
            try (Reader message = client.retrieveMessage(number)) {
                StringWriter whole = new StringWriter();
                message.transferTo(whole);
                odd.add(whole.toString());
            }
        }
        client.disconnect();
        return odd;
    }

    private static POP3Client bob(RunningRecipe recipe) throws IOException {
        POP3Client client = connect(new POP3Client(), recipe.pop3());
        assertThat(client.login("bob", recipe.accounts().get(1).password().reveal()))
                .isTrue();
        return client;
    }

    private static boolean secondLogin(RunningRecipe recipe) throws IOException {
        String password = recipe.accounts().get(3).password().reveal();
        POP3Client first = connect(new POP3Client(), recipe.pop3());
        assertThat(first.login("dave", password)).isTrue();
        POP3Client second = connect(new POP3Client(), recipe.pop3());
        boolean accepted = second.login("dave", password);
        second.disconnect();
        first.disconnect();
        return accepted;
    }

    private static void deliver(String user, String message) throws IOException {
        URI lmtp = URI.create(dovecot.delivery().orElseThrow());
        assertThat(lmtp.getScheme()).isEqualTo("lmtp");
        try (Socket socket = new Socket(lmtp.getHost(), lmtp.getPort())) {
            socket.setSoTimeout(PATIENCE);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            assertThat(in.readLine()).startsWith("220");
            for (String line : List.of(
                    "LHLO client.example\r\n",
                    "MAIL FROM:<sender@example.test>\r\n",
                    "RCPT TO:<" + user + "@example.test>\r\n",
                    "DATA\r\n",
                    message + ".\r\n")) {
                out.write(line.getBytes(StandardCharsets.US_ASCII));
                String answer = in.readLine();
                while (answer.startsWith("250-")) {
                    answer = in.readLine();
                }
                assertThat(answer).matches("(250|354).*");
            }
        }
    }

    private static <T extends POP3Client> T connect(T client, Endpoint endpoint) throws IOException {
        client.setDefaultTimeout(PATIENCE);
        client.connect(endpoint.host(), endpoint.port());
        return client;
    }

    private static String password(int account) {
        return dovecot.accounts().get(account).password().reveal();
    }

    private static SSLContext trust() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(dovecot.authorityPem().getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
