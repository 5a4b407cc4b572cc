package org.pop3spec.net;

/** What came when something was waited for. Octets are strings with one char per octet (ISO-8859-1). */
public sealed interface Received {
    /** How a line ended. */
    enum Terminator {
        /** As RFC 1939 section 3 asks. */
        CRLF("\r\n"),
        /** LF without CR before it. */
        LF("\n"),
        /** The connection ended in the middle of the line. */
        NONE("");

        private final String octets;

        Terminator(String octets) {
            this.octets = octets;
        }

        public String octets() {
            return octets;
        }
    }

    /**
     * A line.
     *
     * @param octets without its end; a CR that is not part of the end is kept
     */
    record Line(String octets, Terminator terminator) implements Received {}

    /** So many octets as were asked for. */
    record Octets(String octets) implements Received {}

    /**
     * The server closed its direction, and everything before was read.
     *
     * @param properly false when TLS ended without close_notify
     */
    record Closed(boolean properly) implements Received {}

    /** The connection was reset, or broke in another way that TCP noticed. */
    record Reset() implements Received {}

    /**
     * The deadline passed.
     *
     * @param soFar the beginning of what came without being a whole line, bounded; still unread
     */
    record TimedOut(String soFar) implements Received {}

    /**
     * A line or an answer did not end within its limit; what follows is not in step any more.
     *
     * @param start the beginning, bounded
     * @param limit octets
     */
    record TooLong(String start, long limit) implements Received {}

    /**
     * TLS broke after the handshake, such as by a record that could not be decrypted.
     *
     * @param message one line
     */
    record TlsFailed(String message) implements Received {}

    /**
     * What came under a security layer of SASL was nothing that the server can have put into it.
     *
     * @param message one line
     */
    record LayerFailed(String message) implements Received {}
}
