package org.pop3spec.audit;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Received;

/** Says a {@link ClientHello} and hears what the server makes of it; the handshake ends there. */
final class HelloProbe {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
    private static final int HEADER = 5;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int LONGEST_RECORD = (16 << 10) + 2048;
    /** A chain of certificates is spread over a few records. */
    private static final int MOST_RECORDS = 32;

    private final Guest guest;
    private final Way way;

    HelloProbe(Guest guest, Way way) {
        this.guest = guest;
        this.way = way;
    }

    /**
     * What the server answers.
     *
     * @throws Trouble when it does not answer, or not with TLS
     */
    ServerFlight ask(TlsVersion version, List<Integer> suites) throws Trouble, InterruptedException {
        String host = way.endpoint().host();
        Optional<String> name = ADDRESS.matcher(host).matches() ? Optional.empty() : Optional.of(host);
        try (Visit visit = guest.beforeTls(way)) {
            visit.send(new ClientHello(version, suites, name).octets());
            return hear(visit.connection());
        }
    }

    private static ServerFlight hear(Connection connection) throws Trouble, InterruptedException {
        Deadline deadline = Deadline.in(connection.limits().answer());
        ServerFlight.Reader reader = new ServerFlight.Reader();
        for (int records = 0; records < MOST_RECORDS && !reader.complete(); records++) {
            Received header = connection.octets(HEADER, deadline);
            if (!(header instanceof Received.Octets read)) {
                return reader.hello().isPresent() ? reader.hello().get() : ended(header);
            }
            int type = read.octets().charAt(0);
            int length = read.octets().charAt(3) << Byte.SIZE | read.octets().charAt(4);
            if ((type != ALERT && type != HANDSHAKE) || read.octets().charAt(1) != 3 || length > LONGEST_RECORD) {
                if (reader.hello().isPresent()) {
                    break;
                }
                throw new Trouble("the server does not answer with TLS");
            }
            if (!(connection.octets(length, deadline) instanceof Received.Octets content)) {
                throw new Trouble("the server breaks off in the middle of a TLS record");
            }
            if (type == ALERT) {
                boolean fatal = content.octets().startsWith("\u0002") && length == 2;
                if (fatal) {
                    return new ServerFlight.Refusal(
                            ServerFlight.alert(content.octets().charAt(1)));
                }
            } else {
                reader.add(content.octets());
            }
        }
        return reader.hello()
                .map(ServerFlight.class::cast)
                .orElseThrow(() -> new Trouble("the TLS handshake does not begin"));
    }

    private static ServerFlight ended(Received how) throws Trouble {
        if (how instanceof Received.TimedOut) {
            throw new Trouble("the server does not answer a TLS handshake in time");
        }
        return new ServerFlight.Refusal("the connection is closed");
    }
}
