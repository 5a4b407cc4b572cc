package org.pop3spec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.audit.SmallDnsServer;
import org.pop3spec.net.ClosedPort;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.result.AuditJson;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.Grade;
import org.pop3spec.result.Observation;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AuditCommandTest {
    @TempDir
    Path folder;

    private ScriptedServer server = nobody();
    private String address = "";

    /** How a command ended, and what it wrote. */
    private record Said(int code, String out, String err) {}

    private static ScriptedServer nobody() {
        try {
            return ScriptedServer.saying();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server without TLS that takes passwords. */
    @BeforeEach
    void start() throws IOException {
        server.close();
        server = new ScriptedServer(peer -> {
            peer.say("+OK Dovecot ready.\r\n");
            for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
                peer.say(line.equals("CAPA") ? "+OK\r\nUSER\r\n.\r\n" : line.startsWith("X") ? "-ERR\r\n" : "+OK\r\n");
            }
        });
        address = "pop3://127.0.0.1:" + server.port();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void findings_are_told_with_evidence_remedy_and_grade() throws IOException {
        Said said = audit(address);

        assertThat(said.code()).isZero();
        assertThat(said.out())
                .contains("HIGH    Passwords can be sent without TLS  cleartext-login")
                .contains("S: USER")
                .contains("ssl = required")
                .contains("(not tried;")
                .contains("https://doc.dovecot.org/")
                .contains("there is no TLS to look at")
                .contains("grade F")
                .doesNotContain("\u001b");
        assertThat(result().grade()).contains(Grade.F);
    }

    @Test
    void audit_json_is_valid_against_its_schema_and_comes_back_as_it_was() throws IOException {
        audit(address);

        String json = Files.readString(folder.resolve("reports/audit/audit.json"));
        assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        AuditJson.write(result(), again);
        assertThat(again.toString(StandardCharsets.UTF_8)).isEqualTo(json);
    }

    private static Schema schema() throws IOException {
        try (InputStream in = AuditJson.class.getResourceAsStream(AuditJson.SCHEMA_RESOURCE)) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void report_on_a_single_audit_tells_all_of_it_again() throws IOException {
        audit(address);
        Path page = folder.resolve("reports/audit/index.html");
        String before = Files.readString(page);
        Files.delete(page);

        Said said = command("report", "reports/audit", "--fail-on", "high");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out()).contains("ssl = required", "failed by --fail-on high: ");
        assertThat(Files.readString(page)).isEqualTo(before);
    }

    @Test
    void a_dry_run_says_what_it_would_do_and_connects_to_nobody() {
        Said said = audit("--dry-run", address);

        assertThat(said.code()).isZero();
        assertThat(said.err())
                .contains("127.0.0.1:" + server.port())
                .contains("no DELE")
                .contains("4 a second");
        assertThat(server.connections()).isZero();
        assertThat(folder.resolve("reports")).doesNotExist();
    }

    @Test
    void an_output_that_cannot_be_written_is_refused_before_name_servers_or_the_server_are_asked() throws IOException {
        Path file = Files.writeString(folder.resolve("out"), "a file");
        try (SmallDnsServer dns = SmallDnsServer.hanging()) {
            Said said = audit("--output", "out", "--resolver", dns.endpoint().toString(), "example.org", address);

            assertThat(said.code()).isEqualTo(2);
            assertThat(said.out()).isEmpty();
            // what name servers say, and that they say nothing, would be told too
            assertThat(said.err()).isEqualTo("pop3spec: --output: it is no folder: " + file + "\n");
        }
        assertThat(server.connections()).isZero();
    }

    @Test
    void a_dry_run_says_whether_top_would_be_sent() {
        assertThat(audit("--dry-run", "--user", "alice", address).err()).contains("no DELE, no TOP");
        assertThat(audit("--dry-run", "--user", "alice", "--allow-top", address).err())
                .contains("TOP n 0 for at most 3 messages of at most 64 KiB")
                .doesNotContain("no TOP");
    }

    @Test
    void a_finding_of_the_severity_asked_for_ends_in_1() {
        assertThat(audit("--fail-on", "high", address).code()).isEqualTo(1);
    }

    @Test
    void what_is_ignored_with_a_reason_fails_nothing_and_is_told() throws IOException {
        Files.writeString(
                folder.resolve("taken.txt"),
                "# known\ncleartext-login: old scanners\ntls-missing: the same\nrpop-offered: gone since\n");

        Said said = audit("--fail-on", "high", "--ignore", "taken.txt", address);

        assertThat(said.code()).isZero();
        assertThat(said.out()).contains("ignored   old scanners").contains("(2 ignored)");
        assertThat(said.err()).contains("rpop-offered is not there any more");
        assertThat(result().grade()).contains(Grade.F);
    }

    @Test
    void an_ignored_finding_needs_its_name_and_a_reason() throws IOException {
        Files.writeString(folder.resolve("taken.txt"), "cleartext-logn: why\ntls-missing:\n");

        Said said = audit("--ignore", "taken.txt", address);

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .contains("taken.txt:1:1: there is no finding 'cleartext-logn'")
                .contains("taken.txt:2:13: tls-missing is ignored without a reason");
        assertThat(server.connections()).isZero();
    }

    @Test
    void a_domain_is_enough_where_its_srv_records_tell() throws IOException {
        try (SmallDnsServer dns =
                SmallDnsServer.of(Map.of("_pop3._tcp.example.org", List.of("0 " + server.port() + " localhost")))) {
            Said said = audit("--resolver", dns.endpoint().toString(), "example.org");

            assertThat(said.code()).isZero();
            assertThat(said.err()).contains("_pop3._tcp.example.org: pop3://localhost:" + server.port());
            assertThat(result().doors())
                    .containsExactly(
                            "pop3://localhost:" + server.port(), "kpop://localhost:1109", "pop2://localhost:109");
            assertThat(said.out()).contains("_pop3s._tcp.example.org: no such record");
            assertThat(result().observations())
                    .contains(new Observation("_pop3._tcp.example.org", "pop3://localhost:" + server.port()));
        }
    }

    @Test
    void the_deadline_holds_for_name_servers_that_hang_too() throws IOException {
        try (SmallDnsServer dns = SmallDnsServer.hanging()) {
            Said said = audit("--resolver", dns.endpoint().toString(), "--deadline", "1s", "example.org");

            // with the usual patience of 2 s there would be time for the first question only
            assertThat(said.err())
                    .contains(
                            "_pop3s._tcp.example.org: no answer (not asked, for the audit had taken as long as it may)");
            assertThat(result().complete()).isFalse();
            assertThat(result().grade()).isEmpty();
        }
    }

    @Test
    void no_password_goes_to_a_host_that_only_a_name_server_says_belongs_to_the_domain() throws IOException {
        try (SmallDnsServer dns =
                SmallDnsServer.of(Map.of("_pop3._tcp.example.org", List.of("0 " + server.port() + " localhost")))) {
            Said said = audit(
                    "--resolver",
                    dns.endpoint().toString(),
                    "--user",
                    "alice",
                    "--password-env",
                    "SECRET",
                    "example.org");

            assertThat(said.code()).isEqualTo(2);
            assertThat(said.err()).contains("name pop3://localhost:" + server.port() + ", which is not in that domain");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void a_dry_run_names_the_hosts_where_a_domain_without_records_is_looked_for() {
        assertThat(audit("--dry-run", "example.org").err())
                .contains("of example.org, pop.example.org, pop3.example.org, mail.example.org; there:");
        assertThat(audit("--dry-run", "mail.example.org").err()).doesNotContain("pop.mail.example.org");
    }

    @Test
    void a_dry_run_asks_no_name_server() throws IOException {
        Said said = audit("--dry-run", "--resolver", "127.0.0.1:" + server.port(), "example.org");

        assertThat(said.err()).contains("asks for the SRV records").contains("example.org:995");
        assertThat(server.connections()).isZero();
    }

    @Test
    void without_tls_the_password_is_not_sent() throws IOException {
        Said said = audit("--user", "alice", "--password-env", "SECRET", address);

        assertThat(said.code()).isZero();
        assertThat(said.err()).contains("login as alice, under TLS only");
        assertThat(said.out()).contains("there is no TLS, and without it the password is not sent");
        assertThat(Files.readString(folder.resolve("reports/audit/audit.json"))).doesNotContain("wonderland");
    }

    @Test
    void where_nobody_listens_it_ends_in_3() throws IOException {
        try (ClosedPort nobody = new ClosedPort()) {
            Said said = audit("pop3://" + nobody.endpoint());

            assertThat(said.code()).isEqualTo(3);
            assertThat(said.out()).contains("refuses connections");
        }
    }

    @Test
    void mistakes_on_the_command_line_end_in_2() {
        assertThat(audit().code()).isEqualTo(2);
        assertThat(audit("--fail-on", "worst", address).err()).contains("info, low, medium, high");
        assertThat(audit("imap://here").err()).contains("'imap' is none of pop, pop3, pops, pop3s, kpop, pop2");
        assertThat(audit("pop://alice:secret@here").err()).contains("no password belongs into an address");
        assertThat(audit("--trust", "gone.pem", address).code()).isEqualTo(2);
        assertThat(audit("--trust", ".", address).err()).contains("--trust: it is a folder, and no file: ");
        assertThat(audit("--ignore", ".", address).err()).contains("--ignore: it is a folder, and no file: ");
        assertThat(audit("--ignore", "gone.txt", address).err()).contains("--ignore: no such file or folder: ");
        assertThat(audit("--ignore", "cleartext-login", address).err())
                .contains("--ignore takes a file")
                .contains("put the line 'cleartext-login: reason' into one");
        assertThat(audit("m\u00fcnchen.example").err()).contains("with xn--");
        assertThat(audit("--rate", "0", address).code()).isEqualTo(2);
        assertThat(audit("--password-env", "SECRET", address).err()).contains("a password without --user");
        assertThat(audit("--allow-failed-logins", "2", address).err()).contains("about the account of --user");
        assertThat(audit("--allow-top", address).err()).contains("about the maildrop of --user");
        assertThat(server.connections()).isZero();
    }

    private AuditResult result() throws IOException {
        return AuditJson.read(Files.readAllBytes(folder.resolve("reports/audit/audit.json")));
    }

    private Said audit(String... arguments) {
        List<String> all = new ArrayList<>(List.of("audit"));
        if (!List.of(arguments).contains("--dry-run") && !List.of(arguments).contains("--rate")) {
            all.addAll(List.of("--rate", "1000"));
        }
        all.addAll(List.of(arguments));
        return command(all.toArray(new String[0]));
    }

    private Said command(String... all) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Pop3spec.run(new Shell(
                List.of(all),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                Map.of("SECRET", "wonderland"),
                folder,
                false));
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
