package org.pop3spec.session;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Received;
import org.pop3spec.net.Recorder;
import org.pop3spec.result.Failure;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.scenario.Protocol;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.Statement;

/**
 * Learns, in a session of its own before the scenario's, how many octets the server delivers for each message: what
 * {@code octets(n)} stands for. The scenario's own session may hold the maildrop's lock, so it can't be done during it.
 */
final class SizeLearning {
    /** Of a maildrop of which nothing is known only so many messages are retrieved: it may be somebody's whole archive. */
    private static final int MOST_UNKNOWN = 10;

    private static final Pattern DROP_LISTING = Pattern.compile("\\+OK ([0-9]{1,9}) .*", Pattern.DOTALL);

    private SizeLearning() {}

    static void before(Scenario scenario, Setting setting, Limits limits, Recorder recorder)
            throws InterruptedException {
        // the text of the values, for included pieces are not in the scenario's own
        if (!scenario.session().toString().contains("octets(")) {
            return;
        }
        int count = setting.messages().count();
        if (setting.sizes().knownUpTo(count)) {
            return;
        }
        SourcePosition at = new SourcePosition(scenario.file(), 1, 1);
        Connections connections = new Connections(Protocol.POP3, setting, limits, recorder);
        try {
            new Logins(setting, connections, new Guard(setting))
                    .login(new Statement.Login(at, 1, Optional.empty(), 1, false));
            Dialogue dialogue = connections.ready(1, at);
            int wanted = count > 0 ? count : Math.min(MOST_UNKNOWN, messages(dialogue, at));
            for (int n = 1; n <= wanted; n++) {
                setting.sizes().learn(n, retrieve(dialogue, n, at));
            }
            // at QUIT a server may remove what was fetched
            connections.hangUp();
        } finally {
            connections.closeAll();
        }
    }

    private static int messages(Dialogue dialogue, SourcePosition at) throws InterruptedException {
        dialogue.send("STAT");
        Received status = dialogue.receive();
        if (status instanceof Received.Line line) {
            Matcher matcher = DROP_LISTING.matcher(line.octets());
            if (matcher.matches()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw unlearnt("the messages could not be counted", status, at);
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
        throw unlearnt("the size of message " + number + " could not be learnt", status, at);
    }

    private static Ending unlearnt(String message, Received received, SourcePosition at) {
        return Ending.trouble(
                new Failure(message + ": " + Connections.describe(received), "", "", Optional.of(at), Optional.empty()),
                false);
    }
}
