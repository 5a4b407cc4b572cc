package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers are recognised by what real ones were seen to say. */
class SoftwareTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Dovecot       | +OK Dovecot (Debian) ready.
                    Dovecot       | +OK Dovecot 2.3.19 ready. <b.1.6b0d4124.feomVyRZHQ96h5cBlL9NqA==@271b9f45792b>
                    Cyrus         | +OK localhost Cyrus POP3 3.6.1-Debian-3.6.1-4+deb12u5 server ready <79495.179603@localhost>
                    Cyrus         | IMPLEMENTATION Cyrus POP3 3.6.1-Debian-3.6.1-4+deb12u5
                    Courier       | +OK Hello there.
                    GNU Mailutils | +OK POP3 Ready <41.1796101234@f9ab43e7d8c1>
                    GNU Mailutils | IMPLEMENTATION GNU Mailutils 3.15
                    Exchange      | +OK The Microsoft Exchange POP3 service is ready.
                    Zimbra        | +OK mail.example.org Zimbra POP3 server ready
                    James         | +OK <-1234.567@localhost> POP3 server (JAMES POP3 Server ) ready
                    GreenMail     | +OK POP3 GreenMail Server v2.1.8 ready
                    Solid POP3    | +OK Solid POP3 server ready
                    Gmail         | +OK Gpop ready for requests from 192.0.2.4 bh7pf61475604pab.24
                    Qpopper       | +OK Qpopper (version 4.0.3) at esmeralda starting.
                    """)
    void a_server_is_known_by_what_it_calls_itself(String software, String said) {
        assertThat(Software.of(List.of(said), List.of()))
                .hasValueSatisfying(known -> assertThat(known.title()).isEqualTo(software));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Dovecot       | Unknown command.       | [AUTH] Unsupported authentication mechanism.
                    Cyrus         | Unrecognized command   | [AUTH] authenticating: no mechanism available
                    Courier       | Invalid command.       | Invalid command.
                    GreenMail     | Command not recognized | APOP not supported
                    """)
    void with_another_greeting_its_error_texts_tell(String software, String toUnknown, String toMechanism) {
        assertThat(Software.of(List.of("+OK ready"), List.of(toUnknown, toMechanism)))
                .hasValueSatisfying(known -> assertThat(known.title()).isEqualTo(software));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    +OK                      | ''
                    +OK POP3 server ready    | Unknown command
                    +OK POP3 ready           | Invalid command
                    +OK pop3.example.org     | Unknown command.
                    """)
    void a_server_that_gives_nothing_away_is_not_guessed_at(String greeting, String refusal) {
        assertThat(Software.of(List.of(greeting), List.of(refusal))).isEmpty();
    }

    @Test
    void what_it_calls_itself_goes_before_error_texts() {
        List<String> ofCyrus = List.of("Unrecognized command", "[AUTH] authenticating: no mechanism available");

        assertThat(Software.of(List.of("+OK Hello there."), ofCyrus)).contains(Software.COURIER);
    }

    @Test
    void a_setting_may_be_one_versions_only() {
        assertThat(Software.DOVECOT.isMeantBy("Dovecot")).isTrue();
        assertThat(Software.DOVECOT.isMeantBy("Dovecot 2.4")).isTrue();
        assertThat(Software.DOVECOT.isMeantBy("Dovecots")).isFalse();
    }

    @Test
    void every_setting_is_of_software_that_is_recognised_and_names_the_vendors_document() {
        for (Weakness weakness : Weaknesses.bundled().all()) {
            assertThat(weakness.settings()).as(weakness.id()).allSatisfy(setting -> {
                assertThat(Software.values()).anyMatch(software -> software.isMeantBy(setting.software()));
                assertThat(setting.document()).startsWith("https://");
                assertThat(setting.triedWith().orElse("1.0")).matches("[0-9]+(\\.[0-9]+)+[-+a-z0-9.]*");
            });
        }
    }

    @Test
    void for_every_weakness_there_is_a_setting_or_the_docs_say_what_there_is_instead() throws IOException {
        String settings = Files.readString(Path.of("docs/audit.md"))
                .replaceFirst("(?s).*\n## Settings\n", "")
                .replaceFirst("(?s)\n## .*", "");
        List<String> without = Pattern.compile("(?m)^\\| `([^`]+)` \\|")
                .matcher(settings)
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(without)
                .containsExactlyInAnyOrderElementsOf(Weaknesses.bundled().all().stream()
                        .filter(weakness -> weakness.settings().isEmpty())
                        .map(Weakness::id)
                        .toList());
    }
}
