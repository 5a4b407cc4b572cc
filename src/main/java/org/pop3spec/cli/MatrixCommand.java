package org.pop3spec.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pop3spec matrix}: several servers side by side. */
@Command(
        name = "matrix",
        description = {
            "Plays scenarios against several servers and writes one report in which they stand side by side.",
            "Results that were made elsewhere can stand in it too. Without any of both it starts every recipe."
        })
final class MatrixCommand implements Callable<Integer> {
    final Shell shell;

    @Parameters(
            arity = "0..*",
            paramLabel = "DIR",
            description = "Folders of runs that were made before, or results.json files.")
    List<Path> places = List.of();

    @Option(
            names = "--recipe",
            split = ",",
            paramLabel = "NAME",
            description = "Servers to start and play against, with commas between; 'all' for every recipe, in its"
                    + " default flavour.")
    List<String> recipes = List.of();

    @Mixin
    ScenarioOptions selection = new ScenarioOptions();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "How many servers are played against at the same time; half as many as there are processors"
                    + " without this option.")
    Optional<Integer> jobs = Optional.empty();

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "Play only the I-th of N parts, which several machines share; the folders of all parts, given"
                    + " as DIR, make one matrix.")
    String shard = "";

    @Option(
            names = "--alone",
            description = "Without links to the servers' own reports, for a file that is given away.")
    boolean alone;

    @Option(
            names = "--baselines",
            paramLabel = "DIR",
            description = {
                "A folder with a recipe's known deviations in NAME.yaml, NAME-VERSION-FLAVOUR.yaml and so on;",
                "the findings say what is known."
            })
    Path baselines = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description =
                    "Where the report is written, and each recipe's own in a folder; ${DEFAULT-VALUE} without this"
                            + " option.")
    Path output = Path.of("reports", "matrix");

    @Option(
            names = "--findings",
            paramLabel = "FILE",
            description = "Where every failure and every warning is written with its transcript; findings.md beside the"
                    + " report without this option.")
    Optional<Path> findings = Optional.empty();

    MatrixCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        return new MatrixRuns(this).run().value();
    }
}
