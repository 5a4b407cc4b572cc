package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FingerprintsTest {
    @Test
    void each_text_is_new_once_and_found_afterwards() {
        Fingerprints prints = new Fingerprints();

        for (int i = 0; i < 100_000; i++) {
            assertThat(prints.add("server " + i)).isTrue();
        }

        for (int i = 0; i < 100_000; i++) {
            assertThat(prints.contains("server " + i)).isTrue();
            assertThat(prints.add("server " + i)).isFalse();
            assertThat(prints.contains("another " + i)).isFalse();
        }
        assertThat(prints.size()).isEqualTo(100_000);
    }

    @Test
    void a_text_takes_between_ten_and_22_octets() {
        Fingerprints prints = new Fingerprints();
        for (int i = 1; i <= 200_000; i++) {
            prints.add("server " + i);
            if (i >= 1024) {
                assertThat(prints.octets()).isBetween(10L * i, 22L * i);
            }
        }
    }
}
