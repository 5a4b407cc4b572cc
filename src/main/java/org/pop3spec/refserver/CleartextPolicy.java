package org.pop3spec.refserver;

/** What may be used to log in while no TLS is active (RFC 2595 sections 2.2 and 2.3). */
public enum CleartextPolicy {
    /** Everything. */
    ALLOW,
    /** No command that sends the password as it is: USER and PASS are refused, APOP is not. */
    NO_PASSWORDS,
    /** No login at all. */
    NO_LOGIN
}
