package org.pop3spec.result;

import java.io.IOException;

/** A text that is no result of ours, is damaged, or is of a version that this build does not know. */
public final class ResultFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message one line for people; may quote the text, so it must be made visible before it is shown */
    public ResultFormatException(String message) {
        super(message);
    }

    ResultFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
