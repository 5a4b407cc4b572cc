package org.pop3spec.report;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

/** Progress for a person: a bar that is drawn over itself. Its library is loaded with this class only. */
final class ProgressBarView implements Progress {
    private static final int UPDATE_MILLIS = 100;

    private final Terminal terminal;
    private final PrintStream out;
    private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    private Optional<ProgressBar> bar = Optional.empty();

    ProgressBarView(Terminal terminal, PrintStream out) {
        this.terminal = terminal;
        this.out = out;
    }

    @Override
    public synchronized void planned(int scenarios) {
        close();
        bar = Optional.of(new ProgressBarBuilder()
                .setTaskName("")
                .setInitialMax(scenarios)
                // the summary says it all
                .clearDisplayOnFinish()
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(terminal.unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                // a width of our own keeps the library from starting its terminal detection
                .setConsumer(new ConsoleProgressBarConsumer(out, terminal.width() - 1))
                .build());
    }

    @Override
    public synchronized void finished(ScenarioResult result) {
        counts.merge(result.verdict(), 1, Integer::sum);
        bar.ifPresent(b -> {
            b.step();
            b.setExtraMessage(extra());
        });
    }

    @Override
    public synchronized void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }

    private String extra() {
        int failed = counts.getOrDefault(Verdict.FAIL, 0);
        int errors = counts.getOrDefault(Verdict.ERROR, 0);
        return (failed > 0 ? " " + failed + " failed" : "") + (errors > 0 ? " " + errors + " in error" : "");
    }
}
