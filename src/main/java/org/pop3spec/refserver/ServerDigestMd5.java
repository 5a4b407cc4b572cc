package org.pop3spec.refserver;

/** DIGEST-MD5, RFC 2831, with the quality of protection {@code auth} only. */
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
