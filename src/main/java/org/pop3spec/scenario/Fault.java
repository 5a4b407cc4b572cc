package org.pop3spec.scenario;

/** Why an expression has no value, on its way to become an {@link EvaluationException} with a position. */
final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    Fault(String message) {
        super(message, null, false, false);
    }
}
