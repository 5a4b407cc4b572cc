package org.pop3spec.target;

/** Gives the secrets that a target names. */
@FunctionalInterface
public interface Secrets {
    /** Fetches one secret, never an empty one. */
    Secret read(SecretSource source) throws Unreadable;

    /** A secret could not be had; the message is one line and never has part of a secret in it. */
    final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        public Unreadable(String message) {
            super(message);
        }
    }
}
