package org.pop3spec.target;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.pop3spec.auth.LoginChannel;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Received;

/** A session of the harness's own, as login variants want it. What can be understood is forgiven. */
final class PlainLogin implements LoginChannel {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Connection connection;
    private final String greeting;
    private int sent;

    /** @param greeting with its indicator */
    PlainLogin(Connection connection, String greeting) {
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
    public String host() {
        return connection.endpoint().host();
    }

    @Override
    public int port() {
        return connection.endpoint().port();
    }

    @Override
    public boolean encrypted() {
        return connection.encrypted();
    }

    @Override
    public Optional<String> channelBinding(String type) {
        return connection.channelBinding(type);
    }

    @Override
    public String nonce() {
        byte[] octets = new byte[18];
        RANDOM.nextBytes(octets);
        return Base64.getUrlEncoder().encodeToString(octets);
    }

    @Override
    public void send(String line) throws InterruptedException {
        sent++;
        // that nothing can be sent any more shows when the answer does not come
        connection.write(line + "\r\n", Deadline.in(connection.limits().answer()));
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
