package org.pop3spec.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.Requires;
import org.pop3spec.auth.Credentials;
import org.pop3spec.kerberos.Kdc;
import org.pop3spec.kerberos.Keytabs;
import org.pop3spec.kerberos.MintedRealm;
import org.pop3spec.kerberos.MitProgram;
import org.pop3spec.net.Endpoint;
import org.pop3spec.refserver.KerberosService;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.Verdict;

/** Kerberos and KPOP with software that is not ours: MIT's tools and library, and fetchmail, where they are installed. */
@Timeout(180)
class KerberosInteropTest {
    private static final String REALM = MintedRealm.NAME;
    private static final String POP = MintedRealm.SERVICE;
    private static final String MESSAGE = "Subject: by ticket\r\n\r\nhello\r\n";

    @TempDir
    private Path folder;

    private String run(String input, List<String> command) throws IOException, InterruptedException {
        Process process = start(command);
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(ISO_8859_1));
        }
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("%s ends", command.get(0))
                .isTrue();
        return output + "exit code " + process.exitValue();
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KRB5_CONFIG", folder.resolve("krb5.conf").toString());
        builder.environment().put("KRB5CCNAME", "FILE:" + folder.resolve("tickets"));
        builder.environment().put("KRB5_KTNAME", "FILE:" + folder.resolve("pop.keytab"));
        builder.environment().put("KRB5RCACHENAME", "dfl:");
        builder.environment().put("KRB5RCACHEDIR", folder.toString());
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private Kdc kdc() throws Exception {
        Kdc kdc = Kdc.start(REALM);
        kdc.addPrincipal("alice@" + REALM, "wonderland");
        Files.writeString(folder.resolve("krb5.conf"), kdc.krb5Conf());
        Files.write(folder.resolve("pop.keytab"), Keytabs.write(kdc.keys(POP)));
        return kdc;
    }

    private static ReferenceServer server(Kdc kdc) throws IOException {
        ReferenceServer server = ReferenceServer.start(ServerSettings.builder()
                .account("bob", "builder-77")
                .kerberos(new KerberosService(POP, () -> kdc.keys(POP)))
                .build());
        server.maildrop("alice").put(MESSAGE.getBytes(ISO_8859_1));
        return server;
    }

    @Test
    void mits_tools_get_tickets_and_read_the_keytab() throws Exception {
        Requires.command("kinit");
        try (Kdc kdc = kdc()) {
            assertThat(run("looking-glass\n", List.of("kinit", "alice@" + kdc.realm())))
                    .contains("Password incorrect");
            assertThat(run("wonderland\n", List.of("kinit", "alice@" + kdc.realm())))
                    .endsWith("exit code 0");
            assertThat(run(
                            "",
                            List.of("kvno", "-k", folder.resolve("pop.keytab").toString(), POP)))
                    .contains("keytab entry valid")
                    .endsWith("exit code 0");
            assertThat(run("", List.of("klist", "-f")))
                    .contains(POP, "Default principal: alice@" + REALM)
                    // the flag A says that the KDC saw pre-authentication
                    .containsPattern("Flags: [A-Za-z]*A");
            assertThat(run(
                            "",
                            List.of(
                                    "klist",
                                    "-kte",
                                    folder.resolve("pop.keytab").toString())))
                    .contains(POP, "aes256-cts-hmac-sha1-96");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mutual | KPOPV1.0 | alice | proven: yes | +OK 1
            none   | KPOPV1.0 | alice | proven: no  | +OK 1
            mutual | KPOPV1.0 | bob   | proven: yes | -ERR [AUTH]
            mutual | KPOPV0.1 | alice | refused: Bad application version | exit code 2
            """)
    void mits_sendauth_meets_the_reference_server(
            String mutual, String application, String user, String first, String later) throws Exception {
        Requires.command("kinit");
        Path sendauth = MitProgram.compiled(folder, "sendauth");
        try (Kdc kdc = kdc();
                ReferenceServer server = server(kdc)) {
            run("wonderland\n", List.of("kinit", "alice@" + REALM));
            String said = run(
                    "",
                    List.of(sendauth.toString(), String.valueOf(server.kpopPort()), POP, mutual, application, user));
            assertThat(said).startsWith(first).contains(later);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            right          |  0
            mutual         |  0
            subkey         |  0
            authorization-data | 0
            forwarded      |  0
            foreign-client |  0
            invalid        | 60
            skewed         | 37
            ahead          | 37
            expired        | 32
            not-yet-valid  | 33
            other-service  | 35
            wrong-kvno     | 44
            flipped        | 31
            flipped-ticket | 31
            other-key      | 31
            other-client   | 36
            """)
    void mits_recvauth_judges_our_requests(String kind, int code) throws Exception {
        atMits(endpoint -> {
            boolean proof = code == 0 && !kind.equals("right");
            Outcome outcome = new ScenarioPlayer()
                    .play(
                            Stage.scenario("connect kpop no-handshake\n"
                                    + "C raw \"${frame('KRB5_SENDAUTH_V1.0' + unhex('00'))}"
                                    + "${frame('KPOPV1.0' + unhex('00'))}\"\nS octets 1 as result\n"
                                    + "assert hex(result) == '00'\nC raw \"${frame(ap_req('" + kind + "'))}\"\n"
                                    + "S frame as error\nassert krb_error(error) == " + (code == 0 ? -1 : code) + "\n"
                                    + (proof ? "S frame as proof\nassert ap_rep(proof)\n" : "")
                                    + (code == 0 ? "S: +OK\nC: QUIT\nS: +OK\n" : "")),
                            Stage.setting(endpoint));
            assertThat(outcome.verdict()).as("%s", outcome.failure()).isEqualTo(Verdict.PASS);
            if (code == 0) {
                Outcome login = new ScenarioPlayer()
                        .play(Stage.scenario("login kpop\nC: STAT\nS: +OK 0 0"), Stage.setting(endpoint));
                assertThat(login.verdict()).as("%s", login.failure()).isEqualTo(Verdict.PASS);
            }
        });
    }

    /** What MIT's library answers to what is no flawed ticket, and ours as well. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unhex('')               | 40
            unhex('67617262616765') | 40
            ap_req('right') + 'more' | -1
            """)
    void mits_recvauth_and_the_reference_server_answer_alike(String octets, int code) throws Exception {
        atBoth(endpoint -> assertPasses(
                shown("", "frame(" + octets + ")") + "assert krb_error(answer) == " + code + "\n", endpoint));
    }

    @Test
    void mits_recvauth_and_the_reference_server_remember_what_they_have_seen() throws Exception {
        atBoth(endpoint -> assertPasses(
                "let request = frame(ap_req('right'))\n" + shown("", "request")
                        + "assert answer == ''\nS: +OK\nC: QUIT\nS: +OK\nC close\n" + shown("2", "request")
                        + "assert krb_error(answer2) == 34\n",
                endpoint));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT1M", "PT2M"})
    void a_ticket_that_ends_about_now_is_taken_by_both_for_clocks_differ(Duration left) throws Exception {
        atBoth(endpoint -> {
            Outcome outcome = new ScenarioPlayer()
                    .play(
                            Stage.scenario("login kpop\nC: STAT\nS: +OK 0 0"),
                            Stage.setting(
                                    endpoint,
                                    new Credentials("alice", "unused")
                                            .withKerberos(MintedRealm.identity("alice", left))));
            assertThat(outcome.verdict()).as("%s", outcome.failure()).isEqualTo(Verdict.PASS);
        });
    }

    /** An AP-REQ, shown on that connection. */
    private static String shown(String connection, String frame) {
        return "connect" + (connection.isEmpty() ? "" : " on " + connection) + " kpop no-handshake\nC" + connection
                + " raw \"${frame('KRB5_SENDAUTH_V1.0' + unhex('00'))}${frame('KPOPV1.0' + unhex('00'))}\"\nS"
                + connection + " octets 1 as result" + connection + "\nC" + connection + " raw \"${" + frame
                + "}\"\nS" + connection + " frame as answer" + connection + "\n";
    }

    private static void assertPasses(String session, Endpoint endpoint) throws InterruptedException {
        Outcome outcome = new ScenarioPlayer().play(Stage.scenario(session), Stage.setting(endpoint));
        assertThat(outcome.verdict()).as("%s", outcome.failure()).isEqualTo(Verdict.PASS);
    }

    /** What is done with a server that knows {@link MintedRealm#KEY}. */
    private interface Visit {
        void to(Endpoint endpoint) throws Exception;
    }

    private void atMits(Visit visit) throws Exception {
        Path recvauth = MitProgram.compiled(folder, "recvauth");
        Files.writeString(
                folder.resolve("krb5.conf"),
                "[libdefaults]\n default_realm = " + REALM + "\n dns_lookup_kdc = false\n");
        Files.write(folder.resolve("pop.keytab"), Keytabs.write(List.of(MintedRealm.KEY)));
        Process process = start(List.of(recvauth.toString(), POP));
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), ISO_8859_1))) {
            visit.to(new Endpoint("127.0.0.1", Integer.parseInt(out.readLine())));
        } finally {
            process.destroy();
        }
    }

    private void atBoth(Visit visit) throws Exception {
        try (ReferenceServer ours = ReferenceServer.start(ServerSettings.builder()
                .kerberos(new KerberosService(POP, () -> List.of(MintedRealm.KEY)))
                .build())) {
            visit.to(new Endpoint("127.0.0.1", ours.kpopPort()));
        }
        atMits(visit);
    }

    @Test
    void curl_fetches_by_gssapi() throws Exception {
        Requires.command("curl");
        Requires.command("kinit");
        try (Kdc kdc = kdc();
                ReferenceServer server = server(kdc)) {
            run("wonderland\n", List.of("kinit", "alice@" + REALM));
            String said = run(
                    "",
                    List.of(
                            "curl",
                            "-sv",
                            "--user",
                            "alice@" + REALM + ":",
                            "--login-options",
                            "AUTH=GSSAPI",
                            "pop3://localhost:" + server.pop3Port() + "/1"));
            assertThat(said).contains("AUTH GSSAPI", "Subject: by ticket").endsWith("exit code 0");
        }
    }

    @Test
    void mpop_fetches_by_gssapi() throws Exception {
        Requires.command("mpop");
        Requires.command("kinit");
        try (Kdc kdc = kdc();
                ReferenceServer server = server(kdc)) {
            run("wonderland\n", List.of("kinit", "alice@" + REALM));
            Path fetched = folder.resolve("fetched");
            String said = run(
                    "",
                    List.of(
                            "mpop",
                            "--debug",
                            "--host=localhost",
                            "--port=" + server.pop3Port(),
                            "--user=alice",
                            "--auth=gssapi",
                            "--passwordeval=echo none",
                            "--delivery=mbox," + fetched,
                            "--uidls-file=" + folder.resolve("uidls"),
                            "--keep=on"));
            assertThat(said).contains("AUTH GSSAPI").endsWith("exit code 0");
            assertThat(Files.readString(fetched)).contains("Subject: by ticket", "hello");
        }
    }

    @Test
    void fetchmail_fetches_by_gssapi() throws Exception {
        Requires.command("fetchmail");
        Requires.command("kinit");
        try (Kdc kdc = kdc();
                ReferenceServer server = server(kdc)) {
            run("wonderland\n", List.of("kinit", "alice@" + REALM));
            Path fetched = folder.resolve("fetched");
            Path rc = Files.writeString(
                    folder.resolve("fetchmailrc"),
                    "poll localhost service " + server.pop3Port() + " protocol pop3 auth gssapi no dns user \"alice\""
                            + " there is \"root\" here sslproto \"\" keep mda \"cat >> " + fetched + "\"\n");
            Files.setPosixFilePermissions(rc, PosixFilePermissions.fromString("rw-------"));
            String said = run(
                    "",
                    List.of(
                            "fetchmail",
                            "-v",
                            "-f",
                            rc.toString(),
                            "--pidfile",
                            folder.resolve("pid").toString()));
            assertThat(said).contains("AUTH GSSAPI").endsWith("exit code 0");
            assertThat(Files.readString(fetched)).contains("Subject: by ticket", "hello");
        }
    }

    @Test
    void fetchmail_fetches_by_kpop() throws Exception {
        Requires.command("fetchmail");
        Requires.command("kinit");
        Requires.command("unshare");
        try (Kdc kdc = kdc();
                ReferenceServer server = server(kdc)) {
            run("wonderland\n", List.of("kinit", "alice@" + REALM));
            // fetchmail finds the port by the service's name only: it gets a list of services of its own
            Path services = Files.writeString(
                    folder.resolve("services"), "kpop " + server.kpopPort() + "/tcp\nsmtp 25/tcp\npop3 110/tcp\n");
            Path fetched = folder.resolve("fetched");
            Path rc = Files.writeString(
                    folder.resolve("fetchmailrc"),
                    "poll localhost protocol kpop auth kerberos_v5 no dns user \"alice\" there is \"root\" here"
                            + " sslproto \"\" keep mda \"cat >> " + fetched + "\"\n");
            Files.setPosixFilePermissions(rc, PosixFilePermissions.fromString("rw-------"));
            String said = run(
                    "",
                    List.of(
                            "unshare",
                            "-m",
                            "sh",
                            "-c",
                            "mount --bind " + services + " /etc/services && exec fetchmail -v -f " + rc + " --pidfile "
                                    + folder.resolve("pid")));
            Assumptions.assumeFalse(
                    said.contains("Operation not permitted"), "a mount of its own is not permitted here");
            assertThat(said).contains("PASS").endsWith("exit code 0");
            assertThat(Files.readString(fetched)).contains("Subject: by ticket", "hello");
        }
    }
}
