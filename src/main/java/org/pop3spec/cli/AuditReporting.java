package org.pop3spec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.pop3spec.report.AuditConsole;
import org.pop3spec.report.AuditFormat;
import org.pop3spec.report.AuditReader;
import org.pop3spec.report.AuditSource;
import org.pop3spec.report.AuditWriter;
import org.pop3spec.report.OverviewConsole;
import org.pop3spec.report.OverviewFormat;
import org.pop3spec.report.OverviewWriter;
import org.pop3spec.report.Terminal;
import org.pop3spec.report.UnwrittenReports;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.ResultFormatException;
import org.pop3spec.result.Severity;

/** Writes the reports on audits, and their summary to the console. */
final class AuditReporting {
    private final Shell shell;

    AuditReporting(Shell shell) {
        this.shell = shell;
    }

    /** On one server; its exit code. */
    ExitCode one(AuditResult audit, Path folder, Optional<Severity> gate, List<AuditFormat> formats)
            throws IOException {
        AuditConsole console = new AuditConsole(Terminal.ofStandardOutput(shell.environment()));
        try {
            console.write(audit, gate, new AuditWriter(folder).write(audit, gate, formats), shell.out());
        } catch (UnwrittenReports e) {
            console.write(audit, gate, e.written(), shell.out());
            throw e;
        }
        return audit.exitCode(gate);
    }

    /** On all servers in some folders; their exit code. */
    ExitCode many(List<Path> places, Path folder, Optional<Severity> gate, List<OverviewFormat> formats)
            throws Refusal, IOException {
        AuditOverview.Collector collector = new AuditOverview.Collector();
        read(places, collector::add);
        AuditOverview overview = collector.overview();
        AuditSource audits = AuditReader.again(places, overview);
        OverviewConsole console = new OverviewConsole(Terminal.ofStandardOutput(shell.environment()));
        try {
            console.write(overview, new OverviewWriter(folder).write(overview, audits, gate, formats), shell.out());
        } catch (UnwrittenReports e) {
            console.write(overview, e.written(), shell.out());
            throw e;
        }
        return overview.exitCode(gate);
    }

    /** On the one server whose audit is there; its exit code. */
    ExitCode only(Path place, Path folder, Optional<Severity> gate, List<AuditFormat> formats)
            throws Refusal, IOException {
        List<AuditResult> found = new ArrayList<>();
        read(List.of(place), found::add);
        return one(found.get(0), folder, gate, formats);
    }

    /** On one of the servers in some folders, with all evidence; its exit code. */
    ExitCode oneOf(List<Path> places, String server, Path folder, Optional<Severity> gate, List<AuditFormat> formats)
            throws Refusal, IOException {
        List<AuditResult> found = new ArrayList<>();
        read(places, audit -> {
            if (audit.server().equals(server)) {
                found.add(audit);
            }
        });
        AuditResult latest = found.stream()
                .max(Comparator.comparing(AuditResult::started))
                .orElseThrow(() -> Refusal.usage("--server: there is no audit of " + server));
        return one(latest, folder, gate, formats);
    }

    private void read(List<Path> places, Consumer<AuditResult> each) throws Refusal, IOException {
        try {
            AuditReader.read(places, each).forEach(note -> shell.err().println("pop3spec: " + note));
        } catch (ResultFormatException e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
    }

    static Optional<Severity> gate(String failOn) throws Refusal {
        if (failOn.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Severity.valueOf(failOn.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("--fail-on: '" + failOn + "' is none of info, low, medium, high");
        }
    }
}
