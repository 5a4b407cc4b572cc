package org.pop3spec.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pop3spec list}: which scenarios there are. */
@Command(name = "list", description = "Lists the scenarios, one a line, or as JSON.")
final class ListCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private ScenarioOptions selection = new ScenarioOptions();

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json; text without this option.")
    private String format = "text";

    ListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        return new Listings(shell, selection).list(format);
    }
}
