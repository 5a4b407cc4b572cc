package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.pop3spec.auth.Credentials;
import org.pop3spec.auth.Mechanisms;
import org.pop3spec.auth.OfflineChannel;
import org.pop3spec.auth.SaslExchange;
import org.pop3spec.auth.SaslObjection;
import org.pop3spec.auth.SaslSettings;
import org.pop3spec.kerberos.MintedRealm;

/** Exchanges of GSSAPI, of which only the outcome is told: what is sealed is another thing every time. */
final class GssapiProbes {
    private GssapiProbes() {}

    static String gssapi(ReferenceServer server) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Map<String, String> changes : List.of(
                Map.<String, String>of(),
                Map.of("verify", "size"),
                Map.of("authzid", "alice"),
                Map.of("authzid", "bob"),
                Map.of("authzid", "alice\0"),
                Map.of("layer", "4"),
                Map.of("size", "4096"),
                Map.of("seal", "flipped"))) {
            all.append(changes).append(exchange(server, changes, "")).append('\n');
        }
        return all.append(exchange(server, Map.of(), "x")).toString();
    }

    private static String exchange(ReferenceServer server, Map<String, String> changes, String behindTheToken)
            throws IOException {
        Credentials alice = new Credentials("alice", "wonderland").withKerberos(MintedRealm.identity("alice"));
        SaslSettings offline = OfflineChannel.settings("localhost", "alice", "wonderland", Map.of());
        StringBuilder all = new StringBuilder();
        try (RawClient client = RawClient.greeted(server)) {
            SaslExchange exchange = new Mechanisms()
                    .named("gssapi")
                    .orElseThrow()
                    .begin(new SaslSettings(alice, offline.channel(), "nonce", changes));
            String answer = client.say("AUTH GSSAPI");
            for (int round = 1; round < 6 && answer.startsWith("+ "); round++) {
                String challenge = new String(Base64.getDecoder().decode(answer.substring(2)), ISO_8859_1);
                String response = exchange.respond(challenge) + (round == 1 ? behindTheToken : "");
                answer = client.say(Base64.getEncoder().encodeToString(response.getBytes(ISO_8859_1)));
            }
            all.append(answer).append(client.say("QUIT"));
        } catch (SaslObjection e) {
            all.append(e.getMessage());
        }
        return all.toString();
    }
}
