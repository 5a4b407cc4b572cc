package org.pop3spec.target;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Bearer tokens that a server can verify with nothing but a key: JSON Web Tokens (RFC 7519), signed by HS256. */
final class RecipeTokens {
    private static final String HMAC = "HmacSHA256";
    private static final int KEY_OCTETS = 32;
    private static final Duration VALIDITY = Duration.ofDays(30);
    /** Containers share the clock of their engine's machine, which need not be this one. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofHours(1);

    private final byte[] key = new byte[KEY_OCTETS];

    RecipeTokens() {
        new SecureRandom().nextBytes(key);
    }

    /** The key in base64. */
    String keyFile() {
        return Base64.getEncoder().encodeToString(key) + "\n";
    }

    /** A token that stands for an account whose name is made of letters and digits. */
    Secret of(String user) {
        Instant now = Instant.now();
        String signed = base64("{\"typ\":\"JWT\",\"alg\":\"HS256\"}") + "."
                + base64("{\"sub\":\"" + user + "\",\"iat\":"
                        + now.minus(CLOCK_DIFFERENCE).getEpochSecond() + ",\"exp\":"
                        + now.plus(VALIDITY).getEpochSecond() + "}");
        return Secret.of(signed + "." + base64(hmac(signed)), "a recipe");
    }

    private byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    @Override
    public String toString() {
        return "tokens of a recipe"; // not the key itself
    }
}
