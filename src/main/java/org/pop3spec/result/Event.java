package org.pop3spec.result;

/**
 * One thing that happened on the wire.
 *
 * @param kind what happened
 * @param connection the scenario's number of the connection, from 1
 * @param micros since the scenario began
 * @param offset how many octets had gone in this direction of this connection before, TLS or not
 * @param octets for SENT and RECEIVED what one write or read carried, one char per octet (ISO-8859-1), secrets masked;
 *     for other kinds a short text such as the TLS version and cipher suite
 * @param elided how many octets were left out of the middle of {@code octets}, because they were too many to keep
 * @param encrypted whether it went through TLS
 */
public record Event(
        Kind kind, int connection, long micros, long offset, String octets, long elided, boolean encrypted) {
    /** The kinds of event. */
    public enum Kind {
        OPENED,
        SENT,
        RECEIVED,
        TLS_STARTED,
        CLOSED_BY_SERVER,
        RESET_BY_SERVER,
        CLOSED_BY_CLIENT,
        TIMED_OUT,
        NOTE
    }
}
