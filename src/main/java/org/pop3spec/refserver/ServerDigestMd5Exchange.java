package org.pop3spec.refserver;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's side of one exchange of DIGEST-MD5: RFC 2831 section 2.1. */
final class ServerDigestMd5Exchange implements ServerExchange {
    static final String REALM = "localhost";

    /** The largest buffer that the client takes where it does not say (RFC 2831 section 2.1.2). */
    private static final String USUAL_BUFFER = "65536";

    private static final Set<String> CIPHERS = Set.of("des", "3des", "rc4");

    private static final Pattern DIRECTIVE = Pattern.compile(
            "[ \\t]*([A-Za-z0-9-]+)=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\x00-\\x20()<>@,;:\\\\\"/\\[\\]?={}\\x7f]++))[ \\t]*(?:,|$)",
            Pattern.DOTALL);

    private final Pop3Session session;
    private final String nonce;
    private int step;
    private Optional<Account> account = Optional.empty();
    private String authorizationId = "";
    private Optional<ServerLayer> layer = Optional.empty();

    ServerDigestMd5Exchange(Pop3Session session) {
        this.session = session;
        this.nonce = made(SaslValue.DIGEST_NONCE, Digested.random());
    }

    @Override
    public Step next(String response) {
        step++;
        return switch (step) {
            case 1 ->
                new Challenge(
                        made(
                                SaslValue.DIGEST_CHALLENGE,
                                "realm=\"" + REALM + "\",nonce=\"" + nonce
                                        + "\",qop=\"auth,auth-int,auth-conf\",cipher=\"des,3des,rc4\",charset=utf-8,algorithm=md5-sess"));
            case 2 -> answer(response);
            default -> end(response);
        };
    }

    private Step answer(String response) {
        Optional<Map<String, String>> parsed = directives(response);
        if (parsed.isEmpty()) {
            return ServerExchange.malformed("Not a list of directives, each once");
        }
        Map<String, String> given = parsed.get();
        String digest = given.getOrDefault("response", "");
        String uri = given.getOrDefault("digest-uri", "");
        String qop = given.getOrDefault("qop", "auth");
        String count = given.getOrDefault("nc", "");
        String cnonce = given.getOrDefault("cnonce", "");
        String theirs = given.getOrDefault("nonce", "");
        String realm = given.getOrDefault("realm", "");
        if (!given.containsKey("username")
                || theirs.isEmpty()
                || cnonce.isEmpty()
                || !count.matches("[0-9a-fA-F]{8}")
                || !digest.matches("[0-9a-f]{32}")
                || !given.getOrDefault("maxbuf", USUAL_BUFFER).matches("[0-9]{2,8}")
                || !given.getOrDefault("charset", "utf-8").equals("utf-8")) {
            return ServerExchange.malformed("A directive is missing or malformed");
        }
        boolean fits = holds(SaslCheck.DIGEST_NONCE, theirs.equals(nonce))
                && holds(SaslCheck.DIGEST_COUNT, count.equals("00000001"))
                && holds(SaslCheck.DIGEST_QOP, isOffered(qop, given.getOrDefault("cipher", "")))
                && holds(SaslCheck.DIGEST_REALM, realm.equals(REALM))
                && holds(SaslCheck.DIGEST_URI, isThisServer(uri));
        if (!fits) {
            return ServerExchange.denied();
        }
        account = session.accounts().find(given.get("username"));
        authorizationId = given.getOrDefault("authzid", "");
        String secret = Digested.digest(
                "MD5",
                given.get("username") + ":" + realm + ":"
                        + account.map(Account::password).orElse("none"));
        String authzid = given.containsKey("authzid") ? ":" + authorizationId : "";
        String base = Digested.digest("MD5", secret + ":" + theirs + ":" + cnonce + authzid);
        String key = Digested.hex(base);
        String middle = ":" + theirs + ":" + count + ":" + cnonce + ":" + qop + ":";
        // with a layer the digest of a body is in it, and there is none
        String tail = qop.equals("auth") ? "" : ":" + "0".repeat(32);
        String right = hexMd5(key + middle + hexMd5("AUTHENTICATE:" + uri + tail));
        if (!holds(SaslCheck.DIGEST_RESPONSE, Digested.same(right, digest)) || account.isEmpty()) {
            return ServerExchange.denied();
        }
        int buffer = Integer.parseInt(given.getOrDefault("maxbuf", USUAL_BUFFER));
        layer = ServerDigestMd5Layer.of(qop, given.getOrDefault("cipher", ""), base, buffer);
        String proof = hexMd5(key + middle + hexMd5(":" + uri + tail));
        return new Challenge(made(SaslValue.DIGEST_END, "rspauth=" + proof));
    }

    private Step end(String response) {
        if (!holds(SaslCheck.EMPTY_END, response.isEmpty())) {
            return ServerExchange.malformed("Nothing follows rspauth");
        }
        return account.<Step>map(known -> new Success(known, authorizationId, layer))
                .orElseGet(ServerExchange::denied);
    }

    private static boolean isOffered(String qop, String cipher) {
        return switch (qop) {
            case "auth", "auth-int" -> true;
            case "auth-conf" -> CIPHERS.contains(cipher);
            default -> false;
        };
    }

    /** Whether the response is meant for POP3, and for this host as far as the server knows its own names. */
    private boolean isThisServer(String uri) {
        if (!uri.startsWith("pop/")) {
            return false;
        }
        String host = uri.substring(4).toLowerCase(Locale.ROOT);
        return session.connection().isCalled(host);
    }

    private Optional<Map<String, String>> directives(String response) {
        Map<String, String> all = new HashMap<>();
        Matcher each = DIRECTIVE.matcher(response);
        int at = 0;
        while (at < response.length()) {
            if (!each.find(at) || each.start() != at) {
                return Optional.empty();
            }
            String value = each.group(2) == null ? each.group(3) : each.group(2).replaceAll("\\\\(.)", "$1");
            boolean first = all.putIfAbsent(each.group(1).toLowerCase(Locale.ROOT), value) == null;
            if (!holds(SaslCheck.DIGEST_ONCE, first)) {
                return Optional.empty();
            }
            at = each.end();
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    private static String hexMd5(String octets) {
        return Digested.hex(Digested.digest("MD5", octets));
    }

    private boolean holds(SaslCheck check, boolean right) {
        return session.conduct().holds(session, check, right);
    }

    private String made(SaslValue value, String right) {
        return session.conduct().made(session, value, right);
    }
}
