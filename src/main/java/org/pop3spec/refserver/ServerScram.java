package org.pop3spec.refserver;

/**
 * SCRAM, RFC 5802 and 7677, with and without channel binding.
 *
 * @param hash the name of the digest as it stands in the mechanism's name: {@code SHA-1} or {@code SHA-256}
 * @param plus whether with channel binding
 */
record ServerScram(String hash, boolean plus) implements ServerMechanism {
    @Override
    public String name() {
        return "SCRAM-" + hash + (plus ? "-PLUS" : "");
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    @Override
    public boolean offered(Pop3Session session) {
        return session.admitsLogin() && (!plus || session.isTls());
    }

    @Override
    public ServerExchange begin(Pop3Session session) {
        return new ServerScramExchange(session, hash, plus);
    }
}
