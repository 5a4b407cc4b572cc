package org.pop3spec.report;

import java.io.PrintStream;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

/** Progress for a log: each failure as it happens, and a line at every tenth of the way. */
final class ProgressLines implements Progress {
    private static final int STEP_PERCENT = 10;
    private static final int MOST_MESSAGE = 300;

    private final Terminal terminal;
    private final PrintStream out;
    private int planned;
    private int finished;
    private int toldPercent;

    ProgressLines(Terminal terminal, PrintStream out) {
        this.terminal = terminal;
        this.out = out;
    }

    @Override
    public synchronized void planned(int scenarios) {
        planned = scenarios;
        out.println("playing " + Headline.scenarios(scenarios));
        out.flush();
    }

    @Override
    public synchronized void finished(ScenarioResult result) {
        finished++;
        if (result.verdict() == Verdict.FAIL || result.verdict() == Verdict.ERROR) {
            String why = result.failure().map(f -> ": " + f.message()).orElse("");
            String line = result.verdict() + "  " + result.id() + " (" + result.variant() + ", " + result.channel()
                    + ")" + why;
            out.println(shown(line));
        }
        int percent = planned == 0 ? 0 : (int) (100L * finished / planned);
        if (percent / STEP_PERCENT > toldPercent / STEP_PERCENT) {
            toldPercent = percent;
            out.println(percent + " %  " + finished + " of " + planned);
        }
        out.flush();
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
