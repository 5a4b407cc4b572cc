package org.pop3spec.baseline;

/** A baseline that cannot be read or understood; the message says where and why, in as many lines as it takes. */
public final class InvalidBaseline extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidBaseline(String message) {
        super(message);
    }

    InvalidBaseline(String message, Throwable cause) {
        super(message, cause);
    }
}
