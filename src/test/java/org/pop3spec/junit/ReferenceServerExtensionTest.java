package org.pop3spec.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.apache.commons.net.pop3.POP3Client;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.pop3spec.refserver.ServerSettings;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReferenceServerExtensionTest {
    @RegisterExtension
    static final ReferenceServerExtension POP3 = ReferenceServerExtension.withFaults("dots-not-stuffed");

    @RegisterExtension
    final ReferenceServerExtension own = ReferenceServerExtension.with(
            ServerSettings.builder().account("bob", "builder").build());

    @Test
    @Order(1)
    void a_client_meets_the_fault() throws IOException {
        POP3.server().maildrop("alice").put("Subject: dots\r\n\r\n.\r\nlost\r\n".getBytes(StandardCharsets.US_ASCII));
        POP3Client client = new POP3Client();
        client.connect("127.0.0.1", POP3.server().pop3Port());
        assertThat(client.login("alice", "wonderland")).isTrue();

        assertThat(text(client.retrieveMessage(1))).doesNotContain("lost");
        client.disconnect();
    }

    @Test
    @Order(2)
    void a_server_in_a_static_field_is_the_same_for_all_tests_and_another_one_is_new() {
        assertThat(POP3.server().maildrop("alice").messages()).hasSize(1);
        assertThat(own.server().maildrop("bob").messages()).isEmpty();
        own.server().maildrop("bob").put(new byte[] {'x'});
    }

    @Test
    @Order(3)
    void what_a_test_left_in_its_own_server_is_gone_for_the_next() {
        assertThat(own.server().maildrop("bob").messages()).isEmpty();
    }

    @Test
    @Order(4)
    void a_fault_that_there_is_not_is_refused_and_the_nearest_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReferenceServerExtension.withFaults("dots-not-stufed"))
                .withMessage("there is no fault dots-not-stufed, did you mean dots-not-stuffed?");
    }

    @Test
    @Order(5)
    void without_a_test_there_is_no_server() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ReferenceServerExtension.withFaults().server());
    }

    private static String text(Reader reader) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            text.append((char) c);
        }
        return text.toString();
    }
}
