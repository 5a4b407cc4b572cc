package org.pop3spec.scenario;

import org.pop3spec.result.SourcePosition;

/**
 * One mistake in a scenario.
 *
 * @param length how many characters from there on are meant
 * @param message what is wrong
 * @param expected what may stand there; may be empty
 * @param suggestion the nearest valid word; empty where none is near
 * @param sourceLine the line as it was written; empty where there is none to show
 */
public record Diagnostic(
        SourcePosition position, int length, String message, String expected, String suggestion, String sourceLine) {
    /** The message with its position, the line with a mark under the place, and what was expected; without a final line end. */
    public String rendered() {
        return DiagnosticText.of(this);
    }
}
