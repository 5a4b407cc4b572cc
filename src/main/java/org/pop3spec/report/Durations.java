package org.pop3spec.report;

import java.util.Locale;

/** Durations as people read them. */
final class Durations {
    private Durations() {}

    /** Milliseconds with one decimal. */
    static String millis(long micros) {
        long tenths = (micros + 50) / 100;
        return tenths / 10 + "." + tenths % 10;
    }

    static String ofMicros(long micros) {
        if (micros < 1_000) {
            return micros + " µs";
        }
        if (micros < 1_000_000) {
            return String.format(Locale.ROOT, micros < 10_000 ? "%.1f ms" : "%.0f ms", micros / 1e3);
        }
        if (micros < 60_000_000) {
            return String.format(Locale.ROOT, "%.1f s", micros / 1e6);
        }
        long seconds = Math.round(micros / 1e6);
        return seconds / 60 + " min " + seconds % 60 + " s";
    }
}
