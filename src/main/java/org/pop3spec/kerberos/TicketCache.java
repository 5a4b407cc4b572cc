package org.pop3spec.kerberos;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tickets that were fetched, for as long as they are of use. */
final class TicketCache {
    /** What is left of a ticket when it is handed out must do for a scenario. */
    private static final Duration RESERVE = Duration.ofMinutes(10);

    private final Map<Holder, ServiceTicket> tickets = new ConcurrentHashMap<>();

    private record Holder(String principal, String service) {}

    /** Fetches a ticket. */
    @FunctionalInterface
    interface Source {
        ServiceTicket fetch() throws KerberosTrouble;
    }

    ServiceTicket get(String principal, String service, Source source) throws KerberosTrouble {
        Holder holder = new Holder(principal, service);
        ServiceTicket there = tickets.get(holder);
        if (there == null || there.ends().isBefore(Instant.now().plus(RESERVE))) {
            there = source.fetch();
            tickets.put(holder, there);
        }
        return there;
    }
}
