package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.List;
import org.pop3spec.net.Endpoint;

/**
 * A port on which a server is asked.
 *
 * @param service what is expected there
 */
public record Door(Endpoint endpoint, Service service) {
    /**
     * A port for POP3.
     *
     * @param tls whether TLS begins with the first octet
     */
    public Door(Endpoint endpoint, boolean tls) {
        this(endpoint, tls ? Service.POP3S : Service.POP3);
    }

    /** Whether TLS begins with the first octet. */
    public boolean tls() {
        return service == Service.POP3S;
    }

    /** These, and the usual ports of what there was before POP3, and beside it, on the same hosts. */
    public static List<Door> withOld(List<Door> doors) {
        List<Door> all = new ArrayList<>(doors);
        for (Service old : List.of(Service.KPOP, Service.POP2)) {
            doors.stream()
                    .map(door -> new Door(new Endpoint(door.endpoint().host(), old.port()), old))
                    .forEach(all::add);
        }
        return all.stream().distinct().toList();
    }

    /** {@code pop3://host:port}; {@code pop3s}, {@code kpop} or {@code pop2} for the others. */
    @Override
    public String toString() {
        return service.scheme() + "://" + endpoint;
    }
}
