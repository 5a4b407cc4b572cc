package org.pop3spec.refserver;

/** One SASL mechanism as the server does it (RFC 4422). */
interface ServerMechanism {
    /** Its registered name. */
    String name();

    /** Whether the client speaks first, so that AUTH may have an initial response (RFC 5034 section 4). */
    boolean clientFirst();

    /** Whether it may be used on this connection as it is now; only then it is announced. */
    default boolean offered(Pop3Session session) {
        return session.admitsLogin();
    }

    /** Begins an exchange. */
    ServerExchange begin(Pop3Session session);
}
