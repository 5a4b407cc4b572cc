package org.pop3spec.target;

import java.util.Locale;
import org.pop3spec.auth.ConnectedChannel;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Received;

/** A session of the harness's own, as login variants want it. What can be understood is forgiven. */
final class PlainLogin extends ConnectedChannel {
    private final Connection connection;
    private final String greeting;
    private int sent;

    /** @param greeting with its indicator */
    PlainLogin(Connection connection, String greeting) {
        super(connection);
        this.connection = connection;
        this.greeting = greeting;
    }

    /** How many lines the client has sent. */
    int sent() {
        return sent;
    }

    @Override
    public String greeting() {
        return greeting.substring(greeting.indexOf(' ') + 1);
    }

    @Override
    public void send(String line) throws InterruptedException {
        sent++;
        super.send(line);
    }

    @Override
    public Received receive() throws InterruptedException {
        Received received = connection.line(connection.limits().answerDeadline());
        return received instanceof Received.Line line
                ? new Received.Line(forgiven(line.octets()), line.terminator())
                : received;
    }

    /** A status line with its indicator as it should be. */
    private static String forgiven(String line) {
        String upper = line.toUpperCase(Locale.ROOT);
        for (String indicator : new String[] {"+OK", "-ERR"}) {
            if (upper.startsWith(indicator)) {
                return (indicator + " " + line.substring(indicator.length()).strip()).strip();
            }
        }
        return line;
    }
}
