package org.pop3spec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pop3spec.report.AuditFormat;
import org.pop3spec.report.AuditReader;
import org.pop3spec.report.OverviewFormat;
import org.pop3spec.report.ReportFormat;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.Severity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pop3spec report}: makes reports from what earlier runs left, killed ones too. */
@Command(
        name = "report",
        description = {
            "Makes reports from results.json or the journal of an earlier run, also one that was killed.",
            "Several folders of one target, such as shards, give one report; so do audits, of however many servers."
        })
final class ReportCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folders of runs, or results.json files.")
    private List<Path> places = List.of();

    @Mixin
    private FormatOption format = new FormatOption();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where to write them. The first DIR without this option.")
    private Path output = Path.of("");

    @Option(names = "--timings", description = Texts.TIMINGS)
    private boolean timings;

    @Option(names = "--fail-on", paramLabel = "WHAT", description = Texts.FAIL_ON)
    private String failOn = "";

    @Mixin
    private BaselineOptions baseline = new BaselineOptions();

    @Option(
            names = "--server",
            paramLabel = "NAME",
            description = "Of the audits of many servers, report on this one only, with all evidence.")
    private String server = "";

    ReportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        List<Path> resolved =
                places.stream().map(place -> shell.folder().resolve(place)).toList();
        Path first = resolved.get(0);
        boolean given = !output.toString().isEmpty();
        Path folder = given
                ? shell.folder().resolve(output)
                : first.toFile().isDirectory() ? first : first.resolveSibling("");
        if (given) {
            Output.folder(folder);
        }
        List<Path> audits = resolved.stream().filter(AuditReader::isOfAudits).toList();
        if (audits.isEmpty() && server.isEmpty()) {
            return new Reporting(shell, timings)
                    .again(
                            resolved,
                            folder,
                            format.chosen(ReportFormat.values(), ReportFormat::parse),
                            failOn,
                            baseline);
        }
        if (audits.size() < resolved.size()) {
            throw Refusal.usage("there are audits in some of these only: they are reported on by themselves");
        }
        return audits(audits, given, folder).value();
    }

    private ExitCode audits(List<Path> places, boolean given, Path folder) throws Refusal, IOException {
        AuditReporting reporting = new AuditReporting(shell);
        Optional<Severity> gate = AuditReporting.gate(failOn);
        if (server.isEmpty() && places.size() == 1 && AuditReader.isOfOneAudit(places.get(0))) {
            // an overview in its place would write over what is told of it in full
            return reporting.only(places.get(0), folder, gate, format.chosen(AuditFormat.values(), AuditFormat::parse));
        }
        if (server.isEmpty()) {
            return reporting.many(places, folder, gate, format.chosen(OverviewFormat.values(), OverviewFormat::parse));
        }
        if (!given) {
            throw Refusal.usage("--server: --output has to name a folder for the report on it");
        }
        return reporting.oneOf(places, server, folder, gate, format.chosen(AuditFormat.values(), AuditFormat::parse));
    }
}
