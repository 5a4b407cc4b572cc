package org.pop3spec.session;

import java.util.OptionalInt;

/** Puts further messages into maildrops while a scenario is played. */
public interface NewMail {
    /** A message could not be handed over, or was not looked for; the text is one line. */
    final class Undelivered extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean kept;

        public Undelivered(String message) {
            this(message, false);
        }

        /** @param kept whether the server keeps mail out of the maildrop while it is open, which it may */
        public Undelivered(String message, boolean kept) {
            super(message);
            this.kept = kept;
        }

        boolean kept() {
            return kept;
        }
    }

    /**
     * Hands messages over. They may show up in the maildrop later.
     *
     * @param account whose maildrop, from 1
     * @param message which one of the mailbox's messages, from 1; empty for all of them
     */
    void deliver(int account, String mailbox, OptionalInt message) throws Undelivered, InterruptedException;

    /**
     * Waits until everything that was handed over for an account is in its maildrop. Looks into the maildrop for that, so no
     * session may have it open.
     *
     * @return false when it is not there after a time in which earlier mail took the same way
     */
    boolean arrived(int account) throws Undelivered, InterruptedException;
}
