package org.pop3spec.result;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Why a scenario failed, warned or ended in an error.
 *
 * @param message one line in words
 * @param expected what the script asked for; empty where nothing was compared
 * @param received what came instead, one char per octet, bounded, secrets masked
 * @param at the failing line of the script
 * @param event index into the transcript's events of what failed, if it is there
 */
public record Failure(
        String message, String expected, String received, Optional<SourcePosition> at, Optional<Integer> event) {
    public static Failure of(String message) {
        return new Failure(message, "", "", Optional.empty(), Optional.empty());
    }

    /** The same with its texts masked. */
    public Failure masked(UnaryOperator<String> mask) {
        return new Failure(mask.apply(message), mask.apply(expected), mask.apply(received), at, event);
    }
}
