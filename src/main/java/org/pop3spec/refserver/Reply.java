package org.pop3spec.refserver;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * An answer before it is written down.
 *
 * @param status the status indicator
 * @param code the response code without brackets, empty for none (RFC 2449 section 8)
 * @param text what follows the indicator and the code; may be empty
 * @param content the further lines of a multi-line answer, each ended by CRLF, not stuffed
 * @param then what the server does once the answer is sent
 */
record Reply(Status status, String code, String text, Optional<Octets> content, Then then) {
    enum Status {
        OK,
        ERR,
        /** A SASL challenge: the text, already base64, stands behind {@code + } (RFC 5034 section 4). */
        CHALLENGE,
        /** No answer at all; a correct server never has it. */
        NONE
    }

    enum Then {
        GO_ON,
        START_TLS,
        /** The security layer of the exchange that was just completed. */
        START_LAYER,
        CLOSE
    }

    static Reply ok(String text) {
        return new Reply(Status.OK, "", text, Optional.empty(), Then.GO_ON);
    }

    static Reply ok(String text, Octets content) {
        return new Reply(Status.OK, "", text, Optional.of(content), Then.GO_ON);
    }

    static Reply error(String text) {
        return error("", text);
    }

    static Reply error(String code, String text) {
        return new Reply(Status.ERR, code, text, Optional.empty(), Then.GO_ON);
    }

    /** A SASL challenge of these octets, Latin-1. */
    static Reply challenge(String octets) {
        String coded = Base64.getEncoder().encodeToString(octets.getBytes(StandardCharsets.ISO_8859_1));
        return new Reply(Status.CHALLENGE, "", coded, Optional.empty(), Then.GO_ON);
    }

    static Reply none() {
        return new Reply(Status.NONE, "", "", Optional.empty(), Then.GO_ON);
    }

    boolean positive() {
        return status == Status.OK;
    }

    Reply withText(String other) {
        return new Reply(status, code, other, content, then);
    }

    Reply withCode(String other) {
        return new Reply(status, other, text, content, then);
    }

    Reply withContent(Octets other) {
        return new Reply(status, code, text, Optional.of(other), then);
    }

    Reply withoutContent() {
        return new Reply(status, code, text, Optional.empty(), then);
    }

    Reply thenDo(Then other) {
        return new Reply(status, code, text, content, other);
    }
}
