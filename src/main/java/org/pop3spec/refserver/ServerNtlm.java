package org.pop3spec.refserver;

/** NTLM, MS-NLMP, with responses of version 2 only and without session security. */
final class ServerNtlm implements ServerMechanism {
    @Override
    public String name() {
        return "NTLM";
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    @Override
    public ServerExchange begin(Pop3Session session) {
        return new ServerNtlmExchange(session);
    }
}
