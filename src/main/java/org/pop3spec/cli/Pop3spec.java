package org.pop3spec.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.pop3spec.result.ExitCode;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line's entry: knows the commands, and sees to it that whatever goes wrong ends in a line for a person. */
@Command(
        name = "pop3spec",
        description = "Checks POP3 servers against the specifications.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Pop3spec implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Pop3spec() {}

    public static void main(String[] args) {
        // else the command-line library looks for Groovy at each start, which opens every jar there is to find none
        System.setProperty("picocli.disable.closures", "true");
        System.exit(run(Shell.ofThisProcess(args)));
    }

    /** Runs one command and gives its exit code. */
    static int run(Shell shell) {
        CommandLine commands = new CommandLine(new Pop3spec())
                .addSubcommand(new RunCommand(shell))
                .addSubcommand(new ListCommand(shell))
                .addSubcommand(new ShowCommand(shell))
                .addSubcommand(new CheckCommand(shell))
                .addSubcommand(new ServeCommand(shell))
                .addSubcommand(new KdcCommand(shell))
                .addSubcommand(new ProveCommand(shell))
                .addSubcommand(new CoverageCommand(shell))
                .addSubcommand(new AuditCommand(shell))
                .addSubcommand(new RecipesCommand(shell))
                .addSubcommand(new MatrixCommand(shell))
                .addSubcommand(new ReportCommand(shell))
                .addSubcommand(new DiffCommand(shell))
                .addSubcommand(new HelpCommand())
                .addSubcommand(new GenerateCompletion());
        commands.getSubcommands()
                .get("generate-completion")
                .getCommandSpec()
                .usageMessage()
                .hidden(true);
        commands.setOut(new PrintWriter(shell.out(), true, Charset.defaultCharset()));
        commands.setErr(new PrintWriter(shell.err(), true, Charset.defaultCharset()));
        commands.registerConverter(Long.class, Pop3spec::wholeNumber);
        commands.registerConverter(Integer.class, text -> {
            long number = wholeNumber(text);
            if (number != (int) number) {
                throw new TypeConversionException("'" + text + "' is too large a number");
            }
            return (int) number;
        });
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setParameterExceptionHandler(new UsageErrors());
        commands.setExecutionExceptionHandler(new Breakdowns());
        try {
            return commands.execute(shell.arguments().toArray(String[]::new));
        } catch (OutOfMemoryError e) {
            shell.err()
                    .println("pop3spec: this takes more memory than Java may have (" + e.getMessage()
                            + "); POP3SPEC_JAVA_OPTS=-Xmx2g gives it two gigabytes");
            return ExitCode.NOT_CONFORMANT.value();
        }
    }

    private static long wholeNumber(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            String why =
                    text.matches("[+-]?[0-9]+") ? "' is too large a number" : "' is not a whole number, such as 42";
            throw new TypeConversionException("'" + text + why);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
