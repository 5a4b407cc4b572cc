package org.pop3spec.cli;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pop3spec.report.Terminal;
import org.pop3spec.target.SecretReader;

/**
 * Where a command runs: its streams, environment and folder.
 *
 * @param arguments the command line, in which no secret can stand
 * @param folder what relative paths are relative to
 * @param interactive whether a person sits in front of it
 */
record Shell(
        List<String> arguments,
        PrintStream out,
        PrintStream err,
        InputStream in,
        Map<String, String> environment,
        Path folder,
        boolean interactive) {
    static Shell ofThisProcess(String... arguments) {
        return new Shell(
                List.of(arguments),
                System.out,
                System.err,
                System.in,
                System.getenv(),
                Path.of(""),
                Terminal.isTerminal());
    }

    SecretReader secrets() {
        return new SecretReader(environment, in, this::ask);
    }

    private Optional<char[]> ask(String question) {
        if (!interactive) {
            return Optional.empty();
        }
        Console console = System.console();
        return Optional.ofNullable(console.readPassword("%s", question));
    }
}
