package org.pop3spec.audit;

import java.util.Optional;
import java.util.Set;
import org.pop3spec.net.ClientHello;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.ServerFlight;
import org.pop3spec.scenario.SuiteFamily;
import org.pop3spec.scenario.TlsVersion;

/** Says a {@link ClientHello} and hears what the server makes of it; the handshake ends there. */
final class HelloProbe {
    private final Guest guest;
    private final Way way;

    HelloProbe(Guest guest, Way way) {
        this.guest = guest;
        this.way = way;
    }

    /** Whether it is TLS that answers, whatever it makes of what is offered. */
    boolean isAnswered() throws InterruptedException {
        return isAnswered(TlsVersion.TLS_1_2) || isAnswered(TlsVersion.SSL_3);
    }

    private boolean isAnswered(TlsVersion version) throws InterruptedException {
        try {
            ServerFlight flight = ask(version, Set.of());
            boolean alert = flight instanceof ServerFlight.Refusal refusal
                    && refusal.alert().isPresent();
            return alert || flight instanceof ServerFlight.Hello;
        } catch (Trouble noTls) {
            return false;
        }
    }

    /**
     * What the server answers.
     *
     * @param families those that are offered; with none, all that go with the version
     * @throws Trouble when it does not answer, or not with TLS
     */
    ServerFlight ask(TlsVersion version, Set<SuiteFamily> families) throws Trouble, InterruptedException {
        ClientHello hello = ClientHello.to(way.endpoint().host(), version, families, Optional.empty());
        try (Visit visit = guest.beforeTls(way)) {
            visit.send(hello.octets());
            Connection connection = visit.connection();
            ServerFlight flight = ServerFlight.read(
                    connection, Deadline.in(connection.limits().answer()));
            if (flight instanceof ServerFlight.Unclear unclear) {
                throw new Trouble(unclear.late() ? Trouble.Kind.SILENT : Trouble.Kind.ANSWERED, unclear.how());
            }
            return flight;
        }
    }
}
