package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetAddressTest {
    @ParameterizedTest
    @CsvSource({
        "pop3://mail.example.org, false, mail.example.org:110",
        "pop3://mail.example.org:1110, false, mail.example.org:1110",
        "pop3s://mail.example.org, true, mail.example.org:995",
        "pop3s://10.0.0.1:2995/, true, 10.0.0.1:2995",
        "pop3://[::1], false, [::1]:110",
        "pop3s://[2001:db8::7]:4000, true, [2001:db8::7]:4000",
        "pop3://[fe80::1%eth0]:110, false, [fe80::1%eth0]:110",
    })
    void an_address_has_a_scheme_a_host_and_maybe_a_port(String written, boolean tls, String endpoint) {
        TargetAddress address = TargetAddress.parse(written);

        assertThat(address.tls()).isEqualTo(tls);
        assertThat(address.endpoint()).hasToString(endpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "imap://host",
                "pop3:host",
                "pop3://",
                "pop3://host:",
                "pop3://host:99999",
                "pop3://::1",
                "pop3://[::1",
                "pop3://host/path",
                "pop3://-host"
            })
    void what_is_no_address_is_refused(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TargetAddress.parse(written))
                .withMessageContaining("expected");
    }

    @Test
    void a_password_in_an_address_is_refused_without_repeating_it() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TargetAddress.parse("pop3://alice:hunter2@host"))
                .withMessageContaining("--password-file")
                .withMessageNotContaining("hunter2");
    }
}
