package org.pop3spec.target;

import java.io.IOException;

/** A way to empty a maildrop beside the POP3 server, where the harness started that itself: for when its own way fails. */
@FunctionalInterface
public interface Emptying {
    /** Removes every message of the account. */
    void empty(Account account) throws IOException;
}
