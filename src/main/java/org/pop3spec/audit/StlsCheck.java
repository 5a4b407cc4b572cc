package org.pop3spec.audit;

import java.util.List;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Received;
import org.pop3spec.net.TlsFailure;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.scenario.Channel;

/** Whether what somebody put behind STLS in the clear is obeyed under TLS, as if the client had said it there. */
final class StlsCheck implements Check {
    static final String INJECTION = "stls-injection";

    @Override
    public List<String> ids() {
        return List.of(INJECTION);
    }

    @Override
    public List<Way> places(Survey survey) {
        return survey.encrypted().stream()
                .map(Seen::way)
                .filter(way -> way.channel() == Channel.STLS)
                .toList();
    }

    @Override
    public String without() {
        return "there is no STLS that could be tried";
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) throws Trouble, InterruptedException {
        // QUIT is known everywhere, but what it does to a handshake is less plain to see
        boolean capa =
                survey.seen(way).filter(s -> s.capabilities().isPresent()).isPresent();
        try (Visit visit = guest.enter(new Way(way.endpoint(), Channel.CLEARTEXT))) {
            Connection connection = visit.connection();
            visit.send("STLS\r\n" + (capa ? "CAPA" : "QUIT") + "\r\n");
            String answer = line(connection);
            if (answer.startsWith("-ERR")) {
                // STLS alone was agreed to: it is what stands behind it that is not
                notes.sound(INJECTION, way.label());
                return;
            }
            if (!answer.startsWith("+OK")) {
                throw new Trouble("the server hangs up at STLS with something behind it");
            }
            connection.startTls(TlsSettings.trustingAnyone());
            visit.send("XPOP3SPEC\r\n");
            // an unknown command is refused: what is not is the answer to the other one
            notes.judged(INJECTION, way.label(), line(connection).startsWith("+OK"), visit.evidence());
        } catch (TlsFailure e) {
            if (e.reason() == TlsFailure.Reason.TIMED_OUT) {
                throw new Trouble(Trouble.Kind.SILENT, String.valueOf(e.getMessage()));
            }
            // who ends the connection there obeys nothing
            notes.sound(INJECTION, way.label());
        }
    }

    private static String line(Connection connection) throws Trouble, InterruptedException {
        Received received = connection.line(connection.limits().answerDeadline());
        if (received instanceof Received.Line line) {
            return line.octets();
        }
        if (received instanceof Received.TimedOut) {
            throw new Trouble(Trouble.Kind.SILENT, "the server does not answer STLS with something behind it in time");
        }
        return "";
    }
}
