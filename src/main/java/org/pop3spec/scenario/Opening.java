package org.pop3spec.scenario;

import java.util.Arrays;
import java.util.Optional;

/** What has to happen before the first POP3 line of a connection. */
public enum Opening {
    /** Nothing that others have not too. */
    USUAL(""),
    /** The connection goes to the server's KPOP port, and begins with a Kerberos ticket of the account. */
    KPOP("kpop"),
    /** In the TLS handshake the client shows the certificate of the account. */
    CERTIFICATE("certificate"),
    /** In the TLS handshake it shows one for the same name that nobody issued. */
    UNTRUSTED_CERTIFICATE("untrusted-certificate"),
    /** The connection comes from a port below 1024, which only the system's administrator may use (RFC 1081, RPOP). */
    RESERVED_PORT("reserved-port");

    private final String word;

    Opening(String word) {
        this.word = word;
    }

    /** As scripts write it; empty for the usual one. */
    public String word() {
        return word;
    }

    /** Whether it is about one of the accounts. */
    public boolean personal() {
        return this == KPOP || this == CERTIFICATE || this == UNTRUSTED_CERTIFICATE;
    }

    /** The one that scripts write so. */
    static Optional<Opening> named(String word) {
        return Arrays.stream(values())
                .filter(opening -> opening != USUAL && opening.word.equals(word))
                .findFirst();
    }
}
