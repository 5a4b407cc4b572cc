package org.pop3spec.target;

/** A recipe is not understood; the message is for the user and begins with the place. */
public final class InvalidRecipe extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidRecipe(String message) {
        super(message);
    }
}
