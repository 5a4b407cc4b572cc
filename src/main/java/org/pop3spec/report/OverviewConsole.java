package org.pop3spec.report;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.AuditOverview.Weakness;

/** The audits of many servers on the console: how many have which weakness, and which grade. */
public final class OverviewConsole {
    private final Terminal terminal;
    private final Paint paint;

    public OverviewConsole(Terminal terminal) {
        this.terminal = terminal;
        this.paint = new Paint(terminal.colour(), terminal.unicode());
    }

    /**
     * Writes an overview.
     *
     * @param files the reports that were written
     */
    public void write(AuditOverview overview, List<Path> files, PrintStream out) {
        List<String> lines = new ArrayList<>();
        for (Weakness weakness : overview.weaknesses()) {
            lines.add(String.format("%6d  ", weakness.servers().size())
                    + AuditConsole.severity(weakness.severity(), paint) + Visible.text(weakness.title()) + "  "
                    + paint.faint(Visible.text(weakness.id())));
        }
        if (!lines.isEmpty()) {
            lines.add("");
        }
        files.forEach(file -> lines.add("report: " + Visible.text(file.toString())));
        OverviewText.notes(overview).forEach(note -> lines.add(paint.doubtful(note)));
        String grades = OverviewText.grades(overview);
        lines.add(OverviewText.servers(overview.servers().size())
                + (grades.isEmpty() ? ", none with a grade" : ", by grade: " + grades));
        lines.forEach(line -> out.println(terminal.unicode() ? line : Visible.ascii(line)));
        out.flush();
    }
}
