package org.pop3spec.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pop3spec check}: validates, without a server. */
@Command(
        name = "check",
        description =
                "Says what is wrong in scenarios (*.pop3), folders of them, and target files (*.yaml); asks no server.")
final class CheckCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Scenarios, folders of scenarios, target files.")
    private List<String> files = List.of();

    CheckCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        return new Checking(shell).check(files);
    }
}
