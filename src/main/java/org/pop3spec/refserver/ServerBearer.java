package org.pop3spec.refserver;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OAUTHBEARER (RFC 7628) and XOAUTH2, which is the same in other words. A bearer token is as good as a password, so that both
 * are there under TLS only.
 *
 * @param name the mechanism
 * @param form a message: group 1 is the flag of the GS2 header if there is one, 2 the user's name, 3 the scheme, 4 the token
 */
record ServerBearer(String name, Pattern form) implements ServerMechanism {
    private static final String PAIRS = "\u0001(?:(?!auth=)[A-Za-z]+=[^\u0001]*\u0001)*";
    private static final Pattern HOST = Pattern.compile("\u0001host=([^\u0001]*)\u0001");
    private static final String AUTH =
            "(?:auth=([^ \u0001]*) *([^\u0001]*)\u0001)?(?:[A-Za-z]+=[^\u0001]*\u0001)*\u0001";

    static final ServerMechanism OAUTHBEARER = new ServerBearer(
            "OAUTHBEARER", Pattern.compile("([ny]|p=[A-Za-z0-9.-]+),(?:a=([^,]*))?," + PAIRS + AUTH, Pattern.DOTALL));

    static final ServerMechanism XOAUTH2 =
            new ServerBearer("XOAUTH2", Pattern.compile("()user=([^\u0001]+)\u0001" + AUTH, Pattern.DOTALL));

    @Override
    public boolean clientFirst() {
        return true;
    }

    @Override
    public boolean offered(Pop3Session session) {
        return session.isTls() && session.accounts().anyToken();
    }

    @Override
    public ServerExchange begin(Pop3Session session) {
        return new ServerExchange() {
            private boolean refused;

            @Override
            public Step next(String response) {
                if (refused) {
                    return ServerExchange.denied();
                }
                Step step = judge(session, response);
                refused = step instanceof Challenge;
                return step;
            }
        };
    }

    private ServerExchange.Step judge(Pop3Session session, String response) {
        Matcher message = form.matcher(response);
        if (!message.matches()) {
            return error(session, "invalid_request");
        }
        boolean bound = message.group(1).startsWith("p");
        if (!session.conduct().holds(session, SaslCheck.BEARER_FLAG, !bound)) {
            return error(session, "invalid_request");
        }
        boolean bearer = "Bearer".equalsIgnoreCase(message.group(3));
        if (!session.conduct().holds(session, SaslCheck.BEARER_SCHEME, bearer)) {
            return error(session, "invalid_request");
        }
        Matcher host = HOST.matcher(response);
        // the port may be another one outside, where somebody passes connections on
        boolean here =
                !host.find() || session.connection().isCalled(host.group(1).toLowerCase(Locale.ROOT));
        if (!session.conduct().holds(session, SaslCheck.BEARER_HOST, here)) {
            return error(session, "invalid_request");
        }
        String name = plain(Optional.ofNullable(message.group(2)).orElse(""));
        Optional<Account> owner = session.accounts()
                .withToken(Optional.ofNullable(message.group(4)).orElse(""));
        if (!session.conduct().holds(session, SaslCheck.TOKEN, owner.isPresent())) {
            return error(session, "invalid_token");
        }
        return owner.or(() -> session.accounts().find(name))
                .<ServerExchange.Step>map(account -> new ServerExchange.Success(account, name))
                .orElseGet(() -> error(session, "invalid_token"));
    }

    private static ServerExchange.Step error(Pop3Session session, String status) {
        return new ServerExchange.Challenge(session.conduct()
                .made(session, SaslValue.BEARER_ERROR, "{\"status\":\"" + status + "\",\"scope\":\"pop\"}"));
    }

    private static String plain(String saslname) {
        return saslname.replace("=2C", ",").replace("=3D", "=");
    }
}
