package org.pop3spec.run;

import java.time.Duration;
import java.util.List;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.ServerTime;
import org.pop3spec.net.TlsFailure;
import org.pop3spec.session.LoginTurns;
import org.pop3spec.target.Entrance;
import org.pop3spec.target.PlainSession;
import org.pop3spec.target.ServerProfile;

/** Enters maildrops for the harness, as patiently as an account that was used a moment ago asks for. */
final class Doors {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** What a server asks for beyond that is not waited for: its refusals tell. */
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);
    /** The password is right, but some servers count what they refuse for another reason towards a lockout. */
    private static final int TRIES_OF_A_GUEST = 6;

    private final Entrance entrance;
    private final Duration loginDelay;
    private final boolean guest;

    Doors(ServerProfile profile, boolean guest) {
        this.entrance = profile.entrance();
        Duration delay = profile.loginDelay().orElse(Duration.ZERO);
        this.loginDelay = delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
        this.guest = guest;
    }

    /** Waits until the server admits another login of the account (RFC 2449 section 6.5). */
    void waitForTurn(AccountLease lease) throws InterruptedException {
        if (loginDelay.isZero()) {
            return;
        }
        long passed = lease.loggedIn().map(then -> System.nanoTime() - then).orElse(Long.MAX_VALUE);
        long left = loginDelay.toNanos() - passed;
        if (left > 0) {
            ServerTime.sleep(left);
        }
    }

    /** The same for the logins of a script, which knows accounts by their numbers. */
    LoginTurns turns(List<AccountLease> leases) {
        if (loginDelay.isZero()) {
            return LoginTurns.AT_ONCE;
        }
        return new LoginTurns() {
            @Override
            public void await(int account) throws InterruptedException {
                waitForTurn(leases.get(account - 1));
            }

            @Override
            public void taken(int account) {
                leases.get(account - 1).logsIn(System.nanoTime());
            }
        };
    }

    /**
     * Logs in; where an earlier session of the account may not be over yet, again and again within the time that the server
     * has for an answer.
     */
    PlainSession enter(AccountLease lease)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected, InterruptedException {
        Deadline deadline = Deadline.in(entrance.limits().answer());
        Duration pause = FIRST_PAUSE;
        for (int tries = 1; ; tries++) {
            waitForTurn(lease);
            try {
                PlainSession session = entrance.enter(lease.account());
                lease.logsIn(System.nanoTime());
                return session;
            } catch (Entrance.Rejected | PlainSession.Broken e) {
                boolean again = lease.doubtful() || (e instanceof Entrance.Rejected rejected && rejected.passing());
                if (!again || deadline.remaining() < pause.toNanos() || (guest && tries >= TRIES_OF_A_GUEST)) {
                    throw e;
                }
            }
            ServerTime.sleep(pause.toNanos());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }
}
