package org.pop3spec.auth;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one SASL exchange is made with: the account's credentials, the connection, and what a script wants otherwise.
 *
 * @param credentials the account's
 * @param channel the connection
 * @param nonce fresh printable ASCII without a comma, for a mechanism that needs a nonce
 * @param changes what the script sets, by name; they go before the account's own values
 */
public record SaslSettings(Credentials credentials, LoginChannel channel, String nonce, Map<String, String> changes) {
    /** What a script may set for every mechanism. */
    public static final Set<String> COMMON = Set.of("user", "password", "authzid", "host", "nonce");

    /** What may be set at will: the credentials stay the account's, and a server that does it right lets the client in. */
    private static final Set<String> HARMLESS =
            Set.of("nonce", "layer", "maxbuf", "gs2", "binding", "optional", "pairs", "verify", "workstation", "code");

    public SaslSettings {
        changes = Map.copyOf(changes);
    }

    /** The name to authenticate as. */
    public String user() {
        return changes.getOrDefault("user", credentials.user());
    }

    public String password() {
        return changes.getOrDefault("password", credentials.password());
    }

    /** The name to act as; empty for that of {@link #user} (RFC 4422 section 3.4.1). */
    public String authzid() {
        return changes.getOrDefault("authzid", "");
    }

    /** The server's name, as the client knows it. */
    public String host() {
        return changes.getOrDefault("host", channel.host());
    }

    @Override
    public String nonce() {
        return changes.getOrDefault("nonce", nonce);
    }

    /** What the script set by that name. */
    public Optional<String> change(String name) {
        return Optional.ofNullable(changes.get(name));
    }

    /** A string of octets as the text that it is in UTF-8, for libraries that want text. */
    static String text(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Text as a string of its octets in UTF-8. */
    static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Whether a client with these settings proves the account's own identity, and nothing else. */
    public boolean unchanged() {
        return user().equals(credentials.user())
                && password().equals(credentials.password())
                && (authzid().isEmpty() || authzid().equals(user()))
                && host().equals(channel.host())
                && changes.keySet().stream().allMatch(name -> COMMON.contains(name) || HARMLESS.contains(name));
    }

    @Override
    public String toString() {
        return "SASL settings for " + credentials;
    }
}
