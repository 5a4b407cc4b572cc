package org.pop3spec.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.pop3spec.proof.Gap;
import org.pop3spec.proof.Gaps;
import org.pop3spec.proof.MatrixFile;
import org.pop3spec.proof.Proof;
import org.pop3spec.proof.ProofMarkdown;
import org.pop3spec.proof.Row;
import org.pop3spec.refserver.Fault;
import org.pop3spec.report.Terminal;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Scenario;

/** One {@code pop3spec prove}, from its options to its exit code. */
final class Proving {
    /** How often a log is told how far it is. */
    private static final int STEPS = 10;

    private final Shell shell;
    private final ProveCommand options;

    Proving(Shell shell, ProveCommand options) {
        this.shell = shell;
        this.options = options;
    }

    int run() throws Refusal, IOException, InterruptedException {
        List<Scenario> scenarios = new Catalogue(shell, options.selection).chosen(List.of());
        for (Gap gap : Gaps.misnamed(scenarios)) {
            throw Refusal.usage(gap.toString());
        }
        List<Fault> chosen = Serving.faults(options.faults);
        for (Path output : options.outputs) {
            Output.file("--output", shell.folder().resolve(output));
        }
        boolean everything = options.all || !chosen.isEmpty();
        Terminal terminal = Terminal.ofStandardOutput(shell.environment());
        Proof proof = new Proof(scenarios, (done, all) -> progress(terminal, done, all));
        PrintStream out = shell.out();
        Collection<ScenarioResult> faultless = proof.faultless().values();
        List<Gap> gaps = new ArrayList<>(Gaps.accusing(faultless));
        out.println(count(scenarios.size(), "scenario") + " without fault: " + counted(faultless));
        faultless.forEach(result ->
                result.skip().ifPresent(skip -> out.println("not played  " + result.id() + ": " + skip.text())));
        List<Row> rows = rows(proof, chosen);
        if (everything) {
            if (chosen.isEmpty()) {
                tell(rows, proof.sparing(rows));
            } else {
                rows.forEach(this::tell);
            }
            gaps.addAll(Gaps.unexplained(rows));
        } else {
            gaps.addAll(Gaps.surviving(proof.possible(), rows));
        }
        if (chosen.isEmpty() && (options.all || whole())) {
            gaps.addAll(Gaps.uncaught(rows, proof.beyond()));
        }
        for (Path output : options.outputs) {
            write(proof, rows, gaps, output);
            out.println("written: " + output);
        }
        gaps.forEach(gap -> out.println("NOT PROVEN  " + gap));
        out.println(count(rows.size(), "fault") + " played; "
                + (gaps.isEmpty() ? "everything is proven" : count(gaps.size(), "gap")));
        out.flush();
        return (gaps.isEmpty() ? ExitCode.CONFORMANT : ExitCode.NOT_CONFORMANT).value();
    }

    private List<Row> rows(Proof proof, List<Fault> chosen) throws IOException, InterruptedException {
        if (!chosen.isEmpty()) {
            return proof.with(chosen);
        }
        return options.all ? proof.withAll() : proof.withNamed();
    }

    /** Whether there is nothing that could catch a fault besides. */
    private boolean whole() {
        return options.selection.only.isEmpty()
                && options.selection.skip.isEmpty()
                && options.selection.scenarios.toString().isEmpty();
    }

    private static String counted(Collection<ScenarioResult> results) {
        List<String> counts = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            long count = results.stream().filter(r -> r.verdict() == verdict).count();
            if (count > 0) {
                counts.add(count + " " + verdict.word());
            }
        }
        return String.join(", ", counts);
    }

    private void write(Proof proof, List<Row> rows, List<Gap> gaps, Path output)
            throws IOException, InterruptedException {
        Path file = shell.folder().resolve(output);
        if (output.toString().endsWith(".md")) {
            ProofMarkdown.write(LocalDate.now(ZoneOffset.UTC), rows, proof.sparing(rows), gaps, file);
        } else {
            MatrixFile.write(rows, file);
        }
    }

    private void tell(List<Row> rows, Map<String, List<String>> sparing) {
        PrintStream out = shell.out();
        for (Row row : rows) {
            out.println(row.fault() + " fails " + count(row.failed().size(), "scenario"));
        }
        sparing.forEach((id, faults) -> out.println(id + " is failed by " + String.join(", ", faults)));
    }

    private void tell(Row row) {
        PrintStream out = shell.out();
        out.println(row.fault() + " fails " + count(row.failed().size(), "scenario"));
        row.failed().forEach(id -> out.println("  " + id));
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private void progress(Terminal terminal, int done, int all) {
        if (terminal.interactive()) {
            shell.err().print("\r" + done + " of " + all + " faults" + (done == all ? "\n" : ""));
        } else if (done * STEPS / all > (done - 1) * STEPS / all) {
            shell.err().println(done + " of " + all + " faults");
        }
        shell.err().flush();
    }
}
