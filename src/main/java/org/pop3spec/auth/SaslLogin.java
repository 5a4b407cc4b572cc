package org.pop3spec.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.net.Received;
import org.pop3spec.scenario.Opening;

/** AUTH with one SASL mechanism, RFC 5034 section 4. */
final class SaslLogin implements LoginVariant {
    /** More rounds than any mechanism has. */
    private static final int MOST_ROUNDS = 20;

    private final Mechanism mechanism;
    private final Map<String, String> changes;

    SaslLogin(Mechanism mechanism) {
        this(mechanism, Map.of());
    }

    /** @param changes what is to be otherwise than a client does it, as {@link Mechanism#settings} names it */
    SaslLogin(Mechanism mechanism, Map<String, String> changes) {
        this.mechanism = mechanism;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "sasl-" + mechanism.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean offered(Set<String> features) {
        return features.contains(name()) && features.containsAll(mechanism.needs());
    }

    @Override
    public Opening opening() {
        return mechanism.opening();
    }

    @Override
    public Optional<String> binding() {
        return mechanism.binding();
    }

    /** Without an initial response: every server has to ask for it, also one of RFC 1734. */
    @Override
    public LoginResult open(LoginChannel channel, Credentials credentials) throws InterruptedException {
        SaslExchange exchange;
        try {
            exchange = mechanism.begin(new SaslSettings(credentials, channel, channel.nonce(), changes));
        } catch (SaslObjection e) {
            return new LoginResult.Impossible(String.valueOf(e.getMessage()));
        }
        String step = "AUTH " + mechanism.name();
        channel.send(step);
        try {
            for (int round = 1; round <= MOST_ROUNDS; round++) {
                Received received = channel.receive();
                Optional<String> challenge = challenge(received);
                if (challenge.isEmpty()) {
                    return ended(step, received, exchange);
                }
                step = "response " + round + " of " + mechanism.name();
                channel.send(encoded(exchange.respond(decoded(challenge.get()))));
            }
            throw new SaslObjection("the server asks without end");
        } catch (SaslObjection e) {
            channel.send("*");
            channel.receive();
            return new LoginResult.BrokenOff(String.valueOf(e.getMessage()));
        }
    }

    private static LoginResult ended(String step, Received received, SaslExchange exchange) {
        return LoginVariant.refusal(step, received)
                .orElseGet(() -> exchange.settled()
                        ? new LoginResult.Opened()
                        : new LoginResult.BrokenOff("the server let the client in without proving itself"));
    }

    /** What stands behind the {@code +} of a continuation; empty when it is none. */
    private static Optional<String> challenge(Received received) {
        if (received instanceof Received.Line line) {
            // the blank is missing in the empty challenge of some servers
            if (line.octets().equals("+")) {
                return Optional.of("");
            }
            if (line.octets().startsWith("+ ")) {
                return Optional.of(line.octets().substring(2));
            }
        }
        return Optional.empty();
    }

    private static String decoded(String base64) throws SaslObjection {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            throw new SaslObjection("a challenge is not base64", e);
        }
    }

    private static String encoded(String octets) {
        return Base64.getEncoder().encodeToString(octets.getBytes(StandardCharsets.ISO_8859_1));
    }
}
