package org.pop3spec.result;

import java.util.function.UnaryOperator;

/**
 * Why a scenario was not played.
 *
 * @param code one of a small closed set, for programs
 * @param text for people; names the line that would allow it where there is one
 */
public record SkipReason(Code code, String text) {
    /** The closed set of reasons. */
    public enum Code {
        /** The server does not offer what the scenario needs. */
        UNSUPPORTED,
        /** The user has not allowed what the scenario touches. */
        NOT_ALLOWED,
        /** The wanted messages can't be put into the maildrop. */
        NO_DELIVERY,
        /** The target has too few accounts, or no such port. */
        TARGET_LACKS,
        /** This machine does not let the harness do what the scenario takes. */
        HARNESS_LACKS,
        /** A scenario that this one depends on did not pass. */
        DEPENDENCY,
        /** Slow, and not asked for. */
        SLOW,
        /** The script itself decided that it does not apply. */
        NOT_APPLICABLE,
        /** The run was interrupted, or ended early, before its turn. */
        NOT_REACHED
    }

    /** The same with its text masked. */
    public SkipReason masked(UnaryOperator<String> mask) {
        return new SkipReason(code, mask.apply(text));
    }
}
