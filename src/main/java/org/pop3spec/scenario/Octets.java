package org.pop3spec.scenario;

import java.nio.charset.StandardCharsets;

/** Strings of octets: one char from U+0000 to U+00FF for each. */
final class Octets {
    private Octets() {}

    /** The UTF-8 octets of a text. */
    static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            }
        }
        return text;
    }

    /** The octets of such a string. */
    static byte[] bytes(String octets) {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The string of these octets. */
    static String of(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
