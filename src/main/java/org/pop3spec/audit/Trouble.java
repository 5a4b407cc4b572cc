package org.pop3spec.audit;

/** A question could not be put to the server, or got no answer; the message is one line that says why. */
final class Trouble extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean unreachable;

    Trouble(String message) {
        this(message, false);
    }

    private Trouble(String message, boolean unreachable) {
        super(message);
        this.unreachable = unreachable;
    }

    /** Nobody took the connection. */
    static Trouble unreachable(String message) {
        return new Trouble(message, true);
    }

    boolean isUnreachable() {
        return unreachable;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
