package org.pop3spec.auth;

import java.util.Set;

/** ANONYMOUS: nothing but a trace of who it may be, RFC 4505. */
final class Anonymous implements Mechanism {
    /** Whom an administrator may ask; nobody's address. */
    private static final String TRACE = "pop3spec";

    @Override
    public String name() {
        return "ANONYMOUS";
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    @Override
    public boolean personal() {
        return false;
    }

    /** {@code trace}: the text in place of the usual one. */
    @Override
    public Set<String> settings() {
        return Set.of("trace");
    }

    @Override
    public SaslExchange begin(SaslSettings settings) {
        return challenge -> {
            if (!challenge.isEmpty()) {
                throw new SaslObjection("ANONYMOUS has one response, and the server asks for another");
            }
            return settings.change("trace").orElse(TRACE);
        };
    }
}
