package org.pop3spec.auth;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Digests over strings of octets, as strings of octets. Bouncy Castle's, since those of the JDK refuse an empty key and take a
 * password for text.
 */
final class Digests {
    private Digests() {}

    static String md5(String octets) {
        return digest(new MD5Digest(), octets);
    }

    static String digest(Digest digest, String octets) {
        byte[] input = bytes(octets);
        digest.update(input, 0, input.length);
        byte[] output = new byte[digest.getDigestSize()];
        digest.doFinal(output, 0);
        return octets(output);
    }

    /** HMAC, RFC 2104. */
    static String hmac(Digest digest, String key, String octets) {
        HMac hmac = new HMac(digest);
        hmac.init(new KeyParameter(bytes(key)));
        byte[] input = bytes(octets);
        hmac.update(input, 0, input.length);
        byte[] output = new byte[hmac.getMacSize()];
        hmac.doFinal(output, 0);
        return octets(output);
    }

    /** PBKDF2 with HMAC and an output as long as the digest's: Hi() of RFC 5802 section 2.2. */
    static String stretched(Digest digest, String password, String salt, int iterations) {
        int bits = digest.getDigestSize() * Byte.SIZE;
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(digest);
        generator.init(bytes(password), bytes(salt), iterations);
        return octets(((KeyParameter) generator.generateDerivedMacParameters(bits)).getKey());
    }

    /** In lower case. */
    static String hex(String octets) {
        return HexFormat.of().formatHex(bytes(octets));
    }

    static byte[] bytes(String octets) {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String octets(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
