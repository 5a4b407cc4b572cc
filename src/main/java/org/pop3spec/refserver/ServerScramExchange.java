package org.pop3spec.refserver;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's side of one SCRAM exchange: RFC 5802 sections 3, 5, 6 and 7. */
final class ServerScramExchange implements ServerExchange {
    /** What RFC 5802 section 5.1 (the attribute i) and RFC 7677 section 4 ask for at least. */
    private static final String ITERATIONS = "4096";

    /** What names are prepared for. */
    static final Command COMMAND = Command.parse("AUTH SCRAM");

    private static final Pattern FIRST = Pattern.compile(
            "((n|y|p=[A-Za-z0-9.-]+),(?:a=([^,]*))?,)((m=[^,]*,)?n=([^,]*),r=([!-+\\--~]+)(?:,[A-Za-z]=[^,]+)*)",
            Pattern.DOTALL);
    private static final Pattern LAST =
            Pattern.compile("(c=([A-Za-z0-9+/=]*),r=([^,]*)(?:,[A-Za-z]=[^,]+)*),p=([A-Za-z0-9+/=]+)", Pattern.DOTALL);
    private static final Pattern SASLNAME = Pattern.compile("(?:[^=,\\x00]|=2C|=3D)+");

    private final Pop3Session session;
    private final String hmac;
    private final String digest;
    private final int length;
    private final boolean plus;

    private int step;
    private Optional<Account> account = Optional.empty();
    private String authorizationId = "";
    private String binding = "";
    private String bare = "";
    private String nonce = "";
    private String serverFirst = "";
    private String salted = "";

    ServerScramExchange(Pop3Session session, String hash, boolean plus) {
        this.session = session;
        this.digest = hash;
        this.hmac = "Hmac" + hash.replace("-", "");
        this.length = hash.equals("SHA-1") ? 20 : 32;
        this.plus = plus;
    }

    @Override
    public Step next(String response) {
        step++;
        return switch (step) {
            case 1 -> first(response);
            case 2 -> last(response);
            default -> end(response);
        };
    }

    private Step first(String response) {
        Matcher message = FIRST.matcher(response);
        if (!message.matches()) {
            return ServerExchange.malformed("Not a client's first message of SCRAM");
        }
        if (!holds(SaslCheck.SCRAM_EXTENSION, message.group(5) == null)) {
            return ServerExchange.malformed("Extensions are not supported");
        }
        Optional<Step> objection = objection(message.group(2));
        if (objection.isPresent()) {
            return objection.get();
        }
        String written = message.group(6);
        String actAs = Optional.ofNullable(message.group(3)).orElse("");
        // it is hashed as it came, and looked for as it is prepared
        String named = made(SaslValue.SCRAM_NAME, plain(actAs) + '\0' + plain(written));
        Optional<String> name = session.conduct().prepared(COMMAND, named.substring(named.indexOf('\0') + 1));
        boolean wellFormed = (written.isEmpty() || SASLNAME.matcher(written).matches())
                && (message.group(3) == null || SASLNAME.matcher(actAs).matches());
        if (!holds(SaslCheck.SCRAM_NAME, wellFormed && name.isPresent())) {
            return ServerExchange.malformed("The name is empty, or not escaped as it must be");
        }
        account = name.flatMap(session.accounts()::find);
        authorizationId = plain(actAs);
        bare = message.group(4);
        binding = message.group(1) + bound(message.group(2));
        nonce = made(SaslValue.SCRAM_NONCE, message.group(7) + Digested.random());
        // nobody learns from salt and count which names exist
        String salt = made(SaslValue.SCRAM_SALT, session.accounts().salt(name.orElse("")));
        String iterations = made(SaslValue.SCRAM_ITERATIONS, ITERATIONS);
        salted = Digested.stretched(
                hmac,
                account.map(Account::password).orElse("none"),
                salt.isEmpty() ? "none" : salt,
                Integer.parseInt(iterations),
                length);
        serverFirst = made(SaslValue.SCRAM_FIRST, "r=" + nonce + ",s=" + Digested.base64(salt) + ",i=" + iterations);
        return new Challenge(serverFirst);
    }

    /** What speaks against the flag of the GS2 header: RFC 5802 section 6. */
    private Optional<Step> objection(String flag) {
        if (!holds(SaslCheck.SCRAM_FLAG, plus == flag.startsWith("p"))) {
            return Optional.of(ServerExchange.malformed("The GS2 flag does not fit the mechanism"));
        }
        // the mechanisms with channel binding are announced on this connection, and the client did not see them
        if (!holds(SaslCheck.SCRAM_DOWNGRADE, !(flag.equals("y") && session.isTls()))) {
            return Optional.of(new Failure(true, "The server does support channel binding"));
        }
        boolean known = !flag.startsWith("p")
                || session.conduct().channelBinding(session, flag.substring(2)).isPresent();
        return holds(SaslCheck.SCRAM_BINDING, known)
                ? Optional.empty()
                : Optional.of(ServerExchange.malformed("Unknown type of channel binding"));
    }

    private String bound(String flag) {
        return flag.startsWith("p")
                ? made(
                        SaslValue.CHANNEL_BINDING,
                        session.conduct()
                                .channelBinding(session, flag.substring(2))
                                .orElse(""))
                : "";
    }

    private Step last(String response) {
        Matcher message = LAST.matcher(response);
        if (!message.matches()) {
            return ServerExchange.malformed("Not a client's final message of SCRAM");
        }
        boolean sameChannel = Digested.unbase64(message.group(2))
                .filter(given -> Digested.same(binding, given))
                .isPresent();
        if (!holds(SaslCheck.SCRAM_BINDING, sameChannel)) {
            return ServerExchange.denied();
        }
        if (!holds(SaslCheck.SCRAM_NONCE, Digested.same(nonce, message.group(3)))) {
            return ServerExchange.denied();
        }
        String all = bare + "," + serverFirst + "," + message.group(1);
        String proof = Digested.unbase64(message.group(4)).orElse("");
        boolean right = holds(SaslCheck.SCRAM_PROOF, proves(proof, all));
        if (!right || account.isEmpty()) {
            return ServerExchange.denied();
        }
        String signature = Digested.hmac(hmac, Digested.hmac(hmac, salted, "Server Key"), all);
        return new Challenge(made(SaslValue.SCRAM_FINAL, "v=" + Digested.base64(signature)));
    }

    /** Whether the proof, with the signature taken off, is the key whose digest is stored. */
    private boolean proves(String proof, String message) {
        String stored = Digested.digest(digest, Digested.hmac(hmac, salted, "Client Key"));
        String signature = Digested.hmac(hmac, stored, message);
        if (proof.length() != signature.length()) {
            return false;
        }
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < proof.length(); i++) {
            key.append((char) (proof.charAt(i) ^ signature.charAt(i)));
        }
        return Digested.same(stored, Digested.digest(digest, key.toString()));
    }

    private Step end(String response) {
        if (!holds(SaslCheck.EMPTY_END, response.isEmpty())) {
            return ServerExchange.malformed("Nothing follows the server's signature");
        }
        return account.<Step>map(known -> new Success(known, authorizationId)).orElseGet(ServerExchange::denied);
    }

    private boolean holds(SaslCheck check, boolean right) {
        return session.conduct().holds(session, check, right);
    }

    private String made(SaslValue value, String right) {
        return session.conduct().made(session, value, right);
    }

    private static String plain(String saslname) {
        // an equals sign that escapes nothing gets here with a fault only
        String escaped = saslname.replaceAll("=(?!2C|3D)", "");
        return escaped.replace("=2C", ",").replace("=3D", "=");
    }
}
