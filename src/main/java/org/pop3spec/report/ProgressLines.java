package org.pop3spec.report;

import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Progress for a log: each failure as it happens, and a line at every tenth of the way, with the time that is left. */
final class ProgressLines implements Progress {
    private static final int STEP_PERCENT = 10;
    private static final int MOST_MESSAGE = 300;

    /** Shorter waits are not worth a word. */
    private static final long LEAST_TOLD = TimeUnit.SECONDS.toMicros(10);

    private final Terminal terminal;
    private final PrintStream out;
    private final LongSupplier nanos;
    private long started;
    private int planned;
    private int finished;
    private int toldPercent;

    ProgressLines(Terminal terminal, PrintStream out) {
        this(terminal, out, System::nanoTime);
    }

    /** @param nanos a clock */
    ProgressLines(Terminal terminal, PrintStream out, LongSupplier nanos) {
        this.terminal = terminal;
        this.out = out;
        this.nanos = nanos;
    }

    @Override
    public synchronized void planned(String work, int steps) {
        started = nanos.getAsLong();
        planned = steps;
        out.println(shown(work));
        out.flush();
    }

    @Override
    public synchronized void finished(Optional<Trouble> trouble) {
        finished++;
        trouble.filter(t -> !t.line().isEmpty()).ifPresent(t -> out.println(shown(t.line())));
        int percent = planned == 0 ? 0 : (int) (100L * finished / planned);
        if (percent / STEP_PERCENT > toldPercent / STEP_PERCENT) {
            toldPercent = percent;
            out.println(percent + " %  " + finished + " of " + planned + left());
        }
        out.flush();
    }

    /** If the rest takes as long for each as what is done. */
    private String left() {
        long micros = TimeUnit.NANOSECONDS.toMicros(nanos.getAsLong() - started) / finished * (planned - finished);
        return micros < LEAST_TOLD ? "" : ", about " + Durations.ofMicros(micros) + " left";
    }

    @Override
    public synchronized void close() {
        out.flush();
    }

    private String shown(String line) {
        String visible = Visible.shortened(Visible.text(line), MOST_MESSAGE);
        return terminal.unicode() ? visible : Visible.ascii(visible);
    }
}
