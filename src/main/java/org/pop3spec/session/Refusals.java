package org.pop3spec.session;

import java.util.Optional;
import org.pop3spec.net.Received;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.scenario.Statement;

/**
 * Servers that hang up on whoever was refused something, once or a few times. No text forbids that: RFC 1939 section 3 has a
 * session go on until the connection is closed or aborted, and says nothing of how much a server has to put up with. One that
 * loses its session over a certain command is told apart by what it does when as many unknown commands are said to it.
 */
final class Refusals {
    private static final String NO_SUCH_COMMAND = "XPOP3SPEC";
    /** The last of the numbers that connections have, which scripts hardly ever use. */
    private static final int SPARE = 9;

    private final Connections connections;
    private final Logins logins;

    Refusals(Connections connections, Logins logins) {
        this.connections = connections;
        this.logins = logins;
    }

    /**
     * How a scenario ends that goes on where the server has ended the connection: it is skipped if the last answer was a
     * refusal and this server always does so. Empty for everything else.
     */
    Optional<Ending> hungUp(Dialogue dialogue, SourcePosition where) throws InterruptedException {
        boolean behindRefusal =
                dialogue.refusals() > 0 && dialogue.connection().ended().isPresent();
        return behindRefusal && always(dialogue, where)
                ? Optional.of(Ending.skip(
                        SkipReason.Code.NOT_APPLICABLE,
                        "the server hangs up on a client that it has refused something, which no text forbids; what was to"
                                + " come after " + dialogue.command() + " can't be seen"))
                : Optional.empty();
    }

    private boolean always(Dialogue dialogue, SourcePosition where) throws InterruptedException {
        try {
            return endsWithin(dialogue.refusals(), another(dialogue, where));
        } catch (Ending notToBeSeen) {
            return false;
        }
    }

    /** A connection in the state in which the other one was. */
    private Dialogue another(Dialogue dialogue, SourcePosition where) throws InterruptedException {
        if (dialogue.everOpened()) {
            logins.login(new Statement.Login(where, SPARE, Optional.empty(), 1, false));
        } else {
            connections.open(SPARE, dialogue.approach(), where);
        }
        return connections.ready(SPARE, where);
    }

    private static boolean endsWithin(int refusals, Dialogue dialogue) throws InterruptedException {
        // one more, to see whether anybody is there
        for (int said = 0; said <= refusals; said++) {
            dialogue.send(NO_SUCH_COMMAND);
            Received answer = dialogue.receive();
            boolean refused =
                    answer instanceof Received.Line line && line.octets().startsWith("-ERR");
            if (!refused) {
                return said > 0 && !(answer instanceof Received.Line) && !(answer instanceof Received.TimedOut);
            }
        }
        return false;
    }
}
