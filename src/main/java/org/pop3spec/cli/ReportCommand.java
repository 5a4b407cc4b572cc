package org.pop3spec.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pop3spec report}: makes reports from what earlier runs left, killed ones too. */
@Command(
        name = "report",
        description = {
            "Makes reports from results.json or the journal of an earlier run, also one that was killed.",
            "Several folders of one target, such as shards, give one report."
        })
final class ReportCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folders of runs, or results.json files.")
    private List<Path> places = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMATS",
            description = "Which reports to write, with commas between. All of them without this option.")
    private String format = "";

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where to write them. The first DIR without this option.")
    private Path output = Path.of("");

    @Option(names = "--fail-on", paramLabel = "WHAT", description = Texts.FAIL_ON)
    private String failOn = "";

    @Mixin
    private BaselineOptions baseline = new BaselineOptions();

    ReportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        List<Path> resolved =
                places.stream().map(place -> shell.folder().resolve(place)).toList();
        Path first = resolved.get(0);
        boolean given = !output.toString().isEmpty();
        Path folder = given
                ? shell.folder().resolve(output)
                : first.toFile().isDirectory() ? first : first.resolveSibling("");
        return new Reporting(shell).again(resolved, folder, format, failOn, baseline);
    }
}
