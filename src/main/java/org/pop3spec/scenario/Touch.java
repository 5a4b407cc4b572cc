package org.pop3spec.scenario;

import java.util.Locale;

/** What a scenario may do to the account that it is played with; nothing when none is declared. */
public enum Touch {
    /** Fetches messages: some servers mark as read, hide or expire what was fetched. */
    FLAGS,
    /** Marks messages as deleted or removes them. */
    MAILDROP,
    /** Sends credentials that are wrong, which may lock an account out. */
    LOGIN_FAILURES;

    /** The word in front matter. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
