package org.pop3spec.cli;

import org.pop3spec.result.ExitCode;

/** A command ends here; the message is for the user, as it is. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    Refusal(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The user's mistake. */
    static Refusal usage(String message) {
        return new Refusal(ExitCode.USAGE, "pop3spec: " + message);
    }

    /** The user's mistake in a file, in a text that says where. */
    static Refusal usageText(String text) {
        return new Refusal(ExitCode.USAGE, text);
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
