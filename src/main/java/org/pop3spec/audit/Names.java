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

    /** A name that nobody has, in the domain of another, if that has one. */
    static String nobodyBeside(String name) {
        return nobody() + name.substring(localPart(name).length());
    }

    /** A name without its domain. */
    static String localPart(String name) {
        int at = name.lastIndexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }
}
