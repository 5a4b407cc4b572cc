package org.pop3spec.refserver;

/** DIGEST-MD5, RFC 2831, with all three qualities of protection. */
final class ServerDigestMd5 implements ServerMechanism {
    @Override
    public String name() {
        return "DIGEST-MD5";
    }

    @Override
    public boolean clientFirst() {
        return false;
    }

    @Override
    public ServerExchange begin(Pop3Session session) {
        return new ServerDigestMd5Exchange(session);
    }
}
