package org.pop3spec.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import org.pop3spec.report.JournalWriter;
import org.pop3spec.report.Progress;
import org.pop3spec.report.ProgressView;
import org.pop3spec.report.Terminal;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.run.RunListener;

/** Writes down a run while it goes, and shows how it goes. */
final class Chronicle implements RunListener, AutoCloseable {
    private final Path folder;
    private final PrintStream err;
    private final Progress progress;
    private Optional<JournalWriter> journal;

    /** @param journal of that folder; closed by whom it belongs to */
    Chronicle(Path folder, JournalWriter journal, Terminal terminal, PrintStream err) {
        this.folder = folder;
        this.journal = Optional.of(journal);
        this.err = err;
        this.progress = ProgressView.on(terminal, err);
    }

    @Override
    public synchronized void begins(Run run) {
        progress.planned(ProgressView.playing(run.planned()), run.planned());
        attempt(journal -> journal.begin(run));
    }

    @Override
    public synchronized void finished(ScenarioResult result) {
        progress.finished(result);
        attempt(journal -> journal.result(result));
    }

    /** The run has come to its end, or was interrupted. */
    synchronized void ends(Run run) {
        progress.close();
        attempt(journal -> journal.run(run));
    }

    @Override
    public synchronized void close() {
        progress.close();
    }

    private interface Writing {
        void write(JournalWriter journal) throws IOException;
    }

    /** A journal that cannot be written ends no run, but is not hidden either. */
    private void attempt(Writing writing) {
        if (journal.isEmpty()) {
            return;
        }
        try {
            writing.write(journal.get());
        } catch (IOException e) {
            journal = Optional.empty();
            err.println("pop3spec: the journal in " + folder + " can't be written: " + e.getMessage());
        }
    }
}
