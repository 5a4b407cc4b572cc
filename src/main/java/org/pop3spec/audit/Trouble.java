package org.pop3spec.audit;

import org.pop3spec.net.ConnectFailure;

/** A question could not be put to the server, or got no answer; the message is one line that says why. */
final class Trouble extends Exception {
    private static final long serialVersionUID = 1L;

    /** What it tells about the server. */
    enum Kind {
        /** What the server said or did is why there is no answer to what was asked. */
        ANSWERED,
        /** Nobody listens there, and this was said. */
        REFUSED,
        /** There was no connection, for whatever reason. */
        UNREACHABLE,
        /** Nothing came in time. */
        SILENT,
        /** Nothing: the audit kept from asking. */
        NOT_ASKED
    }

    private final Kind kind;

    /** The server's doing. */
    Trouble(String message) {
        this(Kind.ANSWERED, message);
    }

    Trouble(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** There was no connection. */
    static Trouble of(ConnectFailure failure) {
        return new Trouble(
                failure.reason() == ConnectFailure.Reason.REFUSED ? Kind.REFUSED : Kind.UNREACHABLE,
                String.valueOf(failure.getMessage()));
    }

    Kind kind() {
        return kind;
    }

    /** Whether there was no connection. */
    boolean isUnreachable() {
        return kind == Kind.REFUSED || kind == Kind.UNREACHABLE;
    }

    /** Whether something can be concluded from it: the server said no. That it can't be reached may be so from here only. */
    boolean tells() {
        return kind == Kind.ANSWERED || kind == Kind.REFUSED;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
