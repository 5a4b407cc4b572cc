package org.pop3spec.scenario;

import org.pop3spec.result.SourcePosition;

/** An expression has no value. The message is in words, fits a report, and has no value of a scenario in it. */
public final class EvaluationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient SourcePosition at;

    /** @param at where the expression stands */
    public EvaluationException(SourcePosition at, String message) {
        super(message);
        this.at = at;
    }

    /** Where the expression stands. */
    public SourcePosition at() {
        return at;
    }
}
