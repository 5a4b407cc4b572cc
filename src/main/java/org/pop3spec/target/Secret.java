package org.pop3spec.target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A password and where it came from. Only {@link #reveal} and {@link #octets} give the value; nothing else shows it. */
public final class Secret {
    private final byte[] value;
    private final String origin;

    private Secret(byte[] value, String origin) {
        this.value = value;
        this.origin = Objects.requireNonNull(origin);
    }

    /**
     * A secret of these octets.
     *
     * @param value the octets as they go over the wire
     * @param origin where it came from, for messages: {@code file alice.secret}
     */
    public static Secret of(byte[] value, String origin) {
        return new Secret(value.clone(), origin);
    }

    /** A secret given as text, sent as UTF-8. */
    public static Secret of(String value, String origin) {
        return new Secret(value.getBytes(StandardCharsets.UTF_8), origin);
    }

    /** The value, one char per octet, as sessions need it. */
    public String octets() {
        return new String(value, StandardCharsets.ISO_8859_1);
    }

    /** The value as text (UTF-8). */
    public String reveal() {
        return new String(value, StandardCharsets.UTF_8);
    }

    /** Where it came from. */
    public String origin() {
        return origin;
    }

    /** Whether the value is empty. */
    public boolean isEmpty() {
        return value.length == 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(value, secret.value);
    }

    @Override
    public int hashCode() {
        // nothing that depends on the value: a hash code may be printed
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return "secret from " + origin;
    }
}
