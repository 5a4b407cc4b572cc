package org.pop3spec.audit;

import java.util.List;
import java.util.Locale;
import org.pop3spec.auth.Sendauth;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Received;

/** Whether the protocols are still there that came before POP3, or beside it, and know no TLS: POP2 and KPOP. */
final class OldProtocols {
    static final String POP2 = "pop2-offered";
    static final String KPOP = "kpop-offered";
    static final String WEAK = "kpop-weak-enctypes";

    /** All that it finds. */
    static final List<String> IDS = List.of(POP2, KPOP, WEAK);

    /** The application version of Kerberos 4, all of whose keys are of single DES. */
    private static final String KERBEROS_4 = "KPOPV0.1\0";

    private final Guest guest;
    private final Notebook notes;

    OldProtocols(Guest guest, Notebook notes) {
        this.guest = guest;
        this.notes = notes;
    }

    /**
     * Looks at the ports that were named for them.
     *
     * @return whether one of them is there
     */
    boolean look(List<Door> doors) throws InterruptedException {
        boolean there = look(doors, Service.POP2, List.of(POP2));
        return look(doors, Service.KPOP, List.of(KPOP, WEAK)) || there;
    }

    private boolean look(List<Door> doors, Service service, List<String> ids) throws InterruptedException {
        List<Door> places =
                doors.stream().filter(door -> door.service() == service).toList();
        if (places.isEmpty()) {
            ids.forEach(id -> notes.notTested(id, "", "no port for it was named"));
        }
        boolean there = false;
        for (Door door : places) {
            String where = door.endpoint().toString();
            try {
                there |= service == Service.POP2 ? pop2(door, where) : kpop(door, where);
            } catch (Trouble e) {
                for (String id : ids) {
                    if (e.kind() == Trouble.Kind.REFUSED) {
                        notes.sound(id, where);
                    } else {
                        notes.notTested(id, where, e.reason());
                    }
                }
            }
        }
        return there;
    }

    /** RFC 937: the server greets with a plus sign, a blank, and {@code POP2}. Nothing is sent. */
    private boolean pop2(Door door, String where) throws Trouble, InterruptedException {
        try (Visit visit = guest.knock(door.endpoint())) {
            Connection connection = visit.connection();
            Received greeting = connection.line(connection.limits().answerDeadline());
            if (!(greeting instanceof Received.Line line)) {
                throw new Trouble("there is somebody, but no greeting");
            }
            boolean pop2 = line.octets().toUpperCase(Locale.ROOT).startsWith("+ POP2");
            if (!pop2) {
                throw new Trouble("the greeting is not that of POP2");
            }
            notes.found(POP2, where, visit.evidence());
            return true;
        }
    }

    /** The versions are said, and no ticket is shown: so far a server says what it takes, and opens nothing. */
    private boolean kpop(Door door, String where) throws Trouble, InterruptedException {
        if (!takes(door, Sendauth.APPLICATION, KPOP, where)) {
            throw new Trouble("there is somebody who does not take the versions of KPOP");
        }
        if (!takes(door, KERBEROS_4, WEAK, where)) {
            notes.notTested(WEAK, where, "with which keys the service is registered is seen with a ticket only");
        }
        return true;
    }

    private boolean takes(Door door, String application, String id, String where) throws Trouble, InterruptedException {
        try (Visit visit = guest.knock(door.endpoint())) {
            Connection connection = visit.connection();
            visit.send(Sendauth.frame(Sendauth.VERSION) + Sendauth.frame(application));
            Received answer = connection.octets(1, connection.limits().answerDeadline());
            boolean taken =
                    answer instanceof Received.Octets octet && octet.octets().equals("\0");
            if (taken) {
                notes.found(id, where, visit.evidence());
            }
            return taken;
        }
    }
}
