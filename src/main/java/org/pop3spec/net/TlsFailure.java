package org.pop3spec.net;

import java.io.IOException;

/** A TLS handshake did not succeed; the message is one line for people. */
public final class TlsFailure extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        UNTRUSTED,
        WRONG_HOST,
        EXPIRED,
        NO_COMMON_VERSION,
        NOT_TLS,
        CLOSED,
        TIMED_OUT,
        OTHER
    }

    private final Reason reason;

    TlsFailure(Reason reason, String message, IOException cause) {
        super(message, cause);
        this.reason = reason;
    }

    TlsFailure(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
