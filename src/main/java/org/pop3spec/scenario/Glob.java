package org.pop3spec.scenario;

import java.util.Locale;

/** A pattern over ids and words: {@code *} stands for any characters, {@code /} included, {@code ?} for one. Case is ignored. */
public final class Glob {
    private final String pattern;

    private Glob(String pattern) {
        this.pattern = pattern.toLowerCase(Locale.ROOT);
    }

    /** Reads a pattern; every text is one. */
    public static Glob of(String pattern) {
        return new Glob(pattern);
    }

    /** Whether it stands for the whole of a text. Takes time of at most the product of both lengths. */
    public boolean matches(String text) {
        String t = text.toLowerCase(Locale.ROOT);
        int p = 0;
        int i = 0;
        int star = -1;
        int retry = 0;
        while (i < t.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = i;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == t.charAt(i))) {
                p++;
                i++;
            } else if (star >= 0) {
                p = star + 1;
                i = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    @Override
    public String toString() {
        return pattern;
    }
}
