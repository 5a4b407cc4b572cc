package org.pop3spec.auth;

import java.util.Optional;
import java.util.Set;
import org.pop3spec.net.Received;
import org.pop3spec.scenario.Opening;

/** One way of opening a maildrop, as the client does it. */
public interface LoginVariant {
    /** Its name in options, scenarios and reports, such as {@code user-pass}. */
    String name();

    /** Whether a server with these features (the words of {@code requires}) offers it. */
    boolean offered(Set<String> features);

    /** What a connection must be for it. */
    default Opening opening() {
        return Opening.USUAL;
    }

    /**
     * The type of channel binding that its connection must be able to give away, {@code default} for that of the connection's
     * version of TLS (RFC 9266 section 3).
     */
    default Optional<String> binding() {
        return Optional.empty();
    }

    /** Opens the maildrop on a connection whose greeting was read. */
    LoginResult open(LoginChannel channel, Credentials credentials) throws InterruptedException;

    /** What a status line means for a step that ends the exchange; empty when it is positive. */
    static Optional<LoginResult> refusal(String step, Received received) {
        if (received instanceof Received.Line line) {
            String octets = line.octets();
            if (octets.equals("+OK") || octets.startsWith("+OK ")) {
                return Optional.empty();
            }
            if (octets.equals("-ERR") || octets.startsWith("-ERR ")) {
                return Optional.of(new LoginResult.Rejected(octets.substring(4).strip()));
            }
        }
        return Optional.of(new LoginResult.Broken(step, received));
    }
}
