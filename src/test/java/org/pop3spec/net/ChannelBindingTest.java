package org.pop3spec.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.util.TlsServerEndpoint;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hash of tls-server-end-point: RFC 5929 section 4.1. */
class ChannelBindingTest {
    private static String hash(byte[] octets, String name) throws Exception {
        return new String(MessageDigest.getInstance(name).digest(octets), ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "EC,  SHA256withECDSA,      SHA-256",
        "EC,  SHA384withECDSA,      SHA-384",
        "RSA, SHA512withRSA,        SHA-512",
        "EC,  SHA1withECDSA,        SHA-256",
        "RSA, MD5withRSA,           SHA-256",
    })
    void the_hash_is_that_of_the_signature_but_never_a_weak_one(String key, String signature, String hash)
            throws Exception {
        X509Certificate certificate = SelfSigned.by(key, signature).certificate();
        assertThat(ChannelBinding.endPoint(List.of(certificate))).contains(hash(certificate.getEncoded(), hash));
        assertThat(new String(TlsServerEndpoint.getChannelBindingData(certificate), ISO_8859_1))
                .as("as somebody else computes it")
                .isEqualTo(hash(certificate.getEncoded(), hash));
    }

    /** The library that is asked above gives no answer for such signatures. */
    @Test
    void a_signature_by_pss_names_its_hash_in_its_parameters() throws Exception {
        X509Certificate certificate =
                SelfSigned.by("RSA", "SHA384withRSAandMGF1").certificate();
        assertThat(ChannelBinding.endPoint(List.of(certificate))).contains(hash(certificate.getEncoded(), "SHA-384"));
    }

    @Test
    void a_signature_that_chooses_no_hash_leaves_it_undefined() throws Exception {
        X509Certificate certificate = SelfSigned.by("Ed25519", "Ed25519").certificate();
        assertThat(ChannelBinding.endPoint(List.of(certificate))).isEmpty();
    }
}
