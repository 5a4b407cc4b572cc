package org.pop3spec.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pop3spec run}: plays scenarios and writes the reports. */
@Command(
        name = "run",
        description = {
            "Plays scenarios against a server and writes the reports.",
            "Without a target it starts the reference server and plays against that."
        })
final class RunCommand implements Callable<Integer> {
    final Shell shell;

    @Parameters(
            arity = "0..*",
            paramLabel = "SCENARIO",
            description = "Scenario files, or ids or globs over ids. Everything without any.")
    List<String> scenarios = List.of();

    @Mixin
    ScenarioOptions selection = new ScenarioOptions();

    @Mixin
    TargetOptions target = new TargetOptions();

    @Option(
            names = "--fault",
            split = ",",
            paramLabel = "NAME",
            description = "What the embedded reference server is to do wrong; see 'serve --list-faults'.")
    List<String> faults = List.of();

    @Option(
            names = "--variant",
            split = ",",
            paramLabel = "NAME",
            description = {
                "The login variants that scenarios are played through, such as user-pass, apop or sasl-plain,",
                "with commas between; 'all', as without this option: every variant that the server offers has its",
                "login tried, and everything else is played through one."
            })
    List<String> variants = List.of();

    @Option(
            names = "--cross",
            description = "Play every scenario that logs in through every login variant that the server offers.")
    boolean cross;

    @Option(
            names = "--channel",
            split = ",",
            paramLabel = "NAME",
            description = "What to play on: cleartext, stls, tls. Several with commas between.")
    List<String> channels = List.of();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description =
                    "How many scenarios are played at the same time; never more than the target has accounts, of which a"
                            + " recipe makes as many.")
    Optional<Integer> jobs = Optional.empty();

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "Play only the I-th of N parts, which several machines share; 'report' puts them together.")
    String shard = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long one answer may take, such as 500ms, 30s or 2m.")
    String timeout = "";

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What messages and random values are made from; a run says which one it used.")
    Optional<Long> seed = Optional.empty();

    @Option(names = "--slow", description = "Play slow scenarios too: minutes of waiting.")
    boolean slow;

    @Mixin
    BaselineOptions baseline = new BaselineOptions();

    @Option(names = "--timings", description = Texts.TIMINGS)
    boolean timings;

    @Option(names = "--fail-on", paramLabel = "WHAT", description = Texts.FAIL_ON)
    String failOn = "";

    @Mixin
    FormatOption format = new FormatOption();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where the reports are written; ${DEFAULT-VALUE} without this option.")
    Path output = Path.of("reports", "latest");

    RunCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        return new Running(this).run();
    }
}
