package org.pop3spec.target;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * An account of the server under test, and what may be done with it.
 *
 * @param user the name, as it is sent
 * @param allowed what may happen to its maildrop, beyond looking at it; a disposable target allows everything
 * @param failedLogins how many wrong passwords it may be tried with in a whole run
 * @param principal who it is in the target's Kerberos realm, with the realm; empty for its name there
 * @param keytab where that principal's key is; empty where the password makes it
 */
public record Account(
        String user,
        Secret password,
        Set<Allowance> allowed,
        int failedLogins,
        Optional<String> principal,
        Optional<Path> keytab) {
    /** What a user can allow, by the word in a target file. */
    public enum Allowance {
        /** Messages may be fetched; some servers then mark them as read, hide or expire them. */
        READ,
        /** Messages may be put in, and those that were put in may be removed. */
        CHANGE
    }

    /** An account with nothing but a name and a password. */
    public Account(String user, Secret password, Set<Allowance> allowed, int failedLogins) {
        this(user, password, allowed, failedLogins, Optional.empty(), Optional.empty());
    }

    public Account {
        allowed = Set.copyOf(allowed);
    }
}
