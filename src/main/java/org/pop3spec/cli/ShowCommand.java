package org.pop3spec.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pop3spec show}: one scenario. */
@Command(name = "show", description = "Shows a scenario: what it asks for, why, and its script.")
final class ShowCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "SCENARIO", description = "Its id, or its file.")
    private String scenario = "";

    @Mixin
    private ScenarioOptions selection = new ScenarioOptions();

    ShowCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        return new Listings(shell, selection).show(scenario);
    }
}
