package org.pop3spec.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The digest of tls-server-end-point: RFC 5929 section 4.1. */
class ChannelBindingTest {
    @ParameterizedTest
    @CsvSource({
        "SHA256withECDSA, SHA-256",
        "SHA384withRSA, SHA-384",
        "SHA512withRSA, SHA-512",
        "SHA1withRSA, SHA-256",
        "MD5withRSA, SHA-256",
        "Ed25519, SHA-256",
    })
    void the_digest_is_that_of_the_signature_but_never_a_weak_one(String signature, String digest) {
        assertThat(ChannelBinding.digestFor(signature)).isEqualTo(digest);
    }
}
