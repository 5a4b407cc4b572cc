package org.pop3spec.refserver;

/** GSSAPI with Kerberos tickets and without security layers: RFC 4752. */
final class ServerGssapi implements ServerMechanism {
    @Override
    public String name() {
        return "GSSAPI";
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    /** Without a key of its own it could not take anybody's ticket (section 3.2). */
    @Override
    public boolean offered(Pop3Session session) {
        return session.settings().kerberos().isPresent() && session.admitsLogin();
    }

    @Override
    public ServerExchange begin(Pop3Session session) {
        KerberosService service = session.settings().kerberos().orElseThrow();
        return new ServerGssapiExchange(session, service, session.ticketCheck(service));
    }
}
