package org.pop3spec.run;

import java.util.List;
import java.util.Optional;
import org.pop3spec.session.NewMail;

/** Brings maildrops to what scenarios want to find. Used by several threads, each with other accounts. */
interface Preparation {
    /**
     * Sees to it that the account can be entered, and that its maildrop holds what is wanted.
     *
     * @param wanted a named mailbox, {@code any}, {@code some}, or empty when the maildrop does not matter
     * @param changes whether the scenario may delete messages: on a target where not everything is allowed it then gets a
     *     maildrop without anybody else's mail
     */
    Filling prepare(AccountLease lease, Optional<String> wanted, boolean changes)
            throws Unprepared, InterruptedException;

    /** How further messages get into these accounts' maildrops; empty where there is no way. */
    Optional<NewMail> newMail(List<AccountLease> leases);
}
