package org.pop3spec.audit;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** User names that an audit gives. */
final class Names {
    private Names() {}

    /** A name that nobody has. No password follows it. */
    static String nobody() {
        return "pop3spec-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }
}
