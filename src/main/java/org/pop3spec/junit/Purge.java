package org.pop3spec.junit;

/** How the maildrop of a user of a server in the same process is emptied. */
@FunctionalInterface
public interface Purge {
    /**
     * Removes every message.
     *
     * @param user the name as it logs in
     * @throws Exception when that can't be done
     */
    void empty(String user) throws Exception;
}
