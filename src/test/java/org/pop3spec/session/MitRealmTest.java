package org.pop3spec.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pop3spec.Requires;
import org.pop3spec.auth.Credentials;
import org.pop3spec.kerberos.ClientKey;
import org.pop3spec.kerberos.KerberosIdentity;
import org.pop3spec.kerberos.Keytabs;
import org.pop3spec.kerberos.OutsideRealm;
import org.pop3spec.net.Endpoint;
import org.pop3spec.refserver.KerberosService;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.Verdict;

/** A realm of MIT's KDC, that the harness has not started, where Debian's krb5-kdc and krb5-admin-server are installed. */
@Timeout(180)
class MitRealmTest {
    private static final String REALM = "MIT.TEST";
    private static final String POP = "pop/localhost@" + REALM;
    private static final Duration STARTING = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private Optional<Process> kdc = Optional.empty();

    @BeforeEach
    void the_realm_is_there() throws Exception {
        Requires.command("krb5kdc");
        Requires.command("kadmin.local");
        int port = freePort();
        Files.writeString(folder.resolve("krb5.conf"), """
                [libdefaults]
                    default_realm = MIT.TEST
                    dns_lookup_kdc = false
                    dns_canonicalize_hostname = false
                    rdns = false
                    udp_preference_limit = 1
                [realms]
                    MIT.TEST = {
                        kdc = 127.0.0.1:%d
                    }
                """.formatted(port));
        Files.writeString(folder.resolve("kdc.conf"), """
                [realms]
                    MIT.TEST = {
                        kdc_listen = 127.0.0.1:%d
                        kdc_tcp_listen = 127.0.0.1:%d
                        database_name = %s/principal
                        key_stash_file = %s/stash
                        acl_file = %s/acl
                        supported_enctypes = aes256-cts-hmac-sha1-96:normal aes128-cts-hmac-sha1-96:normal
                        default_principal_flags = +preauth
                    }
                """.formatted(port, port, folder, folder, folder));
        run("", "kdb5_util", "create", "-r", REALM, "-s", "-P", "master");
        for (String query : List.of(
                "addprinc -pw wonderland alice",
                "addprinc -randkey pop/localhost",
                "ktadd -k " + folder + "/pop.keytab pop/localhost",
                "ktadd -norandkey -k " + folder + "/alice.keytab alice")) {
            run("", "kadmin.local", "-r", REALM, "-q", query);
        }
        Process started = start("krb5kdc", "-n", "-r", REALM);
        kdc = Optional.of(started);
        awaitPort(port, started);
    }

    @AfterEach
    void the_realm_is_gone() throws InterruptedException {
        if (kdc.isPresent()) {
            kdc.get().destroy();
            kdc.get().waitFor(30, TimeUnit.SECONDS);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort(int port, Process started) throws IOException {
        long until = System.nanoTime() + STARTING.toNanos();
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                if (!started.isAlive() || System.nanoTime() > until) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KRB5_CONFIG", folder.resolve("krb5.conf").toString());
        builder.environment().put("KRB5_KDC_PROFILE", folder.resolve("kdc.conf").toString());
        builder.environment().put("KRB5CCNAME", "FILE:" + folder.resolve("cache"));
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private void run(String input, String... command) throws IOException, InterruptedException {
        Process process = start(command);
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(ISO_8859_1));
        }
        String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as("%s: %s", command[0], said).isZero();
    }

    private ClientKey key(String kind) throws IOException, InterruptedException {
        return switch (kind) {
            case "keytab" -> new ClientKey.InKeytab(folder.resolve("alice.keytab"));
            case "cache" -> {
                run("wonderland\n", "kinit", "alice@" + REALM);
                yield new ClientKey.InCache(folder.resolve("cache"));
            }
            default -> new ClientKey.Password("wonderland");
        };
    }

    @ParameterizedTest
    @CsvSource({
        "password, kpop",
        "password, sasl-gssapi",
        "keytab, kpop",
        "keytab, sasl-gssapi",
        "cache, kpop",
        "cache, sasl-gssapi"
    })
    void its_tickets_open_a_maildrop(String kind, String variant) throws Exception {
        KerberosIdentity identity = new KerberosIdentity(
                new OutsideRealm(folder.resolve("krb5.conf"), Optional.empty()), "alice@" + REALM, key(kind), POP);
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.builder()
                .kerberos(new KerberosService(POP, () -> Keytabs.read(folder.resolve("pop.keytab"))))
                .build())) {
            Endpoint endpoint =
                    new Endpoint("127.0.0.1", variant.equals("kpop") ? server.kpopPort() : server.pop3Port());

            Outcome outcome = new ScenarioPlayer()
                    .play(
                            Stage.scenario("login " + variant + " strict\nC: STAT\nS: +OK 0 0"),
                            Stage.setting(endpoint, new Credentials("alice", "unknown").withKerberos(identity)));

            assertThat(outcome.verdict()).as("%s", outcome.failure()).isEqualTo(Verdict.PASS);
        }
    }
}
