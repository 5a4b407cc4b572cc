package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.Requires;

/** The fault-free server against curl and OpenSSL, where they are installed. */
@Timeout(60)
class CommandLineClientsTest {
    private static final String MESSAGE = "Subject: hello\r\n\r\n.dot\r\nworld\r\n";

    @TempDir
    private Path folder;

    private ReferenceServer server;

    @BeforeEach
    void start() throws IOException {
        server = ReferenceServer.start(ServerSettings.defaults());
        server.maildrop("alice").put(MESSAGE.getBytes(ISO_8859_1));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path authority() throws IOException {
        return Files.writeString(folder.resolve("ca.pem"), server.caCertificatePem());
    }

    /** What the program printed; its standard input is given. */
    private static String run(String input, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(ISO_8859_1));
        }
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("%s ends", command.get(0))
                .isTrue();
        return output;
    }

    private String curl(String... arguments) throws IOException, InterruptedException {
        Requires.command("curl");
        List<String> command =
                new ArrayList<>(List.of("curl", "--silent", "--show-error", "--user", "alice:wonderland"));
        command.addAll(List.of(arguments));
        return run("", command);
    }

    @Test
    void curl_fetches_a_message_by_apop() throws Exception {
        assertThat(curl("--login-options", "AUTH=+APOP", "pop3://127.0.0.1:" + server.pop3Port() + "/1"))
                .isEqualTo(MESSAGE);
    }

    @Test
    void curl_fetches_a_message_by_user_and_pass() throws Exception {
        try (ReferenceServer other =
                ReferenceServer.start(ServerSettings.builder().apop(false).build())) {
            other.maildrop("alice").put(MESSAGE.getBytes(ISO_8859_1));
            assertThat(curl("pop3://127.0.0.1:" + other.pop3Port() + "/1")).isEqualTo(MESSAGE);
        }
    }

    @Test
    void curl_lists_under_stls_and_under_implicit_tls_with_a_verified_certificate() throws Exception {
        String listing = "1 " + MESSAGE.length() + "\r\n";
        String authority = authority().toString();
        assertThat(curl("--ssl-reqd", "--cacert", authority, "pop3://localhost:" + server.pop3Port() + "/"))
                .isEqualTo(listing);
        assertThat(curl("--cacert", authority, "pop3s://127.0.0.1:" + server.pop3sPort() + "/"))
                .isEqualTo(listing);
    }

    @Test
    void curl_delivers_by_smtp() throws Exception {
        Path message = Files.writeString(folder.resolve("message"), "Subject: new\r\n\r\n.\r\n.x\r\n", ISO_8859_1);
        curl(
                "--mail-from",
                "bob@example.org",
                "--mail-rcpt",
                "alice@example.org",
                "--upload-file",
                message.toString(),
                "smtp://127.0.0.1:" + server.smtpPort() + "/client.example");
        assertThat(server.maildrop("alice").messages()).hasSize(2);
        assertThat(new String(server.maildrop("alice").messages().get(1).octets(), ISO_8859_1))
                .endsWith("\r\nSubject: new\r\n\r\n.\r\n.x\r\n");
    }

    @Test
    void openssl_verifies_the_certificate_after_stls_and_under_implicit_tls() throws Exception {
        Requires.command("openssl");
        String authority = authority().toString();
        for (List<String> how : List.of(
                List.of("-starttls", "pop3", "-connect", "127.0.0.1:" + server.pop3Port()),
                List.of("-connect", "127.0.0.1:" + server.pop3sPort()))) {
            List<String> command = new ArrayList<>(List.of(
                    "openssl",
                    "s_client",
                    "-CAfile",
                    authority,
                    "-verify_return_error",
                    "-verify_hostname",
                    "localhost",
                    "-crlf"));
            command.addAll(how);
            assertThat(run("", command)).contains("Verify return code: 0 (ok)");
        }
    }
}
