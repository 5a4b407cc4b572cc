package org.pop3spec.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.kerberos.Kdc;
import org.pop3spec.kerberos.ServiceKey;
import org.pop3spec.refserver.Account;
import org.pop3spec.refserver.KerberosService;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.ExitCode;

/** Accounts of a target that its realm does not know, or not so. */
@Timeout(120)
class TicketsTest {
    private static final String SERVICE = "pop/localhost@EXAMPLE.TEST";
    private static final String ONE_WITH_A_TICKET = "kpop/1-connection/whole-session";
    private static final String ONE_WITHOUT = "rfc1939/5-transaction/stat*";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    private Kdc kdc;
    private ReferenceServer server;

    @BeforeEach
    void start() throws Exception {
        kdc = Kdc.start("EXAMPLE.TEST");
        kdc.addPrincipal("alice@EXAMPLE.TEST", "wonderland");
        List<ServiceKey> keys = kdc.keys(SERVICE);
        server = ReferenceServer.start(ServerSettings.builder()
                .accounts(List.of(new Account("alice", "wonderland"), new Account("bob", "builder")))
                .kerberos(new KerberosService(SERVICE, () -> keys))
                .build());
        Files.writeString(folder.resolve("krb5.conf"), kdc.krb5Conf());
    }

    @AfterEach
    void stop() {
        server.close();
        kdc.close();
    }

    @Test
    void an_account_that_the_realm_does_not_know_is_told_before_anything_is_played() throws Exception {
        assertThat(run(ONE_WITH_A_TICKET, "")).isEqualTo(ExitCode.UNUSABLE.value());
        assertThat(said())
                .contains("the account bob can't log in by Kerberos: no ticket of bob@EXAMPLE.TEST for " + SERVICE)
                .contains("Client not found in Kerberos database");
    }

    @Test
    void so_is_a_password_that_is_not_the_realms() throws Exception {
        kdc.addPrincipal("bob@EXAMPLE.TEST", "another");

        assertThat(run(ONE_WITH_A_TICKET, "")).isEqualTo(ExitCode.UNUSABLE.value());
        assertThat(said())
                .contains("the account bob can't log in by Kerberos: no ticket of bob@EXAMPLE.TEST for " + SERVICE)
                .doesNotContain("builder");
    }

    @Test
    void a_realm_that_is_not_there_is_told_so() throws Exception {
        kdc.close();

        assertThat(run(ONE_WITH_A_TICKET, "")).isEqualTo(ExitCode.UNUSABLE.value());
        assertThat(said()).contains("the account alice can't log in by Kerberos");
    }

    @Test
    void who_shows_no_ticket_needs_no_realm() throws Exception {
        kdc.close();

        assertThat(run(ONE_WITHOUT, "")).as(said()).isEqualTo(ExitCode.CONFORMANT.value());
    }

    @Test
    void with_the_right_principal_the_account_logs_in() throws Exception {
        kdc.addPrincipal("builder@EXAMPLE.TEST", "builder");

        assertThat(run(ONE_WITH_A_TICKET, ", principal: builder@EXAMPLE.TEST"))
                .as(said())
                .isNotEqualTo(ExitCode.UNUSABLE.value());
    }

    private String said() {
        return console.toString(UTF_8);
    }

    private int run(String only, String moreOfBob) throws Exception {
        Files.writeString(folder.resolve("alice.secret"), "wonderland");
        Files.writeString(folder.resolve("bob.secret"), "builder");
        Files.writeString(folder.resolve("ca.pem"), server.caCertificatePem());
        Files.writeString(
                folder.resolve("target.yaml"),
                "pop3: localhost:" + server.pop3Port() + "\nkpop: localhost:" + server.kpopPort()
                        + "\nkerberos: {kdc: krb5.conf, service: " + SERVICE + "}\ntls: {trust: ca.pem}\n"
                        + "disposable: true\ndelivery: smtp://localhost:" + server.smtpPort() + "\naccounts:\n"
                        + "  - {user: alice, password-file: alice.secret}\n"
                        + "  - {user: bob, password-file: bob.secret" + moreOfBob + "}\n");
        return Pop3spec.run(LastingCommand.shell(
                console, folder, List.of("run", "--target", "target.yaml", "--only", only, "--output", "out")));
    }
}
