package org.pop3spec.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.Requires;

/** What OpenSSL writes, where it is installed. */
class ClientCertificateTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void openssl_is_there() {
        Requires.command("openssl");
    }

    private void openssl(String command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("openssl"));
        words.addAll(List.of(command.split(" ")));
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private String file(String name) throws IOException {
        return Files.readString(folder.resolve(name), ISO_8859_1);
    }

    private void selfSigned(String key) throws IOException, InterruptedException {
        openssl("req -x509 -newkey " + key + " -nodes -keyout key.pem -out cert.pem -days 1 -subj /CN=alice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ec -pkeyopt ec_paramgen_curve:P-256",
                "ec -pkeyopt ec_paramgen_curve:P-384",
                "rsa:2048",
                "ed25519"
            })
    void a_certificate_and_its_key_are_read_in_any_order(String key) throws Exception {
        selfSigned(key);
        assertThat(ClientCertificate.of(file("key.pem") + file("cert.pem")))
                .hasToString("certificate of CN=alice")
                .hasToString(
                        ClientCertificate.of(file("cert.pem") + file("key.pem")).toString());
    }

    @Test
    void a_key_in_the_older_form_of_curves_is_read() throws Exception {
        selfSigned("ec -pkeyopt ec_paramgen_curve:P-256");
        openssl("ec -in key.pem -out older.pem");
        assertThat(file("older.pem")).contains("BEGIN EC PRIVATE KEY");
        assertThat(ClientCertificate.of(file("cert.pem") + file("older.pem")).chain())
                .hasSize(1);
    }

    @Test
    void what_lacks_one_of_both_or_is_encrypted_is_refused_in_words() throws Exception {
        selfSigned("rsa:2048");
        openssl("pkcs8 -topk8 -in key.pem -out sealed.pem -passout pass:secret");
        refused(file("key.pem"), "there is no certificate in it");
        refused(file("cert.pem"), "there is no private key in it");
        refused(file("cert.pem") + file("sealed.pem"), "its key is encrypted");
        refused("nothing at all", "there is no certificate in it");
        refused(file("cert.pem").replace('M', '!'), "it is no PEM file");
        String rsa = file("key.pem");
        selfSigned("ec -pkeyopt ec_paramgen_curve:P-256");
        refused(file("cert.pem") + rsa, "its key does not go with its first certificate");
    }

    private static void refused(String pem, String why) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ClientCertificate.of(pem))
                .withMessageStartingWith(why);
    }
}
