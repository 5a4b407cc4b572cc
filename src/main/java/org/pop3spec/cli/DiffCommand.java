package org.pop3spec.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.pop3spec.report.DiffFormat;
import org.pop3spec.report.RunReader;
import org.pop3spec.report.Terminal;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.Run;
import org.pop3spec.result.RunDiff;
import org.pop3spec.result.RunDiff.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pop3spec diff}: compares two runs. */
@Command(
        name = "diff",
        description = {
            "Says what differs between two runs: newly broken, newly fixed, skipped, observed, slower.",
            "The exit code is 0 whatever differs, but for --fail-on."
        })
final class DiffCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(
            index = "0",
            paramLabel = "A",
            description = "The earlier run: its folder, results.json or journal.ndjson.")
    private String before = "";

    @Parameters(index = "1", paramLabel = "B", description = "The later run, or one against another server.")
    private String after = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text, markdown or json, to standard output; ${DEFAULT-VALUE} without this option.")
    private String format = "text";

    @Option(
            names = "--fail-on",
            paramLabel = "WHAT",
            description = "What makes the exit code 1: broken, for what is newly broken or in error; any, for whatever"
                    + " differs but the time that it took.")
    private String failOn = "";

    DiffCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Refusal, IOException {
        DiffFormat form;
        try {
            form = DiffFormat.parse(format);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("--format: " + e.getMessage());
        }
        if (!List.of("", "broken", "any").contains(failOn)) {
            throw Refusal.usage("--fail-on: '" + failOn + "' is none of broken, any");
        }
        RunDiff diff = RunDiff.of(read(before), read(after));
        form.write(diff, Terminal.ofStandardOutput(shell.environment()), shell.out());
        shell.out().flush();
        return (diff.changes().stream().anyMatch(this::fails) ? ExitCode.NOT_CONFORMANT : ExitCode.CONFORMANT).value();
    }

    private boolean fails(RunDiff.Change change) {
        return switch (failOn) {
            case "broken" -> change.kind() == Kind.BROKEN || change.kind() == Kind.IN_ERROR;
            case "any" -> change.kind() != Kind.SLOWER;
            default -> false;
        };
    }

    private Run read(String place) throws Refusal, IOException {
        RunReader.Found found = Reporting.read(List.of(shell.folder().resolve(place)));
        found.notes().forEach(note -> shell.err().println("pop3spec: " + note));
        return found.run();
    }
}
