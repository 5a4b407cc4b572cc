package org.pop3spec.audit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Whether one client may have many connections at the same time, without having logged in. */
final class ConnectionsCheck implements StrangersCheck {
    static final String UNLIMITED = "connections-not-limited";
    /** No mail program has reason for so many. */
    static final int MANY = 20;

    @Override
    public List<String> ids() {
        return List.of(UNLIMITED);
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) throws Trouble, InterruptedException {
        if (guest.manners().connections() < MANY) {
            throw new Trouble(
                    Trouble.Kind.NOT_ASKED,
                    "only with --connections " + MANY + ", for so many are opened at the same time");
        }
        Deque<Visit> open = new ArrayDeque<>();
        try {
            while (open.size() < MANY) {
                open.push(guest.enter(way));
            }
            notes.found(
                    UNLIMITED,
                    way.label(),
                    List.of("-- " + MANY + " connections of this client are greeted at the same time"));
        } catch (Trouble e) {
            if (open.isEmpty() || !e.tells()) {
                // that a greeting is late may be a limit, or a server that has no more to give
                throw e;
            }
            // that there was one before is known: this one was refused because of the others
            notes.sound(UNLIMITED, way.label());
            notes.observed("connections at a time, " + way.label(), String.valueOf(open.size()));
        } finally {
            open.forEach(Visit::close);
        }
    }
}
