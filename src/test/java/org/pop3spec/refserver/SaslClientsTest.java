package org.pop3spec.refserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTH of the fault-free server with the clients of the JDK that have more than one step. */
@Timeout(60)
class SaslClientsTest {
    private static final String NTLM_VERSION = "com.sun.security.sasl.ntlm.version";

    @ParameterizedTest
    @ValueSource(strings = {"CRAM-MD5", "DIGEST-MD5", "NTLM"})
    void the_jdk_logs_in(String mechanism) throws Exception {
        SaslClient client = Sasl.createSaslClient(
                new String[] {mechanism}, null, "pop", "localhost", Map.of(NTLM_VERSION, "LMv2/NTLMv2"), callbacks -> {
                    for (Callback callback : callbacks) {
                        if (callback instanceof NameCallback name) {
                            name.setName("alice");
                        } else if (callback instanceof PasswordCallback password) {
                            password.setPassword("wonderland".toCharArray());
                        } else if (callback instanceof RealmCallback realm) {
                            realm.setText(realm.getDefaultText());
                        }
                    }
                });
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults());
                RawClient wire = RawClient.greeted(server)) {
            String answer = wire.say("AUTH " + mechanism);
            while (answer.startsWith("+ ")) {
                byte[] response = client.evaluateChallenge(Base64.getDecoder().decode(answer.substring(2)));
                answer = wire.say(response == null ? "" : Base64.getEncoder().encodeToString(response));
            }
            assertThat(answer).startsWith("+OK");
            assertThat(client.isComplete()).isTrue();
        }
    }
}
