package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import org.apache.commons.net.pop3.ExtendedPOP3Client;
import org.apache.commons.net.pop3.POP3Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.Requires;

/** AUTH of the fault-free server with clients that others wrote, where they are installed. */
@Timeout(120)
class SaslClientsTest {
    private static final String MESSAGE = "Subject: hello\r\n\r\nworld\r\n";
    private static final String NTLM_VERSION = "com.sun.security.sasl.ntlm.version";
    private static final String TOKEN = "token-of-alice";

    @TempDir
    private Path folder;

    private ReferenceServer server;

    @BeforeEach
    void start() throws IOException {
        server = ReferenceServer.start(ServerSettings.builder()
                .accounts(List.of(new Account("alice", "wonderland").withToken(TOKEN)))
                .apop(false)
                .build());
        server.maildrop("alice").put(MESSAGE.getBytes(ISO_8859_1));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String run(String program, String... arguments) throws IOException, InterruptedException {
        Requires.command(program);
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends", program).isTrue();
        return output;
    }

    /** Names itself, for DIGEST-MD5's digest is over a host name. */
    private String mpop(String mechanism, String password, String... more) throws IOException, InterruptedException {
        Path secret = Files.writeString(folder.resolve("secret"), password + "\n");
        List<String> arguments = new ArrayList<>(List.of(
                "--debug",
                "--host=localhost",
                "--user=alice",
                "--auth=" + mechanism,
                "--passwordeval=cat " + secret,
                "--delivery=maildir," + folder,
                "--uidls-file=" + folder.resolve("uidls"),
                "--auth-only"));
        arguments.addAll(List.of(more));
        return run("mpop", arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "login", "cram-md5", "digest-md5", "scram-sha-1", "scram-sha-256"})
    void mpop_with_gnu_sasl_logs_in(String mechanism) throws Exception {
        assertThat(mpop(mechanism, "wonderland", "--tls=off", "--port=" + server.pop3Port()))
                .contains("AUTH " + mechanism.toUpperCase(Locale.ROOT), "+OK Maildrop opened");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cram-md5", "digest-md5", "scram-sha-1", "scram-sha-256"})
    void mpop_with_gnu_sasl_is_refused_with_a_wrong_password(String mechanism) throws Exception {
        assertThat(mpop(mechanism, "wrong", "--tls=off", "--port=" + server.pop3Port()))
                .contains("-ERR [AUTH]")
                .doesNotContain("+OK Maildrop opened");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scram-sha-256", "oauthbearer", "xoauth2"})
    void mpop_logs_in_under_tls(String mechanism) throws Exception {
        Path authority = Files.writeString(folder.resolve("ca.pem"), server.caCertificatePem());
        String password = mechanism.contains("auth") ? TOKEN : "wonderland";
        assertThat(mpop(
                        mechanism,
                        password,
                        "--tls=on",
                        "--tls-starttls=off",
                        "--tls-trust-file=" + authority,
                        "--port=" + server.pop3sPort()))
                .contains("+OK Maildrop opened");
    }

    private String curl(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--silent", "--show-error"));
        all.addAll(List.of(arguments));
        return run("curl", all.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "NTLM"})
    void curl_fetches_a_message(String mechanism) throws Exception {
        String url = "pop3://127.0.0.1:" + server.pop3Port() + "/1";
        String options = "AUTH=" + mechanism;
        assertThat(curl("--user", "alice:wonderland", "--login-options", options, url))
                .isEqualTo(MESSAGE);
        if (mechanism.equals("PLAIN") || mechanism.equals("NTLM")) {
            // with LOGIN curl would send one too, which RFC 5034 has refused where the server speaks first
            assertThat(curl("--user", "alice:wonderland", "--login-options", options, "--sasl-ir", url))
                    .isEqualTo(MESSAGE);
        }
        assertThat(curl("--user", "alice:wrong", "--login-options", options, url))
                .contains("curl: (67)");
    }

    private String fetchmail(ReferenceServer from, String mechanism) throws IOException, InterruptedException {
        Path settings = Files.createFile(
                folder.resolve("fetchmailrc-" + from.pop3Port()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                settings,
                "poll localhost service " + from.pop3Port() + " protocol pop3 auth " + mechanism
                        + " no dns user \"alice\" there password \"wonderland\" is \"root\" here sslproto \"\" keep\n");
        return run("fetchmail", "-v", "-c", "-f", settings.toString(), "--nosyslog", "--pidfile", settings + ".pid");
    }

    @Test
    void fetchmail_and_mpop_know_version_1_of_ntlm_only() throws Exception {
        assertThat(fetchmail(server, "ntlm")).contains("POP3> AUTH NTLM", "POP3< -ERR [AUTH]");
        assertThat(mpop("ntlm", "wonderland", "--tls=off", "--port=" + server.pop3Port()))
                .contains("AUTH NTLM", "-ERR [AUTH]");

        Fault older = Faults.named("ntlm-version-1-accepted").orElseThrow();
        try (ReferenceServer other = ReferenceServer.start(
                server.settings().toBuilder().faults(List.of(older)).build())) {
            assertThat(fetchmail(other, "ntlm")).contains("POP3> AUTH NTLM", "POP3< +OK Maildrop opened");
            assertThat(mpop("ntlm", "wonderland", "--tls=off", "--port=" + other.pop3Port()))
                    .contains("AUTH NTLM", "+OK Maildrop opened");
            assertThat(mpop("ntlm", "wrong", "--tls=off", "--port=" + other.pop3Port()))
                    .contains("-ERR [AUTH]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
    void curl_fetches_a_message_with_a_token(String mechanism) throws Exception {
        Path authority = Files.writeString(folder.resolve("ca.pem"), server.caCertificatePem());
        String url = "pop3s://127.0.0.1:" + server.pop3sPort() + "/1";
        for (String token : List.of(TOKEN, "another")) {
            assertThat(curl(
                            "--cacert",
                            authority.toString(),
                            "--user",
                            "alice",
                            "--oauth2-bearer",
                            token,
                            "--login-options",
                            "AUTH=" + mechanism,
                            url))
                    .satisfies(output -> {
                        if (token.equals(TOKEN)) {
                            assertThat(output).isEqualTo(MESSAGE);
                        } else {
                            assertThat(output).contains("curl: (67)");
                        }
                    });
        }
    }

    @ParameterizedTest
    @EnumSource(ExtendedPOP3Client.AUTH_METHOD.class)
    void commons_net_logs_in(ExtendedPOP3Client.AUTH_METHOD method) throws Exception {
        ExtendedPOP3Client client = new ExtendedPOP3Client();
        client.connect(InetAddress.getLoopbackAddress(), server.pop3Port());
        assertThat(client.auth(method, "alice", "wonderland")).isTrue();
        // it does not know that the maildrop is open now, so that the command is sent by hand
        assertThat(client.sendCommand("STAT")).isEqualTo(POP3Reply.OK);
        assertThat(client.logout()).isTrue();
        client.disconnect();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DIGEST-MD5", "NTLM"})
    void the_jdk_logs_in(String mechanism) throws Exception {
        SaslClient client = Sasl.createSaslClient(
                new String[] {mechanism}, null, "pop", "localhost", Map.of(NTLM_VERSION, "LMv2/NTLMv2"), callbacks -> {
                    for (Callback callback : callbacks) {
                        if (callback instanceof NameCallback name) {
                            name.setName("alice");
                        } else if (callback instanceof PasswordCallback password) {
                            password.setPassword("wonderland".toCharArray());
                        } else if (callback instanceof RealmCallback realm) {
                            realm.setText(realm.getDefaultText());
                        }
                    }
                });
        try (RawClient wire = RawClient.greeted(server)) {
            String answer = wire.say("AUTH " + mechanism);
            while (answer.startsWith("+ ")) {
                byte[] response = client.evaluateChallenge(Base64.getDecoder().decode(answer.substring(2)));
                answer = wire.say(response == null ? "" : Base64.getEncoder().encodeToString(response));
            }
            assertThat(answer).startsWith("+OK");
            assertThat(client.isComplete()).isTrue();
        }
    }
}
