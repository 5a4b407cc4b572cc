package org.pop3spec.auth;

/** What has to happen before the first POP3 line of a connection, for a variant to work on it. */
public enum Opening {
    /** Nothing. */
    USUAL,
    /** The connection goes to the server's KPOP port, and begins with the exchange of {@link Sendauth}. */
    KPOP
}
