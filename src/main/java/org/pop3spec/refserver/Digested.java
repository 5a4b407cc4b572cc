package org.pop3spec.refserver;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** Digests of the JDK, over Latin-1 strings. */
final class Digested {
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private Digested() {}

    static String digest(String algorithm, String octets) {
        try {
            return latin1(MessageDigest.getInstance(algorithm).digest(bytes(octets)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + algorithm, e);
        }
    }

    /** The key is not empty. */
    static String hmac(String algorithm, String key, String octets) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(bytes(key), algorithm));
            return latin1(mac.doFinal(bytes(octets)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + algorithm, e);
        }
    }

    /** PBKDF2, RFC 8018, of a password in ASCII. */
    static String stretched(String hmac, String password, String salt, int iterations, int octets) {
        try {
            PBEKeySpec key = new PBEKeySpec(password.toCharArray(), bytes(salt), iterations, octets * Byte.SIZE);
            return latin1(SecretKeyFactory.getInstance("PBKDF2With" + hmac)
                    .generateSecret(key)
                    .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no PBKDF2 with " + hmac, e);
        }
    }

    static String hex(String octets) {
        return HexFormat.of().formatHex(bytes(octets));
    }

    static String base64(String octets) {
        return BASE64.encodeToString(bytes(octets));
    }

    static Optional<String> unbase64(String text) {
        try {
            return Optional.of(latin1(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether two strings are the same, in a time that does not tell where they differ. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(bytes(one), bytes(other));
    }

    /** 24 letters and digits that nobody can foretell. */
    static String random() {
        byte[] random = new byte[18];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().encodeToString(random);
    }

    static byte[] bytes(String octets) {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String latin1(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
