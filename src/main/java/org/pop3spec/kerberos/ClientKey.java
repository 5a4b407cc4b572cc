package org.pop3spec.kerberos;

import java.nio.file.Path;

/** What a client proves itself with to a KDC. */
public sealed interface ClientKey {
    /** The password, one char per octet. */
    record Password(String octets) implements ClientKey {
        @Override
        public String toString() {
            return "a password";
        }
    }

    /** A keytab that holds the client's key. */
    record InKeytab(Path file) implements ClientKey {}

    /** A cache of credentials, as kinit leaves it in a file, with the client's ticket-granting ticket. */
    record InCache(Path file) implements ClientKey {}
}
