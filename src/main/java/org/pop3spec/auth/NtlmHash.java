package org.pop3spec.auth;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/** What NTLM computes: MS-NLMP section 3.3. Octets are strings with one char per octet; passwords and names are text. */
final class NtlmHash {
    private static final int BLOCK = 8;
    private static final int KEY = 7;

    private NtlmHash() {}

    static String utf16(String text) {
        return Digests.octets(text.getBytes(StandardCharsets.UTF_16LE));
    }

    static String keyed(String key, String octets) {
        return Digests.hmac(new MD5Digest(), key, octets);
    }

    static String keyOfVersion2(String password, String user, String domain) {
        return keyed(ofPassword(password), utf16(user.toUpperCase(Locale.ROOT) + domain));
    }

    static String ofPassword(String password) {
        return Digests.digest(new MD4Digest(), utf16(password));
    }

    /** That of LAN Manager, which makes no difference between letters' cases, and none behind the 14th. */
    static String ofPasswordInCapitals(String password) {
        String capitals = (password.toUpperCase(Locale.ROOT) + "\0".repeat(2 * KEY)).substring(0, 2 * KEY);
        String constant = "KGS!@#$%";
        return des(capitals.substring(0, KEY), constant) + des(capitals.substring(KEY), constant);
    }

    /** A response of version 1: the challenge under each third of a hash. */
    static String encrypted(String hash, String challenge) {
        String keys = hash + "\0".repeat(3 * KEY - hash.length());
        StringBuilder response = new StringBuilder();
        for (int at = 0; at < keys.length(); at += KEY) {
            response.append(des(keys.substring(at, at + KEY), challenge));
        }
        return response.toString();
    }

    /** DES with seven octets of key, which it wants as eight of seven bits each. */
    private static String des(String key, String text) {
        byte[] spread = new byte[BLOCK];
        long bits = 0;
        for (int i = 0; i < key.length(); i++) {
            bits = bits << Byte.SIZE | key.charAt(i);
        }
        for (int i = 0; i < BLOCK; i++) {
            spread[i] = (byte) ((bits >>> (KEY * (KEY - i))) << 1);
        }
        DESEngine des = new DESEngine();
        des.init(true, new KeyParameter(spread));
        byte[] output = new byte[BLOCK];
        des.processBlock(Digests.bytes(text), 0, output, 0);
        return Digests.octets(output);
    }
}
