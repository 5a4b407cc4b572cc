package org.pop3spec.result;

import java.util.Optional;

/**
 * What a baseline says of a result that deviates.
 *
 * @param text why it is known, in the words of the baseline; or why it is new; may be empty
 * @param link where more is to be read of what is known
 */
public record Standing(State state, String text, Optional<String> link) {
    /** How a deviation stands to the baseline. */
    public enum State {
        /** It is listed, and was expected. */
        KNOWN,
        /** It is listed among those that come and go. */
        FLAKY,
        /** It is not listed, or no longer. */
        NEW
    }

    /** What is not in the baseline. */
    public static Standing unknown(String why) {
        return new Standing(State.NEW, why, Optional.empty());
    }
}
