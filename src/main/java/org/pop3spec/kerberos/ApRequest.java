package org.pop3spec.kerberos;

import java.util.Optional;

/** An AP-REQ as it is sent, and what judges the answer (RFC 4120 section 3.2). Octets are strings with one char per octet. */
public sealed interface ApRequest permits SealedRequest, JavaRequest {
    /** The message in DER. */
    String octets();

    /** Whether it asks the server to prove itself. */
    boolean mutual();

    /** The sequence number of the authenticator, with which the client's messages begin. */
    int sequence();

    /** Whether these octets are the AP-REP that proves that the server could read this request (RFC 4120 section 3.2.5). */
    boolean provenBy(String answer);

    /** The context that is established when these octets are the AP-REP that answers (RFC 4121 section 4.1). */
    Optional<GssContext> context(String answer);
}
