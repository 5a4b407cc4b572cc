package org.pop3spec.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pop3spec coverage}: which scenarios check which requirement. */
@Command(
        name = "coverage",
        description = {
            "Lists the requirements of the specifications, which scenarios check each, and why none does where there is none.",
            "Ends in 1 when a requirement of tier 1 or 2 has neither a scenario nor a reason."
        })
final class CoverageCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private ScenarioOptions selection = new ScenarioOptions();

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json; text without this option.")
    private String format = "text";

    @Option(names = "--missing", description = "Only those that no scenario checks.")
    private boolean missing;

    CoverageCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        return new Covering(shell, selection).cover(format, missing);
    }
}
