package org.pop3spec.target;

import java.util.List;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.TlsFailure;

/**
 * That someone may log in. A server that learns of its accounts at its start may greet before it knows them.
 *
 * @param account who
 * @param entrances where that may be; one has to do
 */
record Admission(Account account, List<Entrance> entrances) {
    /** Whether it is so now; the session ends with QUIT at once. */
    boolean granted() throws InterruptedException {
        for (Entrance entrance : entrances) {
            if (grantedAt(entrance)) {
                return true;
            }
        }
        return false;
    }

    private boolean grantedAt(Entrance entrance) throws InterruptedException {
        try {
            entrance.enter(account).leave();
            return true;
        } catch (ConnectFailure | TlsFailure | PlainSession.Broken | Entrance.Rejected notHere) {
            return false;
        }
    }
}
