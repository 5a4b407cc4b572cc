package org.pop3spec.net;

import java.io.IOException;

/** What came under a security layer of SASL can't be decoded: nothing behind it can be believed (RFC 4422 section 3.7). */
public final class LayerFailure extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong with it, one line that fits a report */
    public LayerFailure(String message) {
        super(message);
    }
}
