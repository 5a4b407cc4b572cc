package org.pop3spec.net;

import java.io.IOException;

/** A connection could not be opened; the message is one line that says to where and why. */
public final class ConnectFailure extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        UNKNOWN_HOST,
        REFUSED,
        TIMED_OUT,
        UNREACHABLE,
        /** This machine does not let the harness use the port that it wants to come from. */
        NOT_PERMITTED
    }

    private final Reason reason;

    ConnectFailure(Reason reason, String message, IOException cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
