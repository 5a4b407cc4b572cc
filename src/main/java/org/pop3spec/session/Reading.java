package org.pop3spec.session;

import java.util.Map;
import java.util.Optional;
import org.pop3spec.result.Observation;
import org.pop3spec.scenario.Expectation;

/** What holding an expectation against the server came to. */
sealed interface Reading {
    /**
     * The server did what was expected.
     *
     * @param captures what was captured, by name
     * @param status the indicator of the status line that was read, where it was one
     * @param text what followed the indicator
     * @param note something about it that is worth recording
     * @param ended whether it was the end of a multi-line answer
     */
    record Met(
            Map<String, Object> captures,
            Optional<Expectation.Outcome> status,
            String text,
            Optional<Observation> note,
            boolean ended)
            implements Reading {
        static final Met PLAIN = new Met(Map.of(), Optional.empty(), "", Optional.empty(), false);

        /** So many octets, or a frame: no line of POP3. */
        static Met octets(Map<String, Object> captures) {
            return new Met(captures, Optional.empty(), "", Optional.empty(), false);
        }

        /** A multi-line answer, or the rest of one, to its end. */
        static Met toTheEnd(Map<String, Object> captures, Optional<Observation> note) {
            return new Met(captures, Optional.empty(), "", note, true);
        }
    }

    /**
     * It did not.
     *
     * @param message one line in words
     * @param expected for people
     * @param received one char per octet, bounded
     * @param certain false when the network may be to blame
     * @param timedOut whether the time ran out
     */
    record NotMet(String message, String expected, String received, boolean certain, boolean timedOut)
            implements Reading {}

    /**
     * The answer is larger than this harness takes; no text sets such a limit, so that this is nobody's violation.
     *
     * @param message one line in words
     */
    record Beyond(String message) implements Reading {}
}
