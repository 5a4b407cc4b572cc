package org.pop3spec.kerberos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The realm within the harness's own process. */
@Timeout(60)
class EmbeddedRealmTest {
    private static final String POP = "pop/localhost@EXAMPLE.TEST";

    private static ServiceTicket ticket(EmbeddedRealm realm, ClientKey key) throws KerberosTrouble {
        return realm.ticket("alice@EXAMPLE.TEST", key, POP);
    }

    private static List<String> settingsOfJava() {
        return System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.contains("krb5") || name.startsWith("javax.security"))
                .map(name -> name + "=" + System.getProperty(name))
                .sorted()
                .toList();
    }

    @Test
    void its_kdc_starts_with_the_first_ticket_and_not_before() throws Exception {
        List<String> before = settingsOfJava();
        try (EmbeddedRealm realm = new EmbeddedRealm("EXAMPLE.TEST", Optional.empty())) {
            assertThat(realm.started()).isFalse();

            ServiceTicket ticket = ticket(realm, new ClientKey.Password("wonderland"));
            assertThat(ticket.service()).isEqualTo(POP);
            assertThat(realm.started()).isTrue();
        }
        assertThat(settingsOfJava()).isEqualTo(before);
    }

    @Test
    void whoever_asked_first_is_known_by_that_password_only() throws Exception {
        try (EmbeddedRealm realm = new EmbeddedRealm("EXAMPLE.TEST", Optional.empty())) {
            ticket(realm, new ClientKey.Password("wonderland"));

            ClientKey wrong = new ClientKey.Password("wrong");
            assertThatExceptionOfType(KerberosTrouble.class)
                    .isThrownBy(() -> realm.ticket("alice@EXAMPLE.TEST", wrong, "pop/other@EXAMPLE.TEST"));
        }
    }

    @Test
    void it_makes_up_nobody_of_another_realm() {
        try (EmbeddedRealm realm = new EmbeddedRealm("EXAMPLE.TEST", Optional.empty())) {
            assertThatExceptionOfType(KerberosTrouble.class)
                    .isThrownBy(() -> realm.ticket("alice@OTHER.TEST", new ClientKey.Password("wonderland"), POP))
                    .withMessage(
                            "alice@OTHER.TEST is not of the realm EXAMPLE.TEST, and the embedded KDC has no other");
        }
    }

    @Test
    void it_makes_up_no_key_for_a_server_that_has_its_own() {
        List<ServiceKey> theirs = List.of(new ServiceKey("pop/other@EXAMPLE.TEST", 1, 18, "k".repeat(32)));
        try (EmbeddedRealm realm = new EmbeddedRealm("EXAMPLE.TEST", theirs)) {
            assertThatExceptionOfType(KerberosTrouble.class)
                    .isThrownBy(() -> realm.ticket(
                            "alice@EXAMPLE.TEST", new ClientKey.Password("wonderland"), "pop/third@EXAMPLE.TEST"))
                    .withMessage("the key of pop/third@EXAMPLE.TEST is not known");
        }
    }

    @Test
    void a_keytab_without_the_clients_key_is_told(@TempDir Path folder) throws Exception {
        Path keytab = Files.write(
                folder.resolve("bob.keytab"),
                Keytabs.write(List.of(new ServiceKey("bob@EXAMPLE.TEST", 1, 18, "k".repeat(32)))));
        try (EmbeddedRealm realm = new EmbeddedRealm("EXAMPLE.TEST", Optional.empty())) {
            assertThatExceptionOfType(KerberosTrouble.class)
                    .isThrownBy(() -> ticket(realm, new ClientKey.InKeytab(keytab)))
                    .withMessageContaining("bob.keytab has no key of alice@EXAMPLE.TEST");
        }
    }

    @Test
    void somebody_elses_cache_is_of_no_use() {
        try (EmbeddedRealm realm = new EmbeddedRealm("EXAMPLE.TEST", Optional.empty())) {
            assertThatExceptionOfType(KerberosTrouble.class)
                    .isThrownBy(() -> ticket(realm, new ClientKey.InCache(Path.of("cache"))))
                    .withMessageContaining("credential cache");
        }
    }
}
