package org.pop3spec.auth;

import org.pop3spec.net.Received;

/** How an attempt to open a maildrop ended. */
public sealed interface LoginResult {
    /** The session is in the TRANSACTION state. */
    record Opened() implements LoginResult {}

    /**
     * The server said no.
     *
     * @param text what it said after {@code -ERR}, one char per octet
     */
    record Rejected(String text) implements LoginResult {}

    /**
     * The server said nothing, or nothing that the exchange allows.
     *
     * @param step which step of the exchange
     * @param received what came instead
     */
    record Broken(String step, Received received) implements LoginResult {}

    /** The client gave up, since the server broke the rules of the exchange or did not prove itself, and how. */
    record BrokenOff(String reason) implements LoginResult {}

    /** The variant can't be tried on this connection, and why. */
    record Impossible(String reason) implements LoginResult {}
}
