package org.pop3spec.refserver;

/** What a server has to look at when a client shows a Kerberos ticket: docs/kpop.md, RFC 4120 section 3.2.3. */
enum TicketRule {
    /** Both version strings of sendauth are the right ones, to the last octet. */
    VERSIONS,
    /** The NUL at the end of a version string belongs to it. */
    NUL_COUNTS,
    /** An empty application version is not the right one. */
    VERSION_THERE,
    /** The application version of Kerberos 4 is not the right one. */
    VERSION_OF_KERBEROS_5,
    /** Right versions are answered. */
    VERSIONS_ANSWERED,
    /** The client speaks first. */
    CLIENT_FIRST,
    /** Who begins with a command instead of the versions gets no session. */
    TICKET_FIRST,
    /** On the port for KPOP under TLS a ticket is asked for too. */
    TICKET_UNDER_TLS,
    /** A frame is read by its length, in however many pieces it arrives. */
    FRAME_BY_LENGTH,
    /** An empty frame is no AP-REQ. */
    REQUEST_THERE,
    /** What has another tag than an AP-REQ is none. */
    REQUEST_FORM,
    /** What begins as an AP-REQ and does not end as one is none. */
    REQUEST_WHOLE,
    /** A ticket of another realm is not for this server. */
    OWN_REALM,
    /** A ticket for another service is not for this server. */
    OWN_SERVICE,
    /** A ticket that does not come out whole is worth nothing. */
    TICKET_WHOLE,
    /** The ticket is sealed with the key of the version that it names. */
    KEY_VERSION,
    /** The authenticator is sealed with the ticket's session key, and whole. */
    AUTHENTICATOR,
    /** The authenticator names the ticket's client. */
    SAME_CLIENT,
    /** The authenticator was made within the clock skew. */
    CLOCK_SKEW,
    /** Nor was it made later than now and the clock skew. */
    NOT_AHEAD,
    /** The authenticator was not seen before. */
    FRESH,
    /** The ticket's time has begun. */
    BEGUN,
    /** The ticket has no flag that makes it invalid. */
    NOT_INVALID,
    /** The ticket's time is not over. */
    NOT_ENDED,
    /** Authorization data that may be ignored is no reason to refuse a ticket. */
    UNKNOWN_DATA_IGNORED,
    /** Delegated credentials are as good as others, RFC 4120 section 2.6. */
    FORWARDED_TAKEN,
    /** A session key for DES or RC4 is not taken, RFC 6649 and 8429. */
    STRONG_KEY,
    /** A refusal is told by KRB-ERROR. */
    REFUSAL_TOLD,
    /** A refusal ends the connection. */
    REFUSAL_ENDS,
    /** A client that asks for it gets an AP-REP. */
    PROOF_SENT,
    /** A client that does not ask for it gets none. */
    PROOF_ASKED,
    /** The AP-REP has the authenticator's time in it. */
    PROOF_RIGHT,
    /** The AP-REP is sealed with the ticket's session key, also where the authenticator has a subkey. */
    PROOF_BY_SESSION_KEY,
    /** The user who opens a maildrop is the one whom the ticket names. */
    PRINCIPAL_IS_USER,
    /** A client with a second component in its name is somebody else. */
    INSTANCE_COUNTS,
    /** A client of another realm is somebody else, whatever the name. */
    REALM_COUNTS,
    /** The value of PASS means nothing where a ticket was shown. */
    PASSWORD_MEANS_NOTHING
}
