package org.pop3spec.audit;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** What an audit makes up. */
final class Names {
    private Names() {}

    /** A name, or a password, that nobody has. */
    static String nobody() {
        return "pop3spec-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }
}
