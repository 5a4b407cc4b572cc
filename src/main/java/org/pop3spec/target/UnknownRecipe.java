package org.pop3spec.target;

/** There is no such recipe; the message is for the user and says which there are. */
public final class UnknownRecipe extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownRecipe(String message) {
        super(message);
    }
}
