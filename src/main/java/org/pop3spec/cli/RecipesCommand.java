package org.pop3spec.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pop3spec recipes}: which servers the harness can start by itself. */
@Command(
        name = "recipes",
        description = {
            "Lists the servers that run --recipe starts by itself: their flavours and versions, what each needs,",
            "and whether that is there."
        })
final class RecipesCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json; text without this option.")
    private String format = "text";

    RecipesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        return new RecipeListing(shell).list(format);
    }
}
