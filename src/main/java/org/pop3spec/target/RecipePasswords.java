package org.pop3spec.target;

import java.security.SecureRandom;
import java.util.Base64;

/** Passwords for one start of a recipe. */
final class RecipePasswords {
    private static final int OCTETS = 18;

    private final SecureRandom random = new SecureRandom();

    /** One that nobody had before, of letters, digits, hyphens and underscores. */
    Secret next() {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(octets), "a recipe");
    }
}
