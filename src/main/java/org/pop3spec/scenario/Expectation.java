package org.pop3spec.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the server is to do next on one connection. */
public sealed interface Expectation {
    /**
     * A status line, or what is accepted instead of one: {@code S: +OK}, {@code S: -ERR|close}, {@code S: -ERR [IN-USE]}.
     *
     * @param accepted which outcomes are right, in the order written; never empty
     * @param responseCode the code of RFC 2449 section 8 that must stand in brackets, case-insensitively; any text follows
     * @param text what the text after the indicator and one blank must be; empty for any text or none
     */
    record Status(List<Outcome> accepted, Optional<String> responseCode, Optional<LinePattern> text)
            implements Expectation {
        public Status {
            accepted = List.copyOf(accepted);
        }
    }

    /** What can come where a status line is due. */
    enum Outcome {
        OK("+OK"),
        ERR("-ERR"),
        /** The SASL continuation {@code + } of RFC 5034. */
        CONTINUATION("+"),
        /** POP2: it went well. */
        SUCCESS("+"),
        /** POP2: it went wrong, and the server closes. */
        FAILURE("-"),
        /** How many messages, with the number right behind it. */
        COUNT("#"),
        /** How many octets, with the number right behind it. */
        LENGTH("="),
        CLOSE("close"),
        SILENCE("silence");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** One line that is not a status line, as it is on the wire (dot-stuffing not undone). */
    record Line(LinePattern pattern) implements Expectation {}

    /** Every line up to the terminating dot, which it takes too, has this form; captures become lists. */
    record EachLine(LinePattern pattern) implements Expectation {}

    /** At least one of the lines up to the terminating dot, which it takes too, has this form; captures are of the first. */
    record SomeLine(LinePattern pattern) implements Expectation {}

    /** Any lines up to the terminating dot, which it takes too, dot-stuffing undone; {@code name} is the list of them. */
    record Lines(Optional<String> name) implements Expectation {}

    /**
     * A message up to the terminating dot.
     *
     * @param number which message of the mailbox it must be; empty for any
     * @param bodyLines for TOP: so many lines of the body; empty for the whole message
     * @param name what the message, dot-stuffing undone, is called afterwards (a string, one char per octet)
     */
    record MessageText(Optional<Expression> number, Optional<Expression> bodyLines, Optional<String> name)
            implements Expectation {}

    /** So many octets, whatever they are; {@code name} is what they are called afterwards. */
    record Octets(Expression count, String name) implements Expectation {}

    /** A length in four octets, and so many octets, which {@code name} is what they are called afterwards. */
    record Frame(String name) implements Expectation {}

    /** What the server makes of a ClientHello, as far as it goes in the clear; {@code name} is a list of words for it. */
    record Flight(String name) implements Expectation {}

    /** The server closes the connection. */
    record Close() implements Expectation {}

    /** The same, and says so within TLS before (RFC 8446 section 6.1). */
    record CloseNotify() implements Expectation {}

    /** Nothing comes, and the connection stays open, for so long. */
    record Silence(Duration duration) implements Expectation {}
}
