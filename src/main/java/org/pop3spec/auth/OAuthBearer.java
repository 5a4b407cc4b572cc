package org.pop3spec.auth;

import java.util.Set;

/** OAUTHBEARER: an OAuth 2.0 bearer token, RFC 7628. */
final class OAuthBearer implements Mechanism {
    @Override
    public String name() {
        return "OAUTHBEARER";
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    /**
     * {@code token} in place of the account's; {@code gs2}: the flag of the GS2 header; {@code pairs}: further pairs of key and
     * value, each with an octet of one behind it; {@code scheme} in place of {@code Bearer}.
     */
    @Override
    public Set<String> settings() {
        return Set.of("token", "gs2", "pairs", "scheme");
    }

    @Override
    public SaslExchange begin(SaslSettings settings) throws SaslObjection {
        String token = BearerExchange.token(settings);
        String name = settings.user().isEmpty() ? "" : "a=" + Scram.escaped(settings.user());
        String message = settings.change("gs2").orElse("n") + "," + name + ",\u0001host="
                + settings.host() + "\u0001port=" + settings.channel().port() + "\u0001"
                + settings.change("pairs").orElse("") + "auth="
                + settings.change("scheme").orElse("Bearer") + " " + token
                + "\u0001\u0001";
        // RFC 7628 section 3.2.3: the client says that it has read the error
        return new BearerExchange(message, "\u0001");
    }
}
