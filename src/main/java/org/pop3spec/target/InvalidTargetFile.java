package org.pop3spec.target;

import org.pop3spec.yaml.Complaints;

/** A target file that cannot be read or understood; the message says where and why, in as many lines as it takes. */
public final class InvalidTargetFile extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidTargetFile(Complaints complaints) {
        super(complaints.rendered());
    }

    InvalidTargetFile(String message) {
        super(message);
    }

    InvalidTargetFile(String message, Throwable cause) {
        super(message, cause);
    }
}
