package org.pop3spec.run;

import java.util.Optional;
import org.pop3spec.target.Account;

/**
 * An account of the target, and what the run knows about it. Whoever has it leased may change that; the schedule reads it
 * only while nobody has.
 */
final class AccountLease {
    private final int index;
    private final Account account;
    private Optional<Filling> filling = Optional.empty();
    private boolean doubtful;
    private boolean filled;
    private boolean read;
    private int failedLoginsLeft;
    private Optional<Long> loggedIn = Optional.empty();

    /** @param failedLogins how many wrong passwords may be sent for it; {@link Integer#MAX_VALUE} for any number */
    AccountLease(int index, Account account, int failedLogins) {
        this.index = index;
        this.account = account;
        this.failedLoginsLeft = failedLogins;
    }

    /** Its place among the target's accounts, from 0. */
    int index() {
        return index;
    }

    Account account() {
        return account;
    }

    /** What its maildrop is believed to hold. */
    Optional<Filling> filling() {
        return filling;
    }

    /** The named mailbox that its maildrop is believed to hold. */
    Optional<String> mailbox() {
        return filling.flatMap(Filling::mailbox);
    }

    /** Now it holds this for certain. */
    void holds(Filling known) {
        filling = Optional.of(known);
        doubtful = false;
    }

    /** Nothing is known of it any more. */
    void forget() {
        filling = Optional.empty();
        doubtful = true;
        read = false;
    }

    /** Messages may have been retrieved from it. */
    void reads() {
        read = true;
    }

    /** Whether messages may have been retrieved from it since it was filled. */
    boolean read() {
        return read;
    }

    /** It may have been changed, or may still be locked. */
    void doubt() {
        doubtful = true;
    }

    boolean doubtful() {
        return doubtful;
    }

    /** Messages are about to be put in. */
    void fills() {
        filled = true;
    }

    /** Whether this run put messages into it. */
    boolean filled() {
        return filled;
    }

    /** How many wrong passwords may still be sent for it in this run. */
    int failedLoginsLeft() {
        return failedLoginsLeft;
    }

    void spendFailedLogins(int count) {
        if (failedLoginsLeft != Integer.MAX_VALUE) {
            failedLoginsLeft -= count;
        }
    }

    /** When a session was last opened with it, in nanoseconds of {@link System#nanoTime}. */
    Optional<Long> loggedIn() {
        return loggedIn;
    }

    void logsIn(long nanoTime) {
        loggedIn = Optional.of(nanoTime);
    }
}
