package org.pop3spec.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliverySyntaxTest {
    private static final Path BASE = Path.of("/base");

    @ParameterizedTest
    @CsvSource({
        "smtp://mail.example.org:2525, SMTP, smtp://mail.example.org:2525",
        "smtp://mail.example.org,      SMTP, smtp://mail.example.org:25",
        "SMTP://mail.example.org/,     SMTP, smtp://mail.example.org:25",
        "lmtp://127.0.0.1,             LMTP, lmtp://127.0.0.1:24",
        "smtp://[::1]:26,              SMTP, smtp://[::1]:26",
        "lmtp://[2001:db8::1],         LMTP, lmtp://[2001:db8::1]:24",
        "maildir:/var/{user}/Maildir,  MAILDIR, maildir:/var/{user}/Maildir",
        "mbox:mail/{user},             MBOX, mbox:mail/{user}",
        "exec:deliver -d {user},       COMMAND, exec:deliver -d {user}",
        "' none ',                     NONE, none"
    })
    void a_target_files_values_are_understood(String value, Carrier carrier, String words) {
        Delivery delivery = Delivery.parse(value, BASE);
        assertThat(delivery.carrier()).isEqualTo(carrier);
        assertThat(delivery).hasToString(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "smpt://x",
                "smtp:x",
                "smtp:///",
                "smtp://:25",
                "smtp://x:0",
                "smtp://x:65536",
                "smtp://x:y",
                "smtp://::1:25",
                "smtp://[::1",
                "smtp://user@host",
                "smtp://host/path",
                "maildir:",
                "mbox:  ",
                "maildir:/x/{usr}",
                "mbox:/x/{user",
                "exec:",
                "exec:a 'b",
                "nothing"
            })
    void anything_else_is_refused_with_a_reason(String value) {
        assertThatThrownBy(() -> Delivery.parse(value, BASE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + value.strip() + "\"");
    }

    @Test
    void the_forms_that_are_understood_are_named() {
        assertThatThrownBy(() -> Delivery.parse("pigeon", BASE))
                .hasMessage("\"pigeon\" is no delivery; expected smtp://host:port, lmtp://host:port,"
                        + " maildir:/path/{user}, mbox:/path/{user}, exec:command {user}, or none");
    }
}
