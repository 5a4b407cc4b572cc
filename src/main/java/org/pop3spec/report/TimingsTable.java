package org.pop3spec.report;

import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Timings;

/** Where the time of a run went, on the console. */
public final class TimingsTable {
    private static final int SLOWEST = 5;

    private TimingsTable() {}

    /**
     * Writes the table; a line that says so where nothing was measured.
     *
     * @param reportMicros what writing the reports took, which no report can say itself
     */
    public static void write(Run run, long reportMicros, Terminal terminal, PrintStream out) {
        lines(run, reportMicros).forEach(line -> out.println(terminal.unicode() ? line : Visible.ascii(line)));
    }

    static List<String> lines(Run run, long reportMicros) {
        if (run.timings().isEmpty()) {
            return List.of("Where the time went was not measured in this run");
        }
        Timings all = run.timings().get().plus(Timings.ofHarness(reportMicros));
        List<String> lines = new ArrayList<>();
        lines.add("Where the time went");
        lines.add(row("server", all.serverMicros(), all, "waiting for it, and as long as scenarios say"));
        lines.add(row("delivery", all.deliveryMicros(), all, "bringing maildrops to what scenarios want to find"));
        lines.add(row(
                "harness",
                all.harnessMicros(),
                all,
                "everything else, " + Durations.ofMicros(reportMicros) + " of it for the reports"));
        String wall = run.finished()
                .map(end -> ", in " + Durations.ofMicros(run.started().until(end, ChronoUnit.MICROS)) + " by the clock")
                .orElse("");
        lines.add(row("all", all.allMicros(), all, "of all players together" + wall));
        lines.add("  slowest");
        run.results().stream()
                .filter(result -> result.timings().isPresent())
                .sorted(Comparator.comparingLong(ScenarioResult::durationMicros).reversed())
                .limit(SLOWEST)
                .forEach(result -> lines.add(slow(result, result.timings().get())));
        lines.add("");
        return lines;
    }

    private static String row(String what, long micros, Timings all, String words) {
        double share = all.allMicros() == 0 ? 0 : 100.0 * micros / all.allMicros();
        return String.format(Locale.ROOT, "  %-10s%10s  %5.1f %%  %s", what, Durations.ofMicros(micros), share, words);
    }

    private static String slow(ScenarioResult result, Timings timings) {
        return String.format(
                Locale.ROOT,
                "    %8s  %s: server %s, delivery %s, harness %s",
                Durations.ofMicros(result.durationMicros()),
                Explanation.played(result),
                Durations.ofMicros(timings.serverMicros()),
                Durations.ofMicros(timings.deliveryMicros()),
                Durations.ofMicros(timings.harnessMicros()));
    }
}
