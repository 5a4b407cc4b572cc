package org.pop3spec.target;

/** Nothing can be played against the target; the message is one line for the user that says why. */
public final class UnusableTarget extends Exception {
    private static final long serialVersionUID = 1L;

    public UnusableTarget(String message) {
        super(message);
    }
}
