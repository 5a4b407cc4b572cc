package org.pop3spec.run;

import java.util.List;
import java.util.Optional;
import org.pop3spec.result.SkipReason;

/**
 * A step whose turn it is, and the accounts that are leased to it until it is done.
 *
 * @param skip why it is not played after all
 */
record Assignment(Step step, List<AccountLease> leases, Optional<SkipReason> skip) {
    Assignment {
        leases = List.copyOf(leases);
    }
}
