package org.pop3spec.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.pop3spec.baseline.Baseline;
import org.pop3spec.baseline.BaselineFile;
import org.pop3spec.baseline.BaselineUpdate;
import org.pop3spec.baseline.InvalidBaseline;
import org.pop3spec.report.Visible;
import org.pop3spec.report.WholeFiles;
import org.pop3spec.result.Run;

/** Holds a run against the baseline that the options name, if they do, and brings that up to date if they ask for it. */
final class Baselining {
    private final Shell shell;
    private final BaselineOptions options;
    private final boolean whole;
    private final Optional<String> text;
    private final Optional<Baseline> baseline;
    private Optional<BaselineUpdate> update = Optional.empty();

    private Baselining(
            Shell shell, BaselineOptions options, boolean whole, Optional<String> text, Optional<Baseline> baseline) {
        this.shell = shell;
        this.options = options;
        this.whole = whole;
        this.text = text;
        this.baseline = baseline;
    }

    /**
     * Reads the baseline, before anything is played.
     *
     * @param whole whether the run leaves nothing out
     */
    static Baselining of(Shell shell, BaselineOptions options, boolean whole) throws Refusal {
        if (options.file.isEmpty()) {
            if (options.update) {
                throw Refusal.usage("--update-baseline needs --baseline FILE, the file to write");
            }
            return new Baselining(shell, options, whole, Optional.empty(), Optional.empty());
        }
        Path file = shell.folder().resolve(options.file);
        try {
            Optional<String> text = BaselineFile.text(file);
            if (text.isEmpty() && !options.update) {
                throw Refusal.usage("--baseline: no such file: " + options.file + "; --update-baseline writes it");
            }
            if (options.update) {
                refuseUnwritable(file);
            }
            Optional<Baseline> baseline =
                    text.isEmpty() ? Optional.empty() : Optional.of(BaselineFile.parse(text.get(), options.file));
            return new Baselining(shell, options, whole, text, baseline);
        } catch (InvalidBaseline e) {
            throw Refusal.usageText(String.valueOf(e.getMessage()));
        }
    }

    private static void refuseUnwritable(Path file) throws Refusal {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw Refusal.usage("--baseline: " + file + " can't be written");
        }
    }

    /** The run with what the baseline says of it: the one that {@link #save} will write, where it is to be brought up to date. */
    Run judge(Run run) {
        if (!options.update) {
            return baseline.map(known -> known.judge(run, whole)).orElse(run);
        }
        if (!run.complete() || run.unusable().isPresent()) {
            shell.err().println("pop3spec: the run is incomplete, so " + options.file + " is left as it was");
            return baseline.map(known -> known.judge(run, whole)).orElse(run);
        }
        BaselineUpdate made = baseline.isPresent()
                ? BaselineUpdate.of(text.orElseThrow(), baseline.get(), run, whole)
                : BaselineUpdate.first(run, options.file);
        update = Optional.of(made);
        try {
            return BaselineFile.parse(made.text(), options.file).judge(run, whole);
        } catch (InvalidBaseline e) {
            throw new IllegalStateException("an updated baseline can't be read", e);
        }
    }

    /** Writes the baseline where it is to be brought up to date, and says what changed. */
    void save() throws IOException {
        if (update.isEmpty()) {
            return;
        }
        BaselineUpdate made = update.get();
        if (text.filter(made.text()::equals).isEmpty()) {
            WholeFiles.replace(
                    shell.folder().resolve(options.file),
                    out -> out.write(made.text().getBytes(StandardCharsets.UTF_8)));
        }
        shell.out()
                .println("Baseline " + options.file + ": " + made.added().size() + " added, "
                        + made.removed().size() + " removed");
        made.added().forEach(entry -> shell.out().println("  + " + Visible.text(entry)));
        made.removed().forEach(entry -> shell.out().println("  - " + Visible.text(entry)));
    }
}
