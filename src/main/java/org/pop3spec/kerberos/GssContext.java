package org.pop3spec.kerberos;

import java.util.Optional;

/**
 * What both sides of an established GSS-API context seal messages with, as far as SASL needs it: integrity without encryption
 * (RFC 4121 section 4.2). Octets are strings with one char per octet.
 */
public interface GssContext {
    /** Who made a message. */
    enum Side {
        /** The client. */
        INITIATOR,
        /** The server. */
        ACCEPTOR
    }

    /**
     * A message, sealed.
     *
     * @param sequence the number of the message; a side begins with the one that it told
     * @throws KerberosTrouble when the context can't seal in that side's name, or has no keys that it can seal with
     */
    String wrapped(Side by, long sequence, String plain) throws KerberosTrouble;

    /** What a sealed message says; empty when it is none of that side, or not as it was sealed. */
    Optional<String> unwrapped(Side by, String token);
}
