package org.pop3spec.net;

/**
 * A security layer that a SASL exchange negotiated, on the client's side of one connection (RFC 4422 section 3.7). It counts
 * what passes, so each direction has to pass in its order. Octets are strings with one char per octet; a buffer is without the
 * four octets that tell its length.
 */
public interface SecurityLayer {
    /** What it is, for transcripts, such as {@code DIGEST-MD5 auth-int}. */
    String name();

    /** How many octets, one at least, fit into a buffer that is no longer than the server takes. */
    int most();

    /** The longest buffer that is taken from the server, in octets. */
    int longest();

    /** The next buffer for the server, with at most {@link #most} octets in it. */
    String protect(String octets);

    /**
     * What is in the next buffer from the server.
     *
     * @throws LayerFailure when that is not a buffer which only the server can have made, and made as the next one
     */
    String open(String buffer) throws LayerFailure;
}
