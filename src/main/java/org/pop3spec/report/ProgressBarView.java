package org.pop3spec.report;

import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress for a person: a bar that is drawn over itself, with the time that is left. Its library is loaded with this class only. */
final class ProgressBarView implements Progress {
    private static final int UPDATE_MILLIS = 100;

    private final Terminal terminal;
    private final PrintStream out;
    private final Map<String, Integer> counts = new TreeMap<>();
    private Optional<ProgressBar> bar = Optional.empty();

    ProgressBarView(Terminal terminal, PrintStream out) {
        this.terminal = terminal;
        this.out = out;
    }

    @Override
    public synchronized void planned(String work, int steps) {
        close();
        bar = Optional.of(new ProgressBarBuilder()
                .setTaskName("")
                .setInitialMax(steps)
                // the summary says it all
                .clearDisplayOnFinish()
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(terminal.unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                // a width of our own keeps the library from starting its terminal detection
                .setConsumer(new ConsoleProgressBarConsumer(out, terminal.width() - 1))
                .build());
    }

    @Override
    public synchronized void finished(Optional<Trouble> trouble) {
        trouble.ifPresent(t -> counts.merge(t.kind(), 1, Integer::sum));
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
        return counts.entrySet().stream()
                .map(count -> " " + count.getValue() + " " + count.getKey())
                .collect(Collectors.joining());
    }
}
