package org.pop3spec.kerberos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    void somebody_elses_cache_is_of_no_use() {
        try (EmbeddedRealm realm = new EmbeddedRealm("EXAMPLE.TEST", Optional.empty())) {
            assertThatExceptionOfType(KerberosTrouble.class)
                    .isThrownBy(() -> ticket(realm, new ClientKey.InCache(Path.of("cache"))))
                    .withMessageContaining("credential cache");
        }
    }
}
