package org.pop3spec.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pop3spec.kerberos.ClientKey;
import org.pop3spec.kerberos.KerberosTrouble;
import org.pop3spec.kerberos.Keytabs;
import org.pop3spec.kerberos.OutsideRealm;
import org.pop3spec.kerberos.ServiceKey;

/** The realm for others, as {@code kdc} runs it. */
@Timeout(120)
class KdcCommandTest {
    private static final String ALICE = "alice@HERE.TEST";
    private static final String POP = "pop/mail.example.org@HERE.TEST";
    private static final String PASSWORD = "w\u00f6nder land";

    @TempDir
    private Path folder;

    private LastingCommand kdc(String... more) throws Exception {
        Files.writeString(folder.resolve("pw"), PASSWORD + "\n");
        return LastingCommand.started(
                folder,
                "mail.example.org = HERE.TEST",
                Stream.concat(
                                Stream.of(
                                        "kdc",
                                        "--realm",
                                        "HERE.TEST",
                                        "--password-file",
                                        "pw",
                                        "--service",
                                        "pop/mail.example.org"),
                                Stream.of(more))
                        .toList());
    }

    private OutsideRealm realm() {
        return new OutsideRealm(folder.resolve("pop3spec.krb5.conf"), Optional.of(folder.resolve("pop3spec.keytab")));
    }

    private static ClientKey password() {
        return new ClientKey.Password(new String(PASSWORD.getBytes(UTF_8), ISO_8859_1));
    }

    @Test
    void its_files_are_what_a_client_and_a_server_need() throws Exception {
        try (LastingCommand kdc = kdc()) {
            assertThat(realm().ticket(ALICE, password(), POP).client()).isEqualTo(ALICE);
            assertThat(realm().keys(POP)).extracting(ServiceKey::type).containsExactlyInAnyOrder(18, 17);
            assertThat(kdc.said())
                    .contains(
                            "target      kerberos: {kdc: pop3spec.krb5.conf, service: " + POP
                                    + ", keytab: pop3spec.keytab}",
                            "auth_krb5_keytab = " + folder.resolve("pop3spec.keytab"),
                            "sasl_keytab: " + folder.resolve("pop3spec.keytab"))
                    .doesNotContain(PASSWORD);
        }
    }

    @Test
    void only_its_owner_reads_the_servers_keys_and_nothing_else_is_written() throws Exception {
        try (LastingCommand kdc = kdc("--keytab", "their.keytab", "--krb5-conf", "their.conf")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("their.keytab"))))
                    .as(kdc.said())
                    .isEqualTo("rw-------");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(folder::relativize).map(Path::toString))
                    .containsExactlyInAnyOrder("pw", "their.keytab", "their.conf");
        }
    }

    @Test
    void weak_keys_are_there_where_they_are_asked_for() throws Exception {
        try (LastingCommand kdc = kdc("--enctypes", "aes256-cts-hmac-sha1-96,arcfour-hmac")) {
            assertThat(realm().keys(POP))
                    .as(kdc.said())
                    .extracting(ServiceKey::type)
                    .containsExactlyInAnyOrder(18, 23);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 127.0.0.1, kdc = 127.0.0.1:",
        "0.0.0.0, localhost, kdc = localhost:",
        "127.0.0.1, kdc.example.org, kdc = kdc.example.org:"
    })
    void clients_are_told_the_name_that_they_know_the_machine_by(String bind, String host, String line)
            throws Exception {
        try (LastingCommand kdc = kdc("--bind", bind, "--host", host)) {
            assertThat(folder.resolve("pop3spec.krb5.conf")).content().contains(line);
            assertThat(kdc.said()).contains(line);
        }
    }

    @Test
    void when_it_has_ended_nobody_gets_a_ticket() throws Exception {
        kdc().close();

        assertThatExceptionOfType(KerberosTrouble.class).isThrownBy(() -> realm().ticket(ALICE, password(), POP));
        assertThat(Keytabs.principals(folder.resolve("pop3spec.keytab"))).containsExactly(POP);
    }
}
