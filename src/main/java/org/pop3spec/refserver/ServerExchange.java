package org.pop3spec.refserver;

import java.util.Optional;

/** The server's side of one SASL exchange in progress. Octets are Latin-1 strings, without base64. */
interface ServerExchange {
    /**
     * Takes the next response.
     *
     * @param response what the client sent; of a mechanism in which the server speaks first, the first one is empty and is
     *     nobody's
     */
    Step next(String response);

    /** What an exchange does next. */
    sealed interface Step {}

    /** Another challenge. */
    record Challenge(String octets) implements Step {}

    /**
     * The client is who it says.
     *
     * @param account as whom it authenticated
     * @param authorizationId as whom it wants to act; empty for the same
     * @param layer the security layer that was negotiated
     */
    record Success(Account account, String authorizationId, Optional<ServerLayer> layer) implements Step {
        /** Without a layer. */
        Success(Account account, String authorizationId) {
            this(account, authorizationId, Optional.empty());
        }
    }

    /**
     * It is not, or it broke the rules.
     *
     * @param credentials whether the credentials are to blame, which the response code AUTH tells (RFC 3206 section 5)
     * @param text for the status line
     */
    record Failure(boolean credentials, String text) implements Step {}

    /** The answer to credentials that are not right, whatever is wrong with them. */
    static Step denied() {
        return new Failure(true, "Login failed");
    }

    /** The answer to a response that the mechanism does not know. */
    static Step malformed(String text) {
        return new Failure(false, text);
    }
}
