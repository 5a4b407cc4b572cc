package org.pop3spec.net;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * What must not be seen in anything that is written down: passwords and what was computed from them. Letters are compared
 * without regard to case, for a server may echo in capitals; a value that is percent-encoded, wholly or in part, is found too.
 * Safe for several threads.
 *
 * <p>A value of fewer than {@value #SHORTEST} octets is not looked for, since it would be found everywhere; such a password
 * is only hidden where it stands as the argument of a command.
 */
public final class Secrets {
    /** The shortest value that is hidden wherever it stands. */
    public static final int SHORTEST = 3;

    /** A shorter piece of a base64 text would hide unrelated words. */
    private static final int SHORTEST_BASE64 = 5;

    /** What of a password is so little that it tells nothing. */
    private static final int SHORTEST_PIECE = 5;

    private static final char MASK = '*';

    private final Set<String> values = new CopyOnWriteArraySet<>();

    /** Nothing to hide yet. */
    public Secrets() {}

    /** Hides what the others hide now; what is added here is not added there. */
    public Secrets(Secrets others) {
        values.addAll(others.values);
    }

    /**
     * Hides a password, also where it is written in hexadecimal or with the escapes of {@link Printable}, and where it is part
     * of something coded in base64 such as the response of SASL PLAIN.
     *
     * @param password one char per octet
     */
    public void addPassword(String password) {
        add(password);
        if (password.length() < SHORTEST) {
            return;
        }
        add(Printable.escaped(password));
        add(HexFormat.of().formatHex(password.getBytes(StandardCharsets.ISO_8859_1)));
        for (int before = 0; before < 3; before++) {
            String coded = base64Core(password, before);
            if (coded.length() >= SHORTEST_BASE64) {
                add(coded);
                add(coded.replace('+', '-').replace('/', '_')); // RFC 4648 section 5
            }
        }
    }

    /** The characters of a base64 text that depend on nothing but the password, with so many octets before it. */
    private static String base64Core(String password, int before) {
        byte[] octets = ("\0".repeat(before) + password).getBytes(StandardCharsets.ISO_8859_1);
        String coded = Base64.getEncoder().withoutPadding().encodeToString(octets);
        int from = (before * 8 + 5) / 6;
        int to = octets.length * 8 / 6;
        return coded.substring(from, to);
    }

    /** Hides this value, such as a digest. */
    public void add(String value) {
        if (value.length() >= SHORTEST) {
            values.add(lower(value));
        }
    }

    /**
     * Hides this value too where it is a piece of one that is hidden, such as a password without its last character: who sees
     * that has nearly seen the password.
     *
     * @param written how it stands where it was found, such as with quoted blanks
     */
    void addPiece(String value, String written) {
        String lower = lower(value);
        if (lower.length() >= SHORTEST_PIECE && values.stream().anyMatch(whole -> whole.contains(lower))) {
            add(written);
        }
    }

    /** The text with an asterisk for every octet of a secret; also of one that was cut short by {@link Printable}. */
    public String mask(String text) {
        BitSet hidden = new BitSet();
        find(text, false, false, hidden);
        int cut = text.indexOf(Printable.CUT);
        if (cut >= 0) {
            find(text.substring(0, cut), false, true, hidden);
        }
        return masked(text, hidden);
    }

    /**
     * Marks the secrets in a text of which octets may be missing before or after: there the end, or the beginning, of a secret
     * counts too.
     */
    void find(String text, boolean missingBefore, boolean missingAfter, BitSet hidden) {
        findPlain(text, missingBefore, missingAfter, hidden);
        if (text.indexOf('%') >= 0) {
            Decoded decoded = new Decoded(text);
            BitSet found = new BitSet();
            findPlain(decoded.text(), missingBefore, missingAfter, found);
            found.stream().forEach(i -> decoded.set(hidden, i));
        }
    }

    private void findPlain(String text, boolean missingBefore, boolean missingAfter, BitSet hidden) {
        String lower = lower(text);
        for (String value : values) {
            for (int at = lower.indexOf(value); at >= 0; at = lower.indexOf(value, at + 1)) {
                hidden.set(at, at + value.length());
            }
            int most = Math.min(value.length() - 1, lower.length());
            for (int n = most; missingBefore && n > 0; n--) {
                if (lower.startsWith(value.substring(value.length() - n))) {
                    hidden.set(0, n);
                    break;
                }
            }
            for (int n = most; missingAfter && n > 0; n--) {
                if (lower.endsWith(value.substring(0, n))) {
                    hidden.set(lower.length() - n, lower.length());
                    break;
                }
            }
        }
    }

    static String masked(String text, BitSet hidden) {
        if (hidden.isEmpty()) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text);
        hidden.stream().takeWhile(i -> i < text.length()).forEach(i -> masked.setCharAt(i, MASK));
        return masked.toString();
    }

    /** A text with its percent-encoded octets decoded. */
    private static final class Decoded {
        private final StringBuilder text = new StringBuilder();
        /** Where each char begins in the text that it was made of, and then where that one ends. */
        private final int[] starts;

        Decoded(String encoded) {
            starts = new int[encoded.length() + 1];
            int at = 0;
            while (at < encoded.length()) {
                starts[text.length()] = at;
                boolean octet = encoded.charAt(at) == '%'
                        && at + 2 < encoded.length()
                        && HexFormat.isHexDigit(encoded.charAt(at + 1))
                        && HexFormat.isHexDigit(encoded.charAt(at + 2));
                text.append(octet ? (char) HexFormat.fromHexDigits(encoded, at + 1, at + 3) : encoded.charAt(at));
                at += octet ? 3 : 1;
            }
            starts[text.length()] = at;
        }

        String text() {
            return text.toString();
        }

        void set(BitSet encoded, int octet) {
            encoded.set(starts[octet], starts[octet + 1]);
        }
    }

    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + 'a' - 'A'));
            }
        }
        return lower.toString();
    }

    /** How many there are; never what they are. */
    @Override
    public String toString() {
        return values.size() + " secrets";
    }
}
