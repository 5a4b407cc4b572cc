package org.pop3spec.auth;

/** The client can't go on with an exchange: what the server sent breaks the mechanism's rules, or something is missing. */
public final class SaslObjection extends Exception {
    private static final long serialVersionUID = 1;

    /** @param message what is wrong, in words that fit a report; no secret */
    public SaslObjection(String message) {
        super(message);
    }

    public SaslObjection(String message, Throwable cause) {
        super(message, cause);
    }
}
