package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.pop3spec.auth.Mechanisms;
import org.pop3spec.auth.OfflineChannel;
import org.pop3spec.auth.SaslExchange;
import org.pop3spec.auth.SaslObjection;
import org.pop3spec.net.SecurityLayer;

/** Exchanges of AUTH in which faults of logins show: what the server said, without what is different every time. */
final class SaslProbes {
    /** What SASLprep leaves nothing of, and what it prohibits; both in UTF-8. */
    private static final String SOFT_HYPHEN = "\u00c2\u00ad";

    private static final String PROHIBITED = "\u00ee\u0080\u0080";

    /** One character, U+1D400. */
    private static final String FOUR_OCTETS = "\u00f0\u009d\u0090\u0080";

    private static final String RIGHT = base64("\0alice\0wonderland");

    private SaslProbes() {}

    static Map<String, Probes.Probe> all() {
        Map<String, Probes.Probe> all = new LinkedHashMap<>();
        all.put("sasl", SaslProbes::commands);
        all.put("plain", SaslProbes::plain);
        all.put("login-", SaslProbes::login);
        all.put("cram-md5", SaslProbes::cramMd5);
        all.put("digest-md5", SaslProbes::digestMd5);
        all.put("layer", SaslProbes::layers);
        all.put("scram", SaslProbes::scram);
        all.put("anonymous", SaslProbes::anonymous);
        all.put("oauth", SaslProbes::bearer);
        all.put("ntlm", SaslProbes::ntlm);
        all.put("mechanisms", MechanismProbes::mechanisms);
        return all;
    }

    static String base64(String octets) {
        return Base64.getEncoder().encodeToString(octets.getBytes(ISO_8859_1));
    }

    private static String lines(ReferenceServer server, String... lines) throws IOException {
        StringBuilder all = new StringBuilder();
        try (RawClient client = RawClient.greeted(server)) {
            for (String line : lines) {
                all.append(client.say(line)).append('\n');
            }
            // else the next conversation may find the maildrop in use
            client.say("QUIT");
        } catch (IOException e) {
            all.append("<end>\n");
        }
        return all.toString();
    }

    private static String commands(ReferenceServer server) throws IOException, GeneralSecurityException {
        List<String> all = new ArrayList<>();
        for (String auth : List.of(
                "AUTH PLAIN " + RIGHT,
                "auth plain " + RIGHT,
                "AUTH PLAIN =",
                "AUTH PLAIN " + RIGHT.substring(0, 8) + " " + RIGHT.substring(8),
                "AUTH LOGIN YWxpY2U=",
                "AUTH NONE",
                "AUTH PLAINX",
                "AUTH PLAI",
                "AUTH PLAIN *",
                "AUTH XOAUTH2 " + base64("user=alice\1auth=Bearer right\1\1"),
                "AUTH  PLAIN",
                "AUTH OAUTHBEARER",
                "AUTH XOAUTH2",
                "AUTH",
                "AUTH PLAIN " + RIGHT + " x")) {
            all.add(lines(server, auth, "STAT"));
        }
        for (String response : List.of(
                RIGHT,
                RIGHT.substring(0, 8) + " " + RIGHT.substring(8),
                "!" + RIGHT,
                RIGHT + " ",
                RIGHT.replace("=", ""),
                base64("x".repeat(9000)),
                base64("\0alice\0wonderlan") + "BBB",
                base64("\0alice\0wonderland") + "=BBB",
                base64("x".repeat(300) + "\0alice\0wonderland"),
                base64("bob\0alice\0wonderland"),
                base64("alice\0alice\0wonderland"),
                base64("ali" + SOFT_HYPHEN + "ce\0alice\0wonderland"),
                base64(SOFT_HYPHEN + "\0alice\0wonderland"),
                "*")) {
            all.add(lines(server, "AUTH PLAIN", response, "STAT"));
        }
        all.add(lines(server, "AUTH PLAIN", "QUIT", "STAT"));
        String withSlashes = base64("n,,n=alice,r=" + "?".repeat(9));
        all.add(lines(server, "AUTH SCRAM-SHA-1", withSlashes.replace('/', '_'))
                .replaceAll("(?m)^\\+ .+", "+ challenge"));
        all.add(lines(server, "CAPA", "", "", "", "", "", "", "", "", ""));
        all.add(exchange(server, false, "digest-md5", Map.of("nonce", "n".repeat(300)), (n, right) -> right));
        all.add(lines(server, "AUTH PLAIN", "*", RIGHT));
        all.add(lines(server, "AUTH PLAIN", "=", "STAT"));
        all.add(lines(server, "AUTH PLAIN", "*", "APOP alice 00000000000000000000000000000000"));
        String wrong = base64("\0alice\0wrong");
        all.add(lines(server, "AUTH PLAIN " + wrong, "AUTH PLAIN " + wrong, "STAT"));
        all.add(lines(server, "AUTH PLAIN", "AAAA", "USER alice", "PASS wonderland"));
        all.add(lines(server, "USER alice", "PASS wonderland", "AUTH PLAIN"));
        all.add(beside(server));
        return String.join("\n", all);
    }

    /** While another session has the maildrop. */
    private static String beside(ReferenceServer server) throws IOException {
        try (RawClient first = RawClient.greeted(server)) {
            return first.say("USER alice") + first.say("PASS wonderland") + lines(server, "AUTH PLAIN " + RIGHT);
        }
    }

    private static String plain(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (String mechanism : List.of("plain", "login")) {
            all.append(exchange(server, true, mechanism, Map.of("password", "wrong"), (n, right) -> right));
        }
        for (String message : List.of(
                "\0alice\0wonderland",
                "\0alice\0wrong",
                "aliceandmore\0alice\0wonderland",
                "nobody\0alice\0wonderland",
                "\0alice\0wonderland and more",
                "\0alice\0wonder",
                "\0aliceandmore\0wonderland",
                "alice\0bob\0wonderland",
                "\0alice\0wonderland\r\n",
                "\0no\r\nbody\0wonderland",
                "\0alice\0wonderland\0",
                "alice\0wonderland",
                "alice\0\0wonderland",
                "\0\0wonderland",
                "\0nobody\0wonderland",
                "\0alice\u00ff\0wonderland",
                "\0alice\0wonder" + SOFT_HYPHEN + "land",
                "\0alice\0wonderland" + PROHIBITED,
                "\0alice\0" + SOFT_HYPHEN,
                "alice\0" + SOFT_HYPHEN + "\0wonderland",
                "\0" + "x".repeat(255) + "\0" + "x".repeat(255),
                "x".repeat(255) + "\0" + "x".repeat(255) + "\0" + "x".repeat(255),
                "\0alice\0")) {
            all.append(lines(server, "AUTH PLAIN", base64(message), "STAT"));
        }
        return all.toString();
    }

    private static String login(ReferenceServer server) throws IOException {
        return lines(server, "AUTH LOGIN " + base64("alice"), "*", "STAT")
                + lines(server, "AUTH LOGIN", "", base64("wonderland"), "STAT")
                + lines(server, "AUTH LOGIN", base64("alice"), base64("wonderland"), "STAT")
                + lines(server, "AUTH LOGIN", base64("alice"), base64("wrong"), "STAT")
                + lines(server, "AUTH LOGIN", base64("alice"), "", "STAT")
                + lines(server, "AUTH LOGIN", base64("alice"), base64("wonderland and more"), "STAT")
                + lines(server, "AUTH LOGIN", base64("alice"), base64("builder"), "STAT")
                + lines(server, "AUTH LOGIN", base64("nobody"), base64("wrong"), "STAT")
                + lines(server, "AUTH LOGIN", base64("nobody"), "*", "AUTH LOGIN", "*")
                + lines(server, "AUTH LOGIN", base64("alice"), "*", "PASS wonderland", "STAT")
                + left(server, "login");
    }

    private static String cramMd5(ReferenceServer server) throws IOException, GeneralSecurityException {
        return exchange(server, false, "cram-md5", Map.of(), (n, right) -> right)
                + exchange(server, false, "cram-md5", Map.of("password", "wrong"), (n, right) -> right)
                + exchange(server, false, "cram-md5", Map.of(), (n, right) -> "alice")
                + exchange(server, false, "cram-md5", Map.of("user", "alice in"), (n, right) -> right)
                + exchange(server, false, "cram-md5", Map.of("user", "nobody"), (n, right) -> right)
                + exchange(server, false, "cram-md5", Map.of("password", "\0"), (n, right) -> right)
                + exchange(server, false, "cram-md5", Map.of(), (n, right) -> right + "00")
                + exchange(server, false, "cram-md5", Map.of(), (n, right) -> "alice ")
                + recorded(server)
                + exchange(server, false, "cram-md5", Map.of(), (n, right) -> right.toUpperCase(Locale.ROOT))
                + twice(server, "AUTH CRAM-MD5", "*")
                + again(server, "AUTH CRAM-MD5")
                + asTheSecond(server)
                + left(server, "cram-md5");
    }

    private static String asTheSecond(ReferenceServer server) throws IOException {
        try (RawClient client = RawClient.greeted(server)) {
            client.say("AUTH PLAIN");
            client.say("*");
            return converse(client, "cram-md5", Map.of(), (n, right) -> right);
        }
    }

    /** How many messages are left, alice's first, after her only one was deleted in a session that began so. */
    private static String left(ReferenceServer server, String mechanism) throws IOException {
        Probes.fill(server, "Subject: alone\r\n\r\n");
        try (RawClient client = RawClient.greeted(server)) {
            String login = converse(client, mechanism, Map.of(), (n, right) -> right);
            return login
                    + client.say("DELE 1")
                    + client.say("QUIT")
                    + server.maildrop("alice").messages().size();
        }
    }

    /** What a response gets that answers the challenge of an earlier session. */
    private static String recorded(ReferenceServer server) throws IOException, GeneralSecurityException {
        List<String> sent = new ArrayList<>();
        exchange(server, false, "cram-md5", Map.of(), (n, right) -> {
            sent.add(right);
            return right;
        });
        return exchange(server, false, "cram-md5", Map.of(), (n, right) -> sent.isEmpty() ? right : sent.get(0));
    }

    private static String digestMd5(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (Map<String, String> changes : List.of(
                Map.of("nonce", "abc"),
                Map.of("nonce", "n".repeat(2500)),
                Map.of("password", "wrong"),
                Map.of("answered", "another"),
                Map.of("count", "00000002"),
                Map.of("count", "00000000"),
                Map.of("uri", "imap/127.0.0.1"),
                Map.of("uri", "pop/elsewhere"),
                Map.of("realm", "elsewhere"),
                Map.of("qop", "auth-none"))) {
            all.append(exchange(server, false, "digest-md5", changes, (n, right) -> right));
        }
        all.append(exchange(
                server, false, "digest-md5", Map.of(), (n, right) -> right.replaceAll(",response=[0-9a-f]+", "")));
        String another = "response=" + "0".repeat(32);
        BinaryOperator<String> first = (n, right) -> n.equals("1") ? another + "," + right : right;
        BinaryOperator<String> behind = (n, right) -> n.equals("1") ? right + "," + another : right;
        BinaryOperator<String> nonces = (n, right) -> n.equals("1") ? right + ",nonce=\"x\"" : right;
        for (BinaryOperator<String> tampering : List.of(first, behind, nonces)) {
            all.append(exchange(server, false, "digest-md5", Map.of(), tampering));
        }
        return all.append(exchange(
                        server,
                        false,
                        "digest-md5",
                        Map.of(),
                        (n, right) -> n.equals("1") ? right + ",qop=auth" : right))
                .append(twice(server, "AUTH DIGEST-MD5", "*"))
                .append(again(server, "AUTH DIGEST-MD5"))
                .append(exchange(
                        server,
                        false,
                        "digest-md5",
                        Map.of(),
                        (n, right) -> right.replaceFirst("(?<=,)nonce=\"[^\"]*\"", "x=y")))
                .append(exchange(
                        server,
                        false,
                        "digest-md5",
                        Map.of(),
                        (n, right) -> right.replaceFirst("(?<=response=[0-9a-f]{31})[0-9a-f]", "")))
                .append(replayed(server))
                .toString();
    }

    /** What a response that was right once gets as an initial response. */
    private static String replayed(ReferenceServer server) throws IOException, GeneralSecurityException {
        List<String> sent = new ArrayList<>();
        exchange(server, false, "digest-md5", Map.of(), (n, right) -> {
            sent.add(right);
            return right;
        });
        return lines(server, "AUTH DIGEST-MD5 " + base64(sent.isEmpty() ? "" : sent.get(0)), "STAT");
    }

    private static String layers(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (String layer : List.of("auth-int", "3des", "rc4")) {
            all.append(layered(server, false, Map.of("layer", layer), "STAT", "NOOP"));
        }
        return all.append(layered(server, true, Map.of("layer", "auth-int"), "STAT"))
                .append(layered(server, false, Map.of("layer", "auth-int"), "XYZZY"))
                .append(layered(server, false, Map.of("layer", "auth-int", "maxbuf", "100"), "CAPA"))
                .append(interrupted(server, "\0\0\0\26STAT\r\n" + "x".repeat(10) + "\0\1\0\0\0\0"))
                .append(interrupted(server, "\1\0\0\0"))
                .toString();
    }

    /** What is said under a layer, buffer by buffer, after a language was chosen before. */
    private static String layered(ReferenceServer server, boolean tls, Map<String, String> changes, String... commands)
            throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder("layer\n");
        try (RawClient client = RawClient.greeted(server)) {
            if (tls) {
                client.say("STLS");
                client.tls(server.caCertificatePem());
            }
            client.say("LANG de");
            SecurityLayer ours = negotiated(client, changes);
            for (String command : commands) {
                client.sendBuffer(ours.protect(command + "\r\n"));
                all.append(ours.open(client.buffer())).append('|');
            }
            client.sendBuffer(ours.protect("QUIT\r\n"));
            while (true) {
                all.append(ours.open(client.buffer())).append('|');
            }
        } catch (IOException | BufferUnderflowException e) {
            all.append("<end>\n");
        }
        return all.toString();
    }

    /** What comes of octets that are no buffer of the layer. */
    private static String interrupted(ReferenceServer server, String octets) {
        try (RawClient client = RawClient.greeted(server)) {
            negotiated(client, Map.of("layer", "auth-int"));
            client.send(octets);
            return client.silentFor(Duration.ofMillis(300)) + '\n';
        } catch (IOException e) {
            return "<end>\n";
        }
    }

    private static SecurityLayer negotiated(RawClient client, Map<String, String> changes) throws IOException {
        try {
            SaslExchange exchange = new Mechanisms()
                    .named("digest-md5")
                    .orElseThrow()
                    .begin(OfflineChannel.settings("127.0.0.1", "alice", "wonderland", changes));
            String answer = client.say("AUTH DIGEST-MD5");
            while (answer.startsWith("+ ")) {
                String challenge = new String(Base64.getDecoder().decode(answer.substring(2)), ISO_8859_1);
                answer = client.say(base64(exchange.respond(challenge)));
            }
            return exchange.layer().orElseThrow(() -> new IOException("No layer"));
        } catch (SaslObjection e) {
            throw new IOException(e);
        }
    }

    private static String scram(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (String mechanism : List.of("scram-sha-1", "scram-sha-256")) {
            all.append(exchange(server, false, mechanism, Map.of(), (n, right) -> right));
            all.append(exchange(server, false, mechanism, Map.of("password", "wrong"), (n, right) -> right));
        }
        BinaryOperator<String> headless = (n, right) -> n.equals("1") ? right.replace("n,,", "") : right;
        BinaryOperator<String> nonceless = (n, right) -> n.equals("1") ? "n,,n=alice" : right;
        BinaryOperator<String> talkative = (n, right) -> n.equals("3") ? "x" : right;
        BinaryOperator<String> turned =
                (n, right) -> n.equals("2") ? right.replaceFirst("(c=[^,]*),(r=[^,]*)", "$2,$1") : right;
        BinaryOperator<String> longer = (n, right) -> n.equals("2") ? right + ",x=y" : right;
        BinaryOperator<String> unproven = (n, right) -> n.equals("2") ? right.replaceFirst(",p=.*", "") : right;
        BinaryOperator<String> unbound = (n, right) -> n.equals("2") ? right.replaceFirst("c=[^,]*,", "") : right;
        BinaryOperator<String> unanswered = (n, right) -> n.equals("2") ? right.replaceFirst(",r=[^,]*", "") : right;
        BinaryOperator<String> generous = (n, right) -> n.equals("2") ? right.replaceFirst("=$", "A") : right;
        for (BinaryOperator<String> tampering :
                List.of(headless, nonceless, talkative, turned, longer, unproven, unbound, unanswered, generous)) {
            all.append(exchange(server, false, "scram-sha-1", Map.of("nonce", "abc"), tampering));
        }
        for (Map<String, String> changes : List.of(
                Map.of("answered", "another"),
                Map.of("mandatory", "m=x"),
                Map.of("optional", "x=y"),
                Map.of("name", "ali=ce"),
                Map.of("name", "ali" + SOFT_HYPHEN + "ce"),
                Map.of("name", "", "authzid", "alice"),
                Map.of("user", "nobody"),
                Map.of("cbind", "y,,"),
                Map.of("authzid", "alice", "cbind", "n,,"),
                Map.of("name", "=61lice"),
                Map.of("gs2", "y"))) {
            all.append(exchange(server, false, "scram-sha-1", changes, (n, right) -> right));
        }
        all.append(exchange(server, true, "scram-sha-1", Map.of("gs2", "y"), (n, right) -> right));
        all.append(exchange(server, true, "scram-sha-1-plus", Map.of("bound", "x"), (n, right) -> right));
        all.append(exchange(server, true, "scram-sha-1-plus", Map.of("gs2", "y"), (n, right) -> right));
        all.append(exchange(server, true, "scram-sha-1-plus", Map.of("bound", ""), (n, right) -> right));
        all.append(bound(server));
        String nobody = "AUTH SCRAM-SHA-1 " + base64("n,,n=nobody,r=abc");
        all.append(salt(server, nobody).equals(salt(server, nobody)) ? "the same salt\n" : "other salts\n");
        all.append(exchange(server, true, "scram-sha-1-plus", Map.of("gs2", "n"), (n, right) -> right));
        all.append(twice(server, "AUTH SCRAM-SHA-1 " + base64("n,,n=alice,r=abc"), "*"));
        // broken off at the signature
        exchange(server, false, "scram-sha-1", Map.of(), (n, right) -> n.equals("3") ? "*" : right);
        return all.append(lines(server, "USER alice", "PASS wonderland"))
                .append(left(server, "scram-sha-1"))
                .toString();
    }

    private static String ntlm(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        BinaryOperator<String> right = (n, message) -> message;
        BinaryOperator<String> unsigned = (n, message) -> message.replace("NTLMSSP", "NTLMSSQ");
        BinaryOperator<String> ofAnotherType = (n, message) -> message.replace("NTLMSSP\0\1", "NTLMSSP\0\2");
        BinaryOperator<String> cut =
                (n, message) -> n.equals("2") ? message.substring(0, message.length() - 2) : message;
        BinaryOperator<String> changed = (n, message) -> n.equals("1") ? message.substring(0, 31) + "x" : message;
        for (BinaryOperator<String> tampering : List.of(right, changed)) {
            all.append(exchange(server, false, "ntlm", Map.of("nonce", "pop3spec"), tampering));
        }
        for (BinaryOperator<String> tampering : List.of(unsigned, ofAnotherType, cut)) {
            all.append(exchange(server, false, "ntlm", Map.of("code", "none"), tampering));
        }
        for (String version : List.of("1", "lm", "none")) {
            all.append(exchange(server, false, "ntlm", Map.of("version", version), right));
        }
        return all.append(again(server, "AUTH NTLM " + base64("NTLMSSP\0\1\0\0\0\1\2\0\0")))
                .append(exchange(server, false, "ntlm", Map.of("domain", "NOWHERE", "code", "none"), right))
                .append(exchange(server, false, "ntlm", Map.of("password", "wrong"), right))
                .append(twice(server, "AUTH NTLM " + base64("NTLMSSP\0\1\0\0\0\1\2\0\0"), "*"))
                .toString();
    }

    /** A server with the same faults, an account for everybody, and a token. */
    private static ReferenceServer open(ReferenceServer like) throws IOException {
        return ReferenceServer.start(like.settings().toBuilder()
                .accounts(List.of(
                        new Account("alice", "wonderland").withToken("right"),
                        new Account("bob", "builder").withToken("other"),
                        new Account("anonymous", "x")))
                .build());
    }

    private static String anonymous(ReferenceServer like) throws IOException {
        try (ReferenceServer server = open(like)) {
            return lines(server, "AUTH ANONYMOUS =", "STAT")
                    + lines(server, "AUTH ANONYMOUS", "", "STAT")
                    + lines(server, "AUTH ANONYMOUS", base64("me"), "STAT")
                    + lines(server, "AUTH ANONYMOUS", base64("me@example.org"), "STAT")
                    + visited(server)
                    + lines(server, "AUTH ANONYMOUS", base64(FOUR_OCTETS.repeat(255)), "STAT")
                    + lines(server, "AUTH ANONYMOUS", base64("x".repeat(256)), "STAT");
        }
    }

    /** What a user gets while a visitor is there who said that name. */
    private static String visited(ReferenceServer server) throws IOException {
        try (RawClient visitor = RawClient.greeted(server)) {
            visitor.say("AUTH ANONYMOUS " + base64("alice"));
            String met = lines(server, "USER alice", "PASS wonderland", "STAT");
            visitor.say("QUIT");
            return met;
        }
    }

    private static String bearer(ReferenceServer like) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        try (ReferenceServer server = open(like)) {
            for (String mechanism : List.of("oauthbearer", "xoauth2")) {
                for (Map<String, String> changes : List.of(
                        Map.of("token", "right"),
                        Map.of("token", "wrong"),
                        Map.of("token", "other"),
                        Map.of("token", "righ"),
                        Map.of("token", "RIGHT"),
                        Map.of("token", "rightly"),
                        Map.of("token", ""),
                        Map.of("token", "right", "scheme", "Basic"),
                        Map.of("token", "right", "scheme", "bEARER"))) {
                    all.append(exchange(server, true, mechanism, changes, (n, right) -> right));
                }
            }
            for (Map<String, String> changes : List.of(
                    Map.of("token", "right", "user", ""),
                    Map.of("token", "right", "gs2", "p=tls-unique"),
                    Map.of("token", "right", "host", "elsewhere"),
                    Map.of("token", "right", "pairs", "unknown=yes\u0001"))) {
                all.append(exchange(server, true, "oauthbearer", changes, (n, right) -> right));
            }
            all.append(exchange(
                    server,
                    true,
                    "oauthbearer",
                    Map.of("token", "right"),
                    (n, right) -> n.equals("1") ? right.substring(0, right.length() - 1) : right));
            all.append(exchange(
                    server,
                    true,
                    "oauthbearer",
                    Map.of("token", "right"),
                    (n, right) -> n.equals("1") ? "n,a=alice,\u0001\u0001" : right));
            all.append(exchange(server, true, "oauthbearer", Map.of("token", "right"), (n, right) -> "\u0001"));
            all.append(exchange(server, true, "oauthbearer", Map.of("token", "right"), (n, right) -> right + "x"));
            String token = "user=alice\1auth=Bearer right\1\1";
            all.append(exchange(server, true, "oauthbearer", Map.of("token", "wrong"), (n, right) -> token));
            all.append(exchange(
                    server,
                    true,
                    "oauthbearer",
                    Map.of("token", "wrong"),
                    (n, right) -> n.equals("2") ? "n,a=alice,\1auth=Bearer right\1\1" : right));
            all.append(exchange(
                    server, true, "xoauth2", Map.of("token", "wrong"), (n, right) -> n.equals("2") ? token : right));
        }
        return all.toString();
    }

    /** SCRAM bound to the server's certificate. */
    private static String bound(ReferenceServer server) throws IOException, GeneralSecurityException {
        try (RawClient client = RawClient.greeted(server)) {
            client.say("STLS");
            client.tls(server.caCertificatePem());
            return converse(
                    client, "scram-sha-1-plus", Map.of("bound", client.certificateDigest()), (n, right) -> right);
        }
    }

    /** The salt in the first challenge of SCRAM; empty where there is none. */
    private static String salt(ReferenceServer server, String auth) throws IOException {
        try (RawClient client = RawClient.greeted(server)) {
            String answer = client.say(auth);
            return answer.startsWith("+ ")
                    ? new String(Base64.getDecoder().decode(answer.substring(2)), ISO_8859_1)
                            .replaceFirst(".*,s=([^,]*),.*", "$1")
                    : "";
        }
    }

    /** Whether a server says the same when it is asked a second time. */
    private static String twice(ReferenceServer server, String... lines) throws IOException {
        return lines(server, lines).equals(lines(server, lines)) ? "the same\n" : "others\n";
    }

    /** Whether the second exchange of a connection has the challenge of the first one. */
    private static String again(ReferenceServer server, String auth) throws IOException {
        String[] said = lines(server, auth, "*", auth, "*").split("\n", -1);
        return told(said[0]).equals(told(said[2])) ? "the same challenge\n" : "other challenges\n";
    }

    /** What a challenge has to be answered; of NTLM the nonce alone. */
    private static String told(String line) {
        String challenge = new String(Base64.getDecoder().decode(line.replaceFirst("\\+ |-.*", "")), ISO_8859_1);
        return challenge.startsWith("NTLMSSP") ? challenge.substring(24, 32) : challenge;
    }

    /** One exchange; what is sent may be changed, given the number of the response and the right one. */
    static String exchange(
            ReferenceServer server,
            boolean tls,
            String mechanism,
            Map<String, String> changes,
            BinaryOperator<String> tampering)
            throws IOException, GeneralSecurityException {
        try (RawClient client = RawClient.greeted(server)) {
            if (tls) {
                client.say("STLS");
                client.tls(server.caCertificatePem());
            }
            return mechanism + changes + '\n' + converse(client, mechanism, changes, tampering);
        }
    }

    static String converse(
            RawClient client, String mechanism, Map<String, String> changes, BinaryOperator<String> tampering)
            throws IOException {
        StringBuilder all = new StringBuilder();
        try {
            SaslExchange exchange = new Mechanisms()
                    .named(mechanism)
                    .orElseThrow()
                    .begin(OfflineChannel.settings("127.0.0.1", "alice", "wonderland", changes));
            String answer = client.say("AUTH " + mechanism);
            for (int round = 1; round < 6 && answer.startsWith("+ "); round++) {
                String challenge = new String(Base64.getDecoder().decode(answer.substring(2)), ISO_8859_1);
                all.append(shape(challenge)).append('\n');
                String response = exchange.respond(challenge);
                answer = client.say(base64(tampering.apply(Integer.toString(round), response)));
            }
            all.append(answer).append('\n');
            all.append(client.say("STAT")).append('\n');
        } catch (SaslObjection e) {
            all.append(e.getMessage()).append('\n');
        }
        return all.toString();
    }

    /** Without what is different every time. */
    private static String shape(String challenge) {
        if (challenge.startsWith("NTLMSSP")) {
            String hex = HexFormat.of().formatHex(challenge.getBytes(ISO_8859_1));
            return hex.substring(0, 48) + hex.substring(64).replaceAll("(?<=07000800).{16}", "TIME");
        }
        return challenge
                .replaceAll("(?<=^r=|,r=)[^,]+", "NONCE")
                .replaceAll("(?<=nonce=\")[A-Za-z0-9_-]{24}", "NONCE")
                .replaceAll("(?<=,s=)[^,]+", "SALT")
                .replaceAll("(?<=^s=)[^,]+", "SALT")
                .replaceAll("(?<=v=)[^,]+", "SIGNATURE")
                .replaceAll("(?<=rspauth=)[0-9a-f]+", "PROOF");
    }
}
