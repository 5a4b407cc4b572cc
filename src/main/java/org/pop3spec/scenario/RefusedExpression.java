package org.pop3spec.scenario;

/** An expression that is not part of the language. */
final class RefusedExpression extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int offset;
    private final int length;
    private final String expected;
    private final String suggestion;

    /**
     * @param offset where in the expression, from 0
     * @param expected what may stand there; may be empty
     * @param suggestion the nearest valid word; may be empty
     */
    RefusedExpression(int offset, int length, String message, String expected, String suggestion) {
        super(message, null, false, false);
        this.offset = offset;
        this.length = length;
        this.expected = expected;
        this.suggestion = suggestion;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    String expected() {
        return expected;
    }

    String suggestion() {
        return suggestion;
    }
}
