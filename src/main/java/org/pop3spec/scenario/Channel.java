package org.pop3spec.scenario;

import java.util.Locale;

/** What lies under the POP3 session. */
public enum Channel {
    CLEARTEXT,
    /** Cleartext, upgraded by STLS (RFC 2595) before anything else is said. */
    STLS,
    /** TLS from the first octet (RFC 8314). */
    TLS;

    /** The word in front matter, options and reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
