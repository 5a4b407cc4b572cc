package org.pop3spec.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pop3spec prove}: whether scenarios notice what they are there for. */
@Command(
        name = "prove",
        description = {
            "Proves scenarios: plays each against the reference server without fault, where it must pass, and with every"
                    + " fault that its front matter names, where it must fail.",
            "Without a choice of scenarios every fault must be caught by one of them."
        })
final class ProveCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    ScenarioOptions selection = new ScenarioOptions();

    @Option(
            names = "--all",
            description =
                    "Play every scenario with every fault, and tell what fails what. Takes most of an hour on two processors.")
    boolean all;

    @Option(
            names = "--fault",
            split = ",",
            paramLabel = "NAME",
            description = "Play every scenario with this fault, as --all does with each, and tell what it fails.")
    List<String> faults = List.of();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "Write there which scenario came to which verdict with which fault: as a table with tabs, or for"
                            + " people where the name ends with .md. May be given more than once.")
    List<Path> outputs = List.of();

    ProveCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        return new Proving(shell, this).run();
    }
}
