package org.pop3spec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pop3spec.Requires;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.refserver.Account;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.Retention;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.refserver.StoredMessage;
import org.pop3spec.result.AuditJson;
import org.pop3spec.result.AuditResult;
import org.pop3spec.scenario.Channel;
import org.pop3spec.target.Entrance;
import org.pop3spec.target.Secret;

/** An audit with an account in a process of its own, which is ended while the server hears a line of it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AuditStoppedTest {
    private static final String PASSWORD = "correct horse battery";
    private static final Set<String> HARMLESS =
            Set.of("CAPA", "STLS", "USER", "PASS", "STAT", "UIDL", "QUIT", "XPOP3SPEC", "AUTH", "*", "APOP", "RPOP");

    @TempDir
    Path folder;

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** What is fetched from it would be gone after QUIT. */
    private ReferenceServer server(String stage) throws IOException {
        ReferenceServer server = ReferenceServer.start(ServerSettings.builder()
                .accounts(List.of(new Account("alice", PASSWORD)))
                .retention(Optional.of(Retention.ofDays(0)))
                .heard(line -> hear(line, stage))
                .build());
        for (int i = 0; i < 100; i++) {
            server.maildrop("alice").put(("Subject: " + i + "\r\n\r\nhello\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        return server;
    }

    /** Holds up the answer at that line until the client is gone. */
    private void hear(String line, String stage) {
        heard.add(line);
        if (keyword(line).equals(stage)) {
            reached.countDown();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String keyword(String line) {
        return line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    }

    private Process audit(ReferenceServer server) throws IOException {
        Files.writeString(folder.resolve("ca.pem"), server.caCertificatePem());
        // whoever starts this test may have told its children to ignore Ctrl-C
        ProcessBuilder builder = new ProcessBuilder(
                        Requires.command("env").toString(),
                        "--default-signal=INT,TERM",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Pop3spec.class.getName(),
                        "audit",
                        "--rate",
                        "1000",
                        "--trust",
                        "ca.pem",
                        "--user",
                        "alice",
                        "--password-env",
                        "ALICE",
                        "pop3://127.0.0.1:" + server.pop3Port(),
                        "pop3s://127.0.0.1:" + server.pop3sPort())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console").toFile());
        builder.environment().put("ALICE", PASSWORD);
        return builder.start();
    }

    private static List<String> content(ReferenceServer server) {
        return server.maildrop("alice").messages().stream()
                .map((StoredMessage m) -> m.uniqueId() + " " + new String(m.octets(), StandardCharsets.US_ASCII))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "KILL,PASS,137",
        "KILL,STAT,137",
        "KILL,UIDL,137",
        "KILL,QUIT,137",
        "KILL,APOP,137",
        "INT,PASS,130",
        "INT,UIDL,130",
        "TERM,STAT,143",
        "TERM,APOP,143"
    })
    void the_maildrop_is_as_it_was_and_free(String signal, String stage, int code) throws Exception {
        try (ReferenceServer server = server(stage)) {
            List<String> before = content(server);
            Process process = audit(server);
            try {
                reached.await();
                new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                        .start()
                        .waitFor();
                assertThat(process.waitFor()).isEqualTo(code);
            } finally {
                process.destroyForcibly().waitFor();
                ended.countDown();
            }

            Entrance.byPassword(
                            new Endpoint("127.0.0.1", server.pop3Port()),
                            Channel.CLEARTEXT,
                            TlsSettings.trustingAnyone(),
                            Limits.standard())
                    .enter(
                            new org.pop3spec.target.Account("alice", Secret.of(PASSWORD, "a test"), Set.of(), 0),
                            Deadline.in(Duration.ofSeconds(20)))
                    .close();
            assertThat(content(server)).hasSize(100).isEqualTo(before);
            assertThat(heard).allSatisfy(line -> assertThat(HARMLESS).contains(keyword(line)));
            if (!signal.equals("KILL")) {
                assertReported();
            }
        }
    }

    private void assertReported() throws IOException {
        AuditResult audit = AuditJson.read(Files.readAllBytes(folder.resolve("reports/audit/audit.json")));
        assertThat(audit.complete()).isFalse();
        assertThat(audit.maildrop().orElseThrow().unchanged()).isEmpty();
        assertThat(Files.readString(folder.resolve("console"))).doesNotContain("Exception", "\tat ", "horse");
    }
}
