package org.pop3spec.refserver;

import java.util.Optional;

/**
 * A security layer that a SASL exchange negotiated, on the server's side of one connection (RFC 4422 section 3.7). Octets are
 * Latin-1 strings; a buffer is without the four octets that tell its length.
 */
interface ServerLayer {
    /** How many octets go into one buffer for the client. */
    int most();

    /** The longest buffer that is taken from the client, in octets. */
    int longest();

    /** The next buffer for the client. */
    String protect(String octets);

    /** What is in the next buffer from the client; empty when it can't be decoded. */
    Optional<String> open(String buffer);
}
