package org.pop3spec.auth;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;

/** What a connection itself knows of what a login variant asks. */
public abstract class ConnectedChannel implements LoginChannel {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Connection connection;

    /** @param connection whose greeting was read, or is about to be */
    protected ConnectedChannel(Connection connection) {
        this.connection = connection;
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

    /** Sends a line; that a server does not read, or that it is gone, shows when the answer does not come. */
    @Override
    public void send(String line) throws InterruptedException {
        connection.write(line + "\r\n", Deadline.in(connection.limits().answer()));
    }
}
