package org.pop3spec.auth;

import java.util.Map;
import java.util.Optional;
import org.pop3spec.net.Received;

/** A connection on which nothing is said: for exchanges that are made by hand. */
public final class OfflineChannel implements LoginChannel {
    private final String host;
    private final Map<String, String> bindings;

    private OfflineChannel(String host, Map<String, String> bindings) {
        this.host = host;
        this.bindings = bindings;
    }

    /** The settings of an exchange on such a connection. */
    static SaslSettings settings(String user, String password, Map<String, String> changes) {
        return settings("mail.example.org", user, password, changes);
    }

    /** The same for another host. */
    public static SaslSettings settings(String host, String user, String password, Map<String, String> changes) {
        return new SaslSettings(
                new Credentials(user, password),
                new OfflineChannel(host, Map.of("tls-server-end-point", "digest")),
                "fresh",
                changes);
    }

    @Override
    public String greeting() {
        return "";
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public int port() {
        return 995;
    }

    @Override
    public boolean encrypted() {
        return !bindings.isEmpty();
    }

    @Override
    public Optional<String> channelBinding(String type) {
        return Optional.ofNullable(bindings.get(type));
    }

    @Override
    public String nonce() {
        return "fresh";
    }

    @Override
    public void send(String line) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Received receive() {
        throw new UnsupportedOperationException();
    }
}
