package org.pop3spec.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * How many times as long one thing takes as another. The two are timed in turn, so that a machine whose speed drifts slows
 * both; each round gives one ratio.
 */
final class Ratio {
    private final String name;
    private final List<Double> first = new ArrayList<>();
    private final List<Double> second = new ArrayList<>();

    private Ratio(String name) {
        this.name = name;
    }

    /** Times both, after one round that does not count. */
    static Ratio of(String name, int rounds, Callable<Duration> first, Callable<Duration> second) throws Exception {
        Ratio ratio = new Ratio(name);
        first.call();
        second.call();
        for (int round = 0; round < rounds; round++) {
            ratio.first.add(first.call().toNanos() / 1e6);
            ratio.second.add(second.call().toNanos() / 1e6);
        }
        return ratio;
    }

    static String header() {
        return String.format("%-58s %8s %8s %8s   %s", "ratio", "median", "min", "max", "medians in ms");
    }

    @Override
    public String toString() {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < first.size(); round++) {
            ratios.add(first.get(round) / second.get(round));
        }
        List<Double> sorted = ratios.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "%-58s %8.2f %8.2f %8.2f   %.0f : %.0f",
                name,
                median(ratios),
                sorted.get(0),
                sorted.get(sorted.size() - 1),
                median(first),
                median(second));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
