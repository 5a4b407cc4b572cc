package org.pop3spec.audit;

import java.util.List;

/**
 * Whether one client that says nothing keeps everybody else out: a second gets its greeting when the first has left, and not
 * before. No text says how many a server has to serve at the same time.
 */
final class TurnsCheck implements StrangersCheck {
    static final String IN_TURN = "served-in-turn";

    /** So many connections at a time it takes. */
    static final int TOGETHER = 2;

    /** Once may be chance, where a server is busy. */
    private static final int ROUNDS = 2;

    @Override
    public List<String> ids() {
        return List.of(IN_TURN);
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) throws Trouble, InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            if (!waits(way, guest)) {
                if (round > 0) {
                    throw new Trouble(
                            Trouble.Kind.SILENT, "a second client has to wait at one time, and not at another");
                }
                notes.sound(IN_TURN, way.label());
                return;
            }
        }
        notes.found(
                IN_TURN,
                way.label(),
                List.of(
                        "-- a connection that says nothing is open: another gets no greeting in "
                                + guest.manners().limits().answer().toSeconds() + " s",
                        "-- it is closed: the next is greeted",
                        "-- so it was " + ROUNDS + " times"));
    }

    /** Whether a second connection is greeted only when the first is gone. */
    private static boolean waits(Way way, Guest guest) throws Trouble, InterruptedException {
        try (Visit first = guest.enter(way)) {
            boolean greeted = isGreeted(way, guest);
            first.leave();
            if (greeted) {
                return false;
            }
        }
        // a server that does not greet anybody any more has another trouble
        guest.enter(way).close();
        return true;
    }

    private static boolean isGreeted(Way way, Guest guest) throws Trouble, InterruptedException {
        try (Visit second = guest.enter(way)) {
            second.leave();
            return true;
        } catch (Trouble e) {
            if (e.kind() == Trouble.Kind.SILENT) {
                return false;
            }
            throw e;
        }
    }
}
