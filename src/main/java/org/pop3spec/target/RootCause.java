package org.pop3spec.target;

/** What a failure inside a library comes down to. */
final class RootCause {
    private static final int DEEPEST = 20;

    private RootCause() {}

    /** The message of the innermost cause that has one, as one line. */
    static String line(Throwable failure) {
        String message = failure.getClass().getSimpleName();
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            String said = cause.getMessage();
            if (said != null && !said.isBlank()) {
                message = said;
            }
            cause = cause.getCause();
        }
        return message.strip().replaceAll("\\s+", " ");
    }
}
