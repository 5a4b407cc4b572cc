package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @Test
    void a_host_is_looked_for_on_all_usual_ports() {
        assertThat(ServerAddress.doors("mail.example.org"))
                .extracting(Door::toString)
                .containsExactly(
                        "pop3://mail.example.org:110",
                        "pop3s://mail.example.org:995",
                        "kpop://mail.example.org:1109",
                        "pop2://mail.example.org:109");
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.org:995, pop3s://mail.example.org:995",
        "mail.example.org:1110, pop3://mail.example.org:1110",
        "mail.example.org:1109, kpop://mail.example.org:1109",
        "mail.example.org:109, pop2://mail.example.org:109",
        "kpop://mail.example.org:8109, kpop://mail.example.org:8109",
        "pop2://mail.example.org, pop2://mail.example.org:109",
        "pop3s://mail.example.org, pop3s://mail.example.org:995",
        "[2001:db8::1]:110, pop3://[2001:db8::1]:110",
        "pop://mail.example.org, pop3://mail.example.org:110",
        "pop://rg@mailsrv.qualcomm.com, pop3://mailsrv.qualcomm.com:110",
        "'pop://rg;AUTH=+APOP@mail.eudora.com:8110', pop3://mail.eudora.com:8110",
        "'POP://baz;AUTH=SCRAM-MD5@foo.bar/', pop3://foo.bar:110"
    })
    void other_forms_name_one_port(String written, String door) {
        assertThat(ServerAddress.doors(written)).extracting(Door::toString).containsExactly(door);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "imap://here",
                "here:0",
                "here:70000",
                "pop://a:b@here",
                "::1",
                "here/there",
                "m\u00fcnchen.example"
            })
    void what_is_none_of_them_is_refused(String written) {
        assertThatThrownBy(() -> ServerAddress.doors(written)).isInstanceOf(IllegalArgumentException.class);
    }
}
