package org.pop3spec.target;

import java.time.Duration;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.Limits;
import org.pop3spec.net.TlsFailure;

/**
 * Finds out whether a server serves one client after the other: whoever connects meanwhile waits for the greeting until the
 * session before is over. No text says how many a server has to serve at the same time.
 */
public final class ServesInTurn {
    /** What even a busy server needs less than for a greeting, beyond what its first took. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private ServesInTurn() {}

    /**
     * Whether a second client waits while the first is served, and a third no longer when both have left, and all that once more:
     * one moment in which a server is slow is no turn. Six connections at most, without a login; to a server that serves both at
     * once two. A server that does anything else is not taken for one.
     */
    public static boolean shownBy(Entrance entrance) throws InterruptedException {
        boolean atFirst = looksLikeIt(entrance);
        return atFirst && looksLikeIt(entrance);
    }

    private static boolean looksLikeIt(Entrance entrance) throws InterruptedException {
        try {
            long begin = System.nanoTime();
            Entrance brief;
            try (PlainSession first = entrance.connect()) {
                brief = within(entrance, PATIENCE.plusNanos(2 * (System.nanoTime() - begin)));
                if (!waits(brief)) {
                    first.leave();
                    return false;
                }
                first.leave();
            }
            return !waits(brief);
        } catch (ConnectFailure | TlsFailure | PlainSession.Broken | Entrance.Rejected e) {
            // what that means is for the scenarios to say
            return false;
        }
    }

    /** Whether nothing comes of another connection but time passes. */
    private static boolean waits(Entrance entrance)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected, InterruptedException {
        try (PlainSession session = entrance.connect()) {
            session.leave();
            return false;
        } catch (PlainSession.Broken e) {
            if (e.late()) {
                return true;
            }
            throw e;
        } catch (TlsFailure e) {
            if (e.reason() == TlsFailure.Reason.TIMED_OUT) {
                return true;
            }
            throw e;
        }
    }

    private static Entrance within(Entrance entrance, Duration time) {
        Limits limits = entrance.limits().withAnswer(time).withConnect(time);
        return new Entrance(entrance.endpoint(), entrance.channel(), entrance.tls(), limits, entrance.variant());
    }
}
