package org.pop3spec.auth;

/** PLAIN: the password as it is, RFC 4616. */
final class Plain implements Mechanism {
    @Override
    public String name() {
        return "PLAIN";
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    @Override
    public SaslExchange begin(SaslSettings settings) {
        return challenge -> {
            if (!challenge.isEmpty()) {
                throw new SaslObjection("PLAIN has one response, and the server asks for another");
            }
            return settings.authzid() + '\0' + settings.user() + '\0' + settings.password();
        };
    }
}
