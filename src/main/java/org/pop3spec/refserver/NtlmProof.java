package org.pop3spec.refserver;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/** What an NTLM server computes to compare with (MS-NLMP section 3.3). Octets are Latin-1 strings. */
final class NtlmProof {
    private static final int BLOCK = 8;
    private static final int KEY = 7;
    private static final String LAN_MANAGER = "KGS!@#$%";

    private NtlmProof() {}

    /** HMAC-MD5. */
    static String keyed(String key, String octets) {
        return Digested.hmac("HmacMD5", key, octets);
    }

    /**
     * The key of version 2.
     *
     * @param name in capitals, and the domain behind it
     */
    static String key(String password, String name) {
        return keyed(hash(password), utf16(name));
    }

    /** The response of version 1. */
    static String first(String password, String challenge) {
        return encrypted(hash(password), challenge);
    }

    /** The response of LAN Manager. */
    static String lanManager(String password, String challenge) {
        String capitals = padded(password.toUpperCase(Locale.ROOT), 2 * KEY).substring(0, 2 * KEY);
        return encrypted(
                des(capitals.substring(0, KEY), LAN_MANAGER) + des(capitals.substring(KEY), LAN_MANAGER), challenge);
    }

    static String utf16(String text) {
        return Digested.latin1(text.getBytes(StandardCharsets.UTF_16LE));
    }

    private static String hash(String password) {
        MD4Digest digest = new MD4Digest();
        byte[] text = password.getBytes(StandardCharsets.UTF_16LE);
        digest.update(text, 0, text.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return Digested.latin1(hash);
    }

    private static String encrypted(String hash, String challenge) {
        String keys = padded(hash, 3 * KEY);
        return des(keys.substring(0, KEY), challenge)
                + des(keys.substring(KEY, 2 * KEY), challenge)
                + des(keys.substring(2 * KEY), challenge);
    }

    private static String padded(String octets, int length) {
        return octets + "\0".repeat(Math.max(0, length - octets.length()));
    }

    /** Each seven bits of the key are the upper ones of an octet. */
    private static String des(String key, String block) {
        StringBuilder bits = new StringBuilder();
        for (byte octet : Digested.bytes(key)) {
            bits.append(Integer.toBinaryString(1 << Byte.SIZE | (octet & 0xff)).substring(1));
        }
        byte[] spread = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            spread[i] = (byte) (Integer.parseInt(bits.substring(KEY * i, KEY * (i + 1)), 2) << 1);
        }
        DESEngine engine = new DESEngine();
        engine.init(true, new KeyParameter(spread));
        byte[] output = new byte[BLOCK];
        engine.processBlock(Digested.bytes(block), 0, output, 0);
        return Digested.latin1(output);
    }
}
