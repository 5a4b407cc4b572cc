package org.pop3spec.auth;

import java.util.Set;

/** XOAUTH2: an OAuth 2.0 bearer token, as Google and Microsoft did it before there was a standard. */
final class XOAuth2 implements Mechanism {
    @Override
    public String name() {
        return "XOAUTH2";
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    /** {@code token} in place of the account's; {@code scheme} in place of {@code Bearer}. */
    @Override
    public Set<String> settings() {
        return Set.of("token", "scheme");
    }

    @Override
    public SaslExchange begin(SaslSettings settings) throws SaslObjection {
        String token = BearerExchange.token(settings);
        String message = "user=" + settings.user() + "\u0001auth="
                + settings.change("scheme").orElse("Bearer") + " " + token + "\u0001\u0001";
        return new BearerExchange(message, "");
    }
}
