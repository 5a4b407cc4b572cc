package org.pop3spec.result;

import java.util.Optional;

/**
 * What a baseline says of a result that deviates.
 *
 * @param text why it is known, in the words of the baseline; or why it is new; may be empty
 * @param link where more is to be read of what is known
 * @param defence what can be said for the server, and what the text has against it
 * @param upstream what its maintainers say of it, and where; or that nothing was found
 */
public record Standing(
        State state, String text, Optional<String> link, Optional<String> defence, Optional<String> upstream) {
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
        return new Standing(State.NEW, why, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
