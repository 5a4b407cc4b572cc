package org.pop3spec.scenario;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the valid word that was probably meant. */
public final class Nearest {
    private static final int LONGEST = 100;

    private Nearest() {}

    /** The nearest of the valid words, if one is near enough to be meant. */
    public static Optional<String> to(String word, Collection<String> valid) {
        if (word.isEmpty() || word.length() > LONGEST) {
            return Optional.empty();
        }
        String given = word.toLowerCase(Locale.ROOT);
        int near = Math.max(1, given.length() / 3);
        return valid.stream()
                .filter(v -> distance(given, v.toLowerCase(Locale.ROOT)) <= near || isBeginning(given, v))
                .min(Comparator.<String>comparingInt(v -> distance(given, v.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static boolean isBeginning(String given, String valid) {
        String word = valid.toLowerCase(Locale.ROOT);
        return (given.length() >= 3 && word.startsWith(given)) || (word.length() >= 4 && given.startsWith(word));
    }

    /** Insertions, deletions, replacements and swaps of neighbours. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replaced = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + replaced);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
