package org.pop3spec.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.pop3spec.report.ConsoleReport;
import org.pop3spec.report.ReportFormat;
import org.pop3spec.report.ReportWriter;
import org.pop3spec.report.RunReader;
import org.pop3spec.report.Terminal;
import org.pop3spec.report.TimingsTable;
import org.pop3spec.report.UnwrittenReports;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.Gate;
import org.pop3spec.result.ResultFormatException;
import org.pop3spec.result.Run;

/** Writes the reports on a run, and its summary to the console. */
final class Reporting {
    private final Shell shell;
    private final boolean timings;

    /** @param timings whether it is shown where the time went */
    Reporting(Shell shell, boolean timings) {
        this.shell = shell;
        this.timings = timings;
    }

    /** Reports on earlier runs. */
    int again(List<Path> places, Path folder, List<ReportFormat> formats, String failOn, BaselineOptions baseline)
            throws Refusal, IOException {
        Baselining baselining = Baselining.of(shell, baseline, false);
        RunReader.Found found = read(places);
        found.notes().forEach(note -> shell.err().println("pop3spec: " + note));
        return write(found.run(), baselining, gate(failOn), formats, folder).value();
    }

    /** An earlier run, that may have been written in parts. */
    static RunReader.Found read(List<Path> places) throws Refusal, IOException {
        try {
            return RunReader.read(places);
        } catch (NoSuchFileException e) {
            throw Refusal.usage("there is neither results.json nor a journal in " + e.getFile());
        } catch (ResultFormatException | IllegalArgumentException e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Holds a run against its baseline, writes files and summary, and brings the baseline up to date where that was asked for.
     *
     * @return the exit code
     * @throws UnwrittenReports when a file could not be written; the summary was, for it may be all that is left of the run
     */
    ExitCode write(Run played, Baselining baselining, Gate gate, List<ReportFormat> formats, Path folder)
            throws IOException {
        long begin = System.nanoTime();
        Run run = baselining.judge(played);
        try {
            List<Path> files = new ReportWriter(folder).write(run, gate, formats);
            summarize(run, gate, files, begin);
        } catch (UnwrittenReports e) {
            summarize(run, gate, e.written(), begin);
            throw e;
        }
        baselining.save();
        return ExitCode.of(run, gate);
    }

    private void summarize(Run run, Gate gate, List<Path> files, long begin) {
        Terminal terminal = Terminal.ofStandardOutput(shell.environment());
        if (timings) {
            long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin);
            TimingsTable.write(run, micros, terminal, shell.out());
        }
        new ConsoleReport(terminal).write(run, gate, files, shell.out());
    }

    static Gate gate(String failOn) throws Refusal {
        try {
            return failOn.isEmpty() ? Gate.FAIL_ONLY : Gate.parse(failOn);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("--fail-on: " + e.getMessage());
        }
    }
}
