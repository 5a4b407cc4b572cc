package org.pop3spec.auth;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * SCRAM-SHA-1 and SCRAM-SHA-256, with and without channel binding (RFC 5802, 7677). Own code, for the libraries that there are
 * take names and passwords for text, prepare them, and decide on the GS2 header by themselves, while a test sends all of them
 * as it likes.
 */
final class Scram implements Mechanism {
    /**
     * What it binds to by itself: what a server with bindings must have with TLS 1.2 (RFC 5802 section 6.1) and with TLS 1.3
     * (RFC 9266 section 3), which a connection gives away only when it was opened for that; else what every TLS has.
     */
    private static final List<String> BINDINGS = List.of("tls-unique", "tls-exporter", "tls-server-end-point");

    private final ScramHash hash;
    private final boolean plus;

    /** @param plus whether with channel binding */
    Scram(ScramHash hash, boolean plus) {
        this.hash = hash;
        this.plus = plus;
    }

    @Override
    public String name() {
        return plus ? hash.mechanism() + "-PLUS" : hash.mechanism();
    }

    @Override
    public Optional<String> binding() {
        return plus ? Optional.of("default") : Optional.empty();
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    /**
     * {@code binding}: the type of channel binding; {@code bound}: the octets to bind to, in place of the channel's own;
     * {@code gs2}: the flag of the GS2 header, such as {@code y}; {@code iterations}: how often to hash, and {@code answered}:
     * the nonce to answer with, in place of what the server says; {@code name}: the name as it stands in the message, escaped
     * or not; {@code mandatory} and {@code optional}: attributes before and behind the usual ones of the first message;
     * {@code cbind}: what stands in the final message in place of header and binding. The proof is right for all of that.
     */
    @Override
    public Set<String> settings() {
        return Set.of("binding", "bound", "gs2", "iterations", "answered", "name", "mandatory", "optional", "cbind");
    }

    @Override
    public SaslExchange begin(SaslSettings settings) throws SaslObjection {
        String binding = settings.change("binding").orElseGet(() -> usual(settings.channel()));
        String flag = settings.change("gs2").orElse(plus ? "p=" + binding : "n");
        String authzid = settings.authzid().isEmpty() ? "" : "a=" + escaped(settings.authzid());
        String bound = flag.startsWith("p=") ? bound(settings, binding) : "";
        return new ScramExchange(hash, settings, flag + "," + authzid + ",", bound);
    }

    private static String usual(LoginChannel channel) {
        return BINDINGS.stream()
                .filter(type -> channel.channelBinding(type).isPresent())
                .findFirst()
                .orElse(BINDINGS.get(BINDINGS.size() - 1));
    }

    private static String bound(SaslSettings settings, String binding) throws SaslObjection {
        Optional<String> bound = settings.change("bound");
        if (bound.isEmpty()) {
            bound = settings.channel().channelBinding(binding);
        }
        return bound.orElseThrow(() -> new SaslObjection("this connection has no channel binding " + binding));
    }

    /** A name without the characters that separate (RFC 5802 section 5.1, the attribute n). */
    static String escaped(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }
}
