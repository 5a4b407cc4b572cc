package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.pop3spec.auth.Mechanisms;
import org.pop3spec.auth.OfflineChannel;
import org.pop3spec.auth.SaslExchange;
import org.pop3spec.auth.SaslObjection;

/** Conversations in which it shows what one mechanism of AUTH does in another way than the others. */
final class MechanismProbes {
    private static final List<String> MECHANISMS = List.of("plain", "login", "cram-md5", "digest-md5", "scram-sha-1");
    private static final Map<String, String> WRONG = Map.of("password", "wrong");

    private MechanismProbes() {}

    private static String asItIs(String round, String right) {
        return right;
    }

    static String mechanisms(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (String mechanism : MECHANISMS) {
            all.append(opened(server, mechanism))
                    .append(again(server, "NOOP", mechanism))
                    .append(again(server, "UTF8", mechanism))
                    .append(locked(server, mechanism))
                    .append(onPop3s(server, mechanism))
                    .append(tried(server, true, mechanism, WRONG, MechanismProbes::asItIs));
        }
        return all.append(named(server))
                .append(givenUp(server))
                .append(passwords(server))
                .append(directives(server))
                .append(scram(server))
                .toString();
    }

    /** A session that is not alone, and ends without QUIT. */
    private static String opened(ReferenceServer server, String mechanism) throws IOException {
        Probes.fill(server, "Subject: kept\r\n\r\n");
        String said;
        try (RawClient client = RawClient.greeted(server)) {
            said = SaslProbes.converse(client, mechanism, Map.of(), MechanismProbes::asItIs)
                    + Probes.session(server, "STAT\r\n")
                    + client.say("RSET")
                    + client.say("PASS wonderland")
                    + client.say("DELE 1");
        }
        Probes.awaitUnlocked(server);
        return said + server.maildrop("alice").messages().size() + '\n';
    }

    /** A session behind a cancelled exchange, in which a message that needs UTF-8 mode is asked for. */
    private static String again(ReferenceServer server, String before, String mechanism) throws IOException {
        Probes.fill(server, "Subject: gr\u00c3\u00bc\u00c3\u009fe\r\n\r\n");
        try (RawClient client = RawClient.greeted(server)) {
            client.say(before);
            client.say("AUTH " + mechanism);
            String said = client.say("*")
                    + client.say("STAT")
                    + SaslProbes.converse(client, mechanism, Map.of(), MechanismProbes::asItIs);
            client.send("RETR 1\r\nQUIT\r\n");
            return said + client.rest() + '\n';
        }
    }

    private static String locked(ReferenceServer server, String mechanism)
            throws IOException, GeneralSecurityException {
        try (RawClient first = RawClient.loggedIn(server)) {
            String said = SaslProbes.exchange(server, false, mechanism, Map.of(), MechanismProbes::asItIs)
                    + SaslProbes.exchange(server, false, mechanism, WRONG, MechanismProbes::asItIs);
            return said + first.say("QUIT") + '\n';
        }
    }

    /** What PASS is answered right behind an exchange that was refused. */
    private static String named(ReferenceServer server) throws IOException {
        try (RawClient client = RawClient.greeted(server)) {
            client.say("AUTH CRAM-MD5");
            client.say(SaslProbes.base64("alice 0"));
            return client.say("PASS wonderland") + client.say("QUIT") + '\n';
        }
    }

    /** One mechanism, and another in its place. */
    private static String givenUp(ReferenceServer server) throws IOException {
        try (RawClient client = RawClient.greeted(server)) {
            client.say("AUTH DIGEST-MD5");
            return client.say("*") + client.say("AUTH SCRAM-SHA-1") + client.say("*") + client.say("QUIT") + '\n';
        }
    }

    private static String tried(
            ReferenceServer server,
            boolean tls,
            String mechanism,
            Map<String, String> changes,
            BinaryOperator<String> tampering)
            throws IOException, GeneralSecurityException {
        String said = SaslProbes.exchange(server, tls, mechanism, changes, tampering);
        Probes.awaitUnlocked(server);
        return said;
    }

    private static String onPop3s(ReferenceServer server, String mechanism)
            throws IOException, GeneralSecurityException {
        try (RawClient client = RawClient.connect(server.pop3sPort())) {
            client.tls(server.caCertificatePem());
            client.line();
            return SaslProbes.converse(client, mechanism, WRONG, MechanismProbes::asItIs);
        }
    }

    private static String passwords(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (String password : List.of("wonderland ", " wonderland", "wonderland\0x")) {
            for (String mechanism : List.of("plain", "login")) {
                all.append(tried(server, false, mechanism, Map.of("password", password), MechanismProbes::asItIs));
            }
        }
        return all.toString();
    }

    private static String directives(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (UnaryOperator<String> change : List.<UnaryOperator<String>>of(
                right -> right.replaceFirst(",cnonce=\"[^\"]*\"", ""),
                right -> right + ",cnonce=\"x\"",
                right -> "cnonce=\"x\"," + right,
                right -> right.replace(",", ", "),
                right -> right + ",pop3spec=\"x\"")) {
            all.append(tried(
                    server,
                    false,
                    "digest-md5",
                    Map.of(),
                    (round, right) -> right.isEmpty() ? right : change.apply(right)));
        }
        return all.toString();
    }

    private static String scram(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (Map<String, String> changes :
                List.of(Map.of("nonce", ""), Map.of("cbind", "n,,x"), Map.of("user", "nobody"))) {
            all.append(tried(server, false, "scram-sha-1", changes, MechanismProbes::asItIs));
        }
        return all.append(longer(server)).toString();
    }

    /** What a final message gets whose nonce goes on, with the proof that goes with that. */
    private static String longer(ReferenceServer server) throws IOException {
        try (RawClient client = RawClient.greeted(server)) {
            String answer = client.say("AUTH SCRAM-SHA-1 " + SaslProbes.base64("n,,n=alice,r=abc"));
            String first = new String(Base64.getDecoder().decode(answer.substring(2)), ISO_8859_1);
            String nonce = first.replaceFirst("^r=([^,]*),.*", "$1");
            SaslExchange exchange = new Mechanisms()
                    .named("scram-sha-1")
                    .orElseThrow()
                    .begin(OfflineChannel.settings(
                            "127.0.0.1", "alice", "wonderland", Map.of("nonce", "abc", "answered", nonce + "x")));
            exchange.respond("");
            return client.say(SaslProbes.base64(exchange.respond(first)));
        } catch (SaslObjection e) {
            throw new IOException(e);
        }
    }
}
