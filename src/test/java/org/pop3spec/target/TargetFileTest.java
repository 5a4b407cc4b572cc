package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.kerberos.Keytabs;
import org.pop3spec.kerberos.ServiceKey;
import org.pop3spec.net.Endpoint;
import org.pop3spec.scenario.Protocol;

class TargetFileTest {
    private static final String FULL = """
            name: staging
            pop3: mail.example.org:1110
            pop3s: "[2001:db8::1]:1995"
            accounts:
              - {user: alice, password-file: alice.secret, allow: [read, change], failed-logins: 3}
              - {user: bob, password-env: BOB_PASSWORD}
            disposable: true
            delivery: maildir:mail/{user}
            tls: {trust: ca.pem}
            limits: {connections: 4, timeout: 2m, login-delay: 0}
            """;

    private static final int AES_256 = 18;

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws Exception {
        Files.writeString(folder.resolve("alice.secret"), "open sesame\n");
        Files.writeString(folder.resolve("ca.pem"), "");
    }

    @Test
    void an_account_may_have_more_than_a_password() throws Exception {
        Target target = read("""
                pop3: mail.example.org
                accounts:
                  - user: bob
                    password-env: BOB_PASSWORD
                    apop-secret-file: alice.secret
                    token-env: BOB_PASSWORD
                    rpop-user: robert
                """);

        Proofs proofs = target.accounts().get(0).proofs();
        assertThat(proofs.apopSecret().map(Secret::reveal)).contains("open sesame");
        assertThat(proofs.token().map(Secret::reveal)).contains("hunter2");
        assertThat(proofs.rpopUser()).contains("robert");
    }

    @Test
    void earlier_protocols_have_ports_of_their_own() throws Exception {
        Target target = read("""
                pop3: mail.example.org
                pop2: mail.example.org
                pop1: "[2001:db8::1]:1918"
                accounts:
                  - {user: alice, password-file: alice.secret}
                  - {user: bob, password-file: alice.secret, folder: /usr/spool/mail/bob}
                """);

        assertThat(target.cleartext(Protocol.POP2)).contains(new Endpoint("mail.example.org", 109));
        assertThat(target.cleartext(Protocol.POP1)).contains(new Endpoint("2001:db8::1", 1918));
        assertThat(target.accounts()).extracting(Account::folder).containsExactly("INBOX", "/usr/spool/mail/bob");
        assertThat(read("pop3: mail.example.org\n").cleartext(Protocol.POP2)).isEmpty();
        assertThatExceptionOfType(InvalidTargetFile.class)
                .isThrownBy(() -> read("pop3: mail.example.org\npop1: mail.example.org\n"))
                .withMessageContaining("2:7: pop1: expected host:port");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    token: abc                       | a token itself cannot stand in a target file
                    apop-secret: abc                 | a secret itself cannot stand in a target file
                    'token-file: a, token-env: B'    | expected one of token-file and token-env, not both
                    token-file: missing              | token: no such password file: missing
                    """)
    void secrets_beside_the_password_are_read_from_elsewhere_too(String entry, String complaint) {
        assertThatExceptionOfType(InvalidTargetFile.class)
                .isThrownBy(() -> read(
                        "pop3: mail.example.org\naccounts: [{user: bob, password-env: BOB_PASSWORD, " + entry + "}]\n"))
                .withMessageContaining(complaint);
    }

    @Test
    void everything_that_a_file_says_is_in_the_target() throws Exception {
        Target target = read(FULL);

        assertThat(target.name()).isEqualTo("staging");
        assertThat(target.addresses()).containsExactly("pop3://mail.example.org:1110", "pop3s://[2001:db8::1]:1995");
        assertThat(target.accounts()).extracting(Account::user).containsExactly("alice", "bob");
        assertThat(target.accounts().get(0).password().reveal()).isEqualTo("open sesame");
        assertThat(target.accounts().get(0).allowed())
                .containsExactlyInAnyOrder(Account.Allowance.READ, Account.Allowance.CHANGE);
        assertThat(target.accounts().get(0).failedLogins()).isEqualTo(3);
        assertThat(target.accounts().get(1).password().reveal()).isEqualTo("hunter2");
        assertThat(target.accounts().get(1).allowed()).isEmpty();
        assertThat(target.disposable()).isTrue();
        assertThat(target.delivery()).isEqualTo("maildir:mail/{user}");
        assertThat(target.trust()).isEqualTo(new Trust.Pem(folder.resolve("ca.pem")));
        assertThat(target.limits())
                .isEqualTo(new TargetLimits(Optional.of(4), Duration.ofMinutes(2), Optional.of(Duration.ZERO)));
    }

    @Test
    void what_a_file_does_not_say_is_safe() throws Exception {
        Target target = read("pop3: localhost\n");

        assertThat(target.name()).isEqualTo("target");
        assertThat(target.addresses()).containsExactly("pop3://localhost:110");
        assertThat(target.allowsEverything()).isFalse();
        assertThat(target.delivery()).isEqualTo("none");
        assertThat(target.trust()).isEqualTo(new Trust.OfJava());
        assertThat(target.accounts()).isEmpty();
    }

    @Test
    void only_one_final_line_end_of_a_secret_file_is_dropped() throws Exception {
        Files.writeString(folder.resolve("alice.secret"), " a b \r\n");

        assertThat(read(FULL).accounts().get(0).password().reveal()).isEqualTo(" a b ");
    }

    @Test
    void a_secret_of_two_lines_is_refused() throws Exception {
        Files.writeString(folder.resolve("alice.secret"), "first\nsecond\n");

        assertThat(complaint(FULL)).contains("has a line end").doesNotContain("first", "second");
    }

    @Test
    void a_secret_shows_in_no_text_of_a_target() throws Exception {
        assertThat(read(FULL).toString())
                .doesNotContain("open sesame", "hunter2")
                .contains("file alice.secret");
    }

    @Test
    void an_unknown_key_is_refused_with_its_position_its_line_and_a_caret() {
        assertThat(complaint("pop3: localhost\nacounts: []\n"))
                .startsWith("target.yaml:2:1: unknown key 'acounts' in a target")
                .contains("| acounts: []\n         | ^^^^^^^\n")
                .contains("did you mean 'accounts'?");
    }

    @Test
    void an_unknown_key_within_an_account_does_not_show_its_value() {
        assertThat(complaint("pop3: localhost\naccounts:\n  - {user: alice, passwort: hunter2}\n"))
                .startsWith("target.yaml:3:19: unknown key 'passwort' in an account")
                .doesNotContain("hunter2");
    }

    @Test
    void a_password_in_the_file_itself_is_refused_and_not_shown() {
        assertThat(complaint("pop3: localhost\naccounts:\n  - {user: alice, password: hunter2}\n"))
                .startsWith("target.yaml:3:19: a password itself cannot stand in a target file")
                .doesNotContain("hunter2");
    }

    @Test
    void all_mistakes_are_told_at_once() {
        assertThat(complaint("pop3: 'no host'\ndisposable: perhaps\nlimits: {timeout: soon}\n"))
                .contains("target.yaml:1:7: pop3: expected host")
                .contains("target.yaml:2:13: disposable: expected true or false")
                .contains("target.yaml:3:19: timeout: expected a time");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: x                                             | 1:1: expected at least one of pop3 and pop3s",
                "pop3: h:0                                           | 1:7: pop3: expected host",
                "pop3: h:65536                                       | 1:7: pop3: expected host",
                "pop3: 2001:db8::1                                   | 1:7: pop3: expected host",
                "{pop3: h, pop3: i}                                  | 1:11: the key pop3 stands here a second time",
                "{pop3: h, accounts: {user: a}}                      | 1:21: accounts: expected a list",
                "{pop3: h, accounts: [{password-env: BOB_PASSWORD}]} | 1:22: expected the key user",
                "{pop3: h, accounts: [{user: a, password-env: NO}]}  | 1:46: environment variable NO is not set",
                "{pop3: h, accounts: [{user: a, password-file: no}]} | 1:47: no such password file: no",
                "{pop3: h, accounts: [{user: a}]}                    | 1:22: no password for a",
                "{pop3: h, tls: {trust: no.pem}}                     | 1:24: trust: no such file",
                "{pop3: h, tls: strict}                              | 1:16: expected tls as keys and values",
                "{pop3: h, limits: {connections: 0}}                 | 1:33: connections: expected a number from 1",
                "{pop3: h, limits: {login-delay: 601}}               | 1:33: login-delay: expected a number from 0",
                "{pop3: h, limits: {timeout: 0s}}                    | 1:29: timeout: expected a time",
                "{pop3: h, delivery: carrier-pigeon}                 | 1:21: delivery:",
                "[1, 2]                                              | 1:1: expected a target as keys and values",
                "{pop3: h                                            | 1:9: this is not YAML",
            })
    void a_mistake_is_told_where_it_stands(String file, String complaint) {
        assertThat(complaint(file)).startsWith("target.yaml:" + complaint);
    }

    @Test
    void an_empty_file_says_what_was_expected() {
        assertThat(complaint("")).startsWith("target.yaml:1:1: the file is empty: expected name, pop3");
    }

    @Test
    void an_account_with_two_sources_of_its_password_is_refused() {
        assertThat(complaint(
                        "{pop3: h, accounts: [{user: a, password-file: alice.secret, password-env: BOB_PASSWORD}]}"))
                .contains("not both");
    }

    @Test
    void an_account_that_stands_there_twice_is_refused() {
        assertThat(complaint("{pop3: h, accounts: [{user: a, password-env: BOB_PASSWORD},"
                        + " {user: a, password-env: BOB_PASSWORD}]}"))
                .contains("a second time");
    }

    @Test
    void what_may_be_done_is_told_from_a_closed_set() {
        assertThat(complaint("{pop3: h, accounts: [{user: a, password-env: BOB_PASSWORD, allow: [raed]}]}"))
                .startsWith("target.yaml:1:68: allow: expected read or change");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "principal: al@OTHER.TEST              | 4:56: principal: expected one of the realm EXAMPLE.TEST",
                "credential-cache: alice.secret        | 4:63: credential-cache: the embedded KDC takes the password",
                "keytab: pop.keytab                    | 4:53: keytab: it has no key of bob@EXAMPLE.TEST, but of pop/h",
                "keytab: alice.secret                  | 4:53: keytab: the keytab",
            })
    void nobody_is_made_up_for_an_account_whom_the_embedded_realm_can_not_have(String entry, String complaint)
            throws Exception {
        keytab("pop.keytab", "pop/h@EXAMPLE.TEST");
        assertThat(complaint("pop3: h\nkerberos: {kdc: embedded, service: pop/h@EXAMPLE.TEST, keytab: pop.keytab}\n"
                        + "accounts:\n  - {user: bob, password-env: BOB_PASSWORD, " + entry + "}\n"))
                .startsWith("target.yaml:" + complaint);
    }

    @Test
    void a_keytab_without_the_servers_key_is_refused() throws Exception {
        keytab("imap.keytab", "imap/h@EXAMPLE.TEST");
        Files.writeString(folder.resolve("krb5.conf"), "");
        for (String kdc : List.of("embedded", "krb5.conf")) {
            assertThat(complaint("pop3: h\nkerberos: {service: pop/h@EXAMPLE.TEST, keytab: imap.keytab, kdc: " + kdc
                            + "}\n"))
                    .startsWith("target.yaml:2:49: keytab: it has no key of pop/h@EXAMPLE.TEST, but of imap/h@");
        }
    }

    @Test
    void who_is_in_the_embedded_realm_is_taken() throws Exception {
        keytab("pop.keytab", "pop/h@EXAMPLE.TEST");
        keytab("al.keytab", "al@EXAMPLE.TEST");
        Target target = read("""
                pop3: h
                kerberos: {kdc: embedded, service: pop/h@EXAMPLE.TEST, keytab: pop.keytab}
                accounts:
                  - {user: alice, password-file: alice.secret}
                  - {user: bob, password-env: BOB_PASSWORD, principal: al@EXAMPLE.TEST, keytab: al.keytab}
                """);

        assertThat(target.accounts())
                .extracting(account ->
                        target.kerberos().orElseThrow().identity(account).principal())
                .containsExactly("alice@EXAMPLE.TEST", "al@EXAMPLE.TEST");
    }

    private void keytab(String file, String principal) throws IOException {
        Files.write(
                folder.resolve(file), Keytabs.write(List.of(new ServiceKey(principal, 1, AES_256, "k".repeat(32)))));
    }

    @Test
    void a_file_that_is_not_there_is_told_by_its_name() {
        Path missing = folder.resolve("missing.yaml");

        assertThatExceptionOfType(InvalidTargetFile.class)
                .isThrownBy(() -> TargetFile.read(missing, secrets()))
                .withMessage("no such target file: " + missing + "; an address begins with pop3:// or pop3s://");
    }

    @Test
    void a_file_that_is_too_large_is_not_read() throws IOException {
        Path large = Files.writeString(folder.resolve("large.yaml"), "name: '" + "x".repeat(300_000) + "'\n");

        assertThatExceptionOfType(InvalidTargetFile.class)
                .isThrownBy(() -> TargetFile.read(large, secrets()))
                .withMessage("target file " + large + " is larger than 256 KiB");
    }

    @Test
    void brackets_without_end_are_refused() {
        assertThat(complaint("pop3: " + "[".repeat(100_000))).startsWith("target.yaml:1:1: this is not YAML");
    }

    @Test
    void an_address_in_brackets_without_quotes_gets_a_hint() {
        assertThat(complaint("pop3: [::1]:110\n"))
                .contains("1:8: this is not YAML")
                .contains("needs quotes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"250ms", "1s", "90m"})
    void a_time_has_a_number_and_a_unit(String time) {
        assertThat(TargetFile.duration(time)).isPresent();
    }

    private Target read(String text) throws InvalidTargetFile {
        return TargetFile.parse(text, "target.yaml", folder, secrets());
    }

    private String complaint(String text) {
        try {
            return "no complaint about " + read(text);
        } catch (InvalidTargetFile e) {
            return e.getMessage();
        }
    }

    private static SecretReader secrets() {
        return new SecretReader(
                Map.of("BOB_PASSWORD", "hunter2"), InputStream.nullInputStream(), question -> Optional.empty());
    }
}
