package org.pop3spec.session;

import java.util.Optional;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Received;
import org.pop3spec.net.Recorder;
import org.pop3spec.result.Failure;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.scenario.Scenario;

/**
 * Learns, in a session of its own before the scenario's, how many octets the server delivers for each message: what
 * {@code octets(n)} stands for. The scenario's own session may hold the maildrop's lock, so it can't be done during it.
 */
final class SizeLearning {
    private SizeLearning() {}

    static void before(Scenario scenario, Setting setting, Limits limits, Recorder recorder)
            throws InterruptedException {
        if (!scenario.text().contains("octets(")) {
            return;
        }
        int count = setting.messages().count();
        boolean known = true;
        for (int n = 1; n <= count; n++) {
            known &= setting.sizes().of(n).isPresent();
        }
        if (known) {
            return;
        }
        SourcePosition at = new SourcePosition(scenario.file(), 1, 1);
        Connections connections = new Connections(setting, limits, recorder);
        try {
            new Logins(setting, connections).login(1, Optional.empty(), 1, at);
            Dialogue dialogue = connections.ready(1, at);
            for (int n = 1; n <= count; n++) {
                setting.sizes().learn(n, retrieve(dialogue, n, at));
            }
            connections.leave();
        } finally {
            connections.closeAll();
        }
    }

    private static long retrieve(Dialogue dialogue, int number, SourcePosition at) throws InterruptedException {
        Connection connection = dialogue.connection();
        dialogue.send("RETR " + number);
        Received status = dialogue.receive();
        if (status instanceof Received.Line line && Connections.positive(line.octets())) {
            MultiLine.Result result =
                    MultiLine.text(connection, connection.limits().answerDeadline());
            if (result instanceof MultiLine.Text text) {
                return text.octets().length();
            }
            status = ((MultiLine.Cut) result).received();
        }
        throw Ending.trouble(
                new Failure(
                        "the size of message " + number + " could not be learnt: " + Connections.describe(status),
                        "",
                        "",
                        Optional.of(at),
                        Optional.empty()),
                false);
    }
}
