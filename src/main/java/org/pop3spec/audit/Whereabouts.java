package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.List;

/** Finds the host that a server is at, where there are several that it might be at. */
final class Whereabouts {
    private final Guest guest;

    Whereabouts(Guest guest) {
        this.guest = guest;
    }

    /** The ports of the first host where somebody takes a connection for POP3; where nobody does, those that were named. */
    List<Door> of(AuditRequest request) throws InterruptedException {
        List<List<Door>> places = new ArrayList<>(List.of(request.doors()));
        places.addAll(request.elsewhere());
        if (places.size() > 1) {
            for (List<Door> doors : places) {
                if (isListening(doors)) {
                    return doors;
                }
            }
        }
        return request.doors();
    }

    private boolean isListening(List<Door> doors) throws InterruptedException {
        for (Door door : doors) {
            if (door.service().isPop3() && isListening(door)) {
                return true;
            }
        }
        return false;
    }

    private boolean isListening(Door door) throws InterruptedException {
        try {
            guest.knock(door.endpoint()).close();
            return true;
        } catch (Trouble nobody) {
            return false;
        }
    }
}
