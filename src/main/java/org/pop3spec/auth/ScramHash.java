package org.pop3spec.auth;

import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.util.DigestFactory;

/** What SCRAM is made with. */
enum ScramHash {
    /** RFC 5802. */
    SHA_1("SCRAM-SHA-1"),
    /** RFC 7677. */
    SHA_256("SCRAM-SHA-256");

    private final String mechanism;

    ScramHash(String mechanism) {
        this.mechanism = mechanism;
    }

    private Digest digest() {
        return this == SHA_1 ? DigestFactory.createSHA1() : DigestFactory.createSHA256();
    }

    /** The mechanism's name without channel binding. */
    String mechanism() {
        return mechanism;
    }

    String of(String octets) {
        return Digests.digest(digest(), octets);
    }

    String keyed(String key, String octets) {
        return Digests.hmac(digest(), key, octets);
    }

    String stretched(String password, String salt, int iterations) {
        return Digests.stretched(digest(), password, salt, iterations);
    }
}
