package org.pop3spec.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.security.auth.kerberos.KerberosPrincipal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.auth.Credentials;
import org.pop3spec.kerberos.ApFlaw;
import org.pop3spec.kerberos.ApRequests;
import org.pop3spec.kerberos.ClientKey;
import org.pop3spec.kerberos.KerberosIdentity;
import org.pop3spec.kerberos.KerberosTrouble;
import org.pop3spec.kerberos.Keytabs;
import org.pop3spec.kerberos.MitProgram;
import org.pop3spec.kerberos.MitRealm;
import org.pop3spec.kerberos.OutsideRealm;
import org.pop3spec.net.Endpoint;
import org.pop3spec.refserver.KerberosService;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.Verdict;

/** A realm of MIT's KDC, that the harness has not started, where Debian's krb5-kdc and krb5-admin-server are installed. */
@Timeout(180)
class MitRealmTest {
    private static final String[] SHA_1 = {"aes256-cts-hmac-sha1-96", "aes128-cts-hmac-sha1-96"};
    /** RFC 8009. */
    private static final String[] SHA_2 = {"aes256-cts-hmac-sha384-192", "aes128-cts-hmac-sha256-128"};

    private static final String CONF = "java.security.krb5.conf";

    @TempDir
    private Path folder;

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
        try (MitRealm realm = MitRealm.start(folder, "MIT.TEST", SHA_1);
                ReferenceServer server = ReferenceServer.start(ServerSettings.builder()
                        .kerberos(new KerberosService(realm.service(), () -> Keytabs.read(realm.keytab())))
                        .build())) {
            Endpoint endpoint =
                    new Endpoint("127.0.0.1", variant.equals("kpop") ? server.kpopPort() : server.pop3Port());

            assertLogin(variant, endpoint, realm.alice(kind));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "keytab", "cache"})
    void keys_with_sha_2_open_a_maildrop_of_mits_recvauth_by_kpop(String kind) throws Exception {
        Path recvauth = MitProgram.compiled(folder, "recvauth");
        try (MitRealm realm = MitRealm.start(folder, "SHA2.TEST", SHA_2)) {
            Process process = realm.process(recvauth.toString(), realm.service());
            try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), ISO_8859_1))) {
                Endpoint endpoint = new Endpoint("127.0.0.1", Integer.parseInt(out.readLine()));

                assertLogin("kpop", endpoint, realm.alice(kind));
            } finally {
                process.destroy();
            }
        }
    }

    @Test
    void javas_settings_are_as_before_after_a_request_for_keys_with_sha_2() throws Exception {
        Path before = Files.writeString(
                folder.resolve("before.conf"),
                "[libdefaults]\n default_realm = BEFORE.TEST\n dns_lookup_kdc = false\n");
        Optional<String> outside = Optional.ofNullable(System.getProperty(CONF));
        System.setProperty(CONF, before.toString());
        try (MitRealm realm = MitRealm.start(folder, "SHA2.TEST", SHA_2)) {
            ApRequests requests = new ApRequests(realm.alice("password"));

            assertThat(requests.make(ApFlaw.MUTUAL).mutual()).isTrue();
            assertThat(requests.make(ApFlaw.RIGHT).mutual()).isFalse();
            assertThatExceptionOfType(KerberosTrouble.class).isThrownBy(() -> requests.make(ApFlaw.SKEWED));

            assertThat(System.getProperty(CONF)).isEqualTo(before.toString());
            assertThat(new KerberosPrincipal("alice").getRealm()).isEqualTo("BEFORE.TEST");
        } finally {
            System.clearProperty(CONF);
            outside.ifPresent(value -> System.setProperty(CONF, value));
        }
    }

    @Test
    void what_needs_a_flawed_request_with_keys_of_sha_2_is_skipped_and_says_why() throws Exception {
        try (MitRealm realm = MitRealm.start(folder, "SHA2.TEST", SHA_2);
                ReferenceServer server = ReferenceServer.start(ServerSettings.builder()
                        .kerberos(new KerberosService(realm.service(), () -> Keytabs.read(realm.keytab())))
                        .build())) {
            Endpoint endpoint = new Endpoint("127.0.0.1", server.kpopPort());
            Outcome outcome = new ScenarioPlayer()
                    .play(
                            Stage.scenario("connect kpop no-handshake\nC raw \"${frame(ap_req('skewed'))}\"\nS close"),
                            Stage.setting(
                                    endpoint,
                                    new Credentials("alice", "unknown").withKerberos(realm.alice("password"))));
            assertThat(outcome.verdict()).isEqualTo(Verdict.SKIP);
            assertThat(outcome.skip().orElseThrow().text()).contains("type", "only right tickets can be shown");
        }
    }

    @Test
    void a_wrong_password_is_told_once_and_no_other_way_is_tried() throws Exception {
        try (MitRealm realm = MitRealm.start(folder, "SHA2.TEST", SHA_2)) {
            KerberosIdentity wrong = new KerberosIdentity(
                    new OutsideRealm(realm.krb5Conf(), Optional.empty()),
                    "alice@SHA2.TEST",
                    new ClientKey.Password("looking-glass"),
                    realm.service());

            assertThatExceptionOfType(KerberosTrouble.class)
                    .isThrownBy(() -> new ApRequests(wrong).make(ApFlaw.MUTUAL))
                    .withMessageContaining("alice@SHA2.TEST");
        }
    }

    @Test
    void two_realms_with_keys_of_sha_2_at_once_do_not_meet() throws Exception {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        ExecutorService both = Executors.newFixedThreadPool(2);
        try (MitRealm first = MitRealm.start(one, "ONE.TEST", SHA_2);
                MitRealm second = MitRealm.start(two, "TWO.TEST", SHA_2)) {
            List<Future<String>> made = both.invokeAll(List.of(
                    () -> ticketsOf(first), () -> ticketsOf(second), () -> ticketsOf(first), () -> ticketsOf(second)));

            for (Future<String> tickets : made) {
                assertThat(tickets.get()).isIn("ONE.TEST", "TWO.TEST");
            }
            assertThat(made.get(0).get()).isEqualTo("ONE.TEST");
            assertThat(made.get(1).get()).isEqualTo("TWO.TEST");
        } finally {
            both.shutdownNow();
        }
    }

    /** The realm that stands in the tickets for a realm's service. */
    private static String ticketsOf(MitRealm realm) throws KerberosTrouble, IOException, InterruptedException {
        String octets =
                new ApRequests(realm.alice("password")).make(ApFlaw.MUTUAL).octets();
        return octets.contains("ONE.TEST") ? "ONE.TEST" : octets.contains("TWO.TEST") ? "TWO.TEST" : "none";
    }

    private static void assertLogin(String variant, Endpoint endpoint, KerberosIdentity identity)
            throws InterruptedException {
        Outcome outcome = new ScenarioPlayer()
                .play(
                        Stage.scenario("login " + variant + " strict\nC: STAT\nS: +OK 0 0"),
                        Stage.setting(endpoint, new Credentials("alice", "unknown").withKerberos(identity)));

        assertThat(outcome.verdict()).as("%s", outcome.failure()).isEqualTo(Verdict.PASS);
    }
}
