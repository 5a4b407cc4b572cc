package org.pop3spec.auth;

import java.util.Optional;
import java.util.stream.Stream;

/** What DIGEST-MD5 can negotiate for all that follows: RFC 2831 sections 2.1.1, 2.3 and 2.4. */
enum DigestProtection {
    /** No security layer. */
    NONE("auth", "", 17),
    INTEGRITY("auth-int", "", 17),
    DES("auth-conf", "des", 33),
    TRIPLE_DES("auth-conf", "3des", 33),
    RC4("auth-conf", "rc4", 33);

    private final String quality;
    private final String cipher;
    private final int smallestBuffer;

    DigestProtection(String quality, String cipher, int smallestBuffer) {
        this.quality = quality;
        this.cipher = cipher;
        this.smallestBuffer = smallestBuffer;
    }

    /** By its word. */
    static Optional<DigestProtection> named(String word) {
        return Stream.of(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    /** The cipher, or where there is none the quality of protection. */
    String word() {
        return cipher.isEmpty() ? quality : cipher;
    }

    /** The quality of protection, as {@code qop} has it. */
    String quality() {
        return quality;
    }

    /** As {@code cipher} has it. */
    Optional<String> cipher() {
        return Optional.of(cipher).filter(name -> !name.isEmpty());
    }

    /** What the maxbuf of a challenge is at least, in octets (RFC 2831 section 2.1.1). */
    int smallestBuffer() {
        return smallestBuffer;
    }
}
