package org.pop3spec.audit;

import java.util.Optional;
import org.pop3spec.auth.LoginChannel;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Received;

/** A connection of an audit, as logins need it. */
record VisitChannel(Visit visit) implements LoginChannel {
    private Connection connection() {
        return visit.connection();
    }

    @Override
    public String greeting() {
        return visit.greeting().replaceFirst("^\\S+ ?", "");
    }

    @Override
    public String host() {
        return connection().endpoint().host();
    }

    @Override
    public int port() {
        return connection().endpoint().port();
    }

    @Override
    public boolean encrypted() {
        return connection().tlsSession().isPresent();
    }

    @Override
    public Optional<String> channelBinding(String type) {
        return connection().channelBinding(type);
    }

    @Override
    public String nonce() {
        return Names.nobody();
    }

    /** Where that fails, the answer is missing. */
    @Override
    public void send(String line) throws InterruptedException {
        connection().write(line + "\r\n", Deadline.in(connection().limits().answer()));
    }

    @Override
    public Received receive() throws InterruptedException {
        return connection().line(connection().limits().answerDeadline());
    }
}
