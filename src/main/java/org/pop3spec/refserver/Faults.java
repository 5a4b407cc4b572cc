package org.pop3spec.refserver;

import static org.pop3spec.result.Level.MUST;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every fault there is: each deviates in one way only. */
public final class Faults {
    private Faults() {}

    /** All faults, by subject. */
    public static List<Fault> all() {
        return List.of(new Fault(
                "status-in-lower-case",
                "RFC1939#3",
                MUST,
                "Status indicators are written in lower case",
                next -> new Deviation(next) {
                    @Override
                    String statusLine(Pop3Session session, Command command, Reply reply) {
                        return super.statusLine(session, command, reply).toLowerCase(Locale.ROOT);
                    }
                }));
    }

    /** The fault with that name. */
    public static Optional<Fault> named(String id) {
        return all().stream().filter(fault -> fault.id().equals(id)).findFirst();
    }
}
