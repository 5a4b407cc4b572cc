package org.pop3spec.report;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditFinding.Setting;
import org.pop3spec.result.AuditFinding.Sighting;
import org.pop3spec.result.AuditMaildrop;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.Grade;
import org.pop3spec.result.NotTested;
import org.pop3spec.result.Observation;
import org.pop3spec.result.Severity;

/** An audit on the console: every finding in full, what has no answer and why, the grade last. */
public final class AuditConsole {

    private final Terminal terminal;
    private final Paint paint;
    private final ConsoleLines console;

    public AuditConsole(Terminal terminal) {
        this.terminal = terminal;
        this.paint = new Paint(terminal.colour(), terminal.unicode());
        this.console = new ConsoleLines(terminal.width(), paint);
    }

    /**
     * Writes an audit.
     *
     * @param gate the least severity that fails the audit; empty when none does
     * @param files the reports that were written
     */
    public void write(AuditResult audit, Optional<Severity> gate, List<Path> files, PrintStream out) {
        List<String> lines = new ArrayList<>();
        audit.findings().forEach(f -> finding(f, lines));
        seen(audit, lines);
        notTested(audit, lines);
        end(audit, gate, files, lines);
        lines.forEach(line -> out.println(terminal.unicode() ? line : Visible.ascii(line)));
        out.flush();
    }

    private void finding(AuditFinding finding, List<String> lines) {
        lines.add(severity(finding.severity(), paint) + paint.bold(text(finding.title())) + "  "
                + paint.faint(text(finding.id())));
        String where = finding.sightings().stream()
                .map(sighting -> text(sighting.where()))
                .filter(place -> !place.isEmpty())
                .collect(Collectors.joining(", "));
        if (!where.isEmpty()) {
            console.labelled("seen at", where, lines);
        }
        finding.sightings().stream()
                .map(Sighting::evidence)
                .filter(e -> !e.isEmpty())
                .findFirst()
                .ifPresent(e -> console.labelled(
                        "evidence", e.stream().map(AuditConsole::text).collect(Collectors.joining("\n")), lines));
        console.labelled("gain", text(finding.gain()), lines);
        console.labelled("remedy", text(finding.remedy()), lines);
        for (Setting setting : finding.settings()) {
            console.labelled("setting", AuditText.setting(setting), lines);
        }
        console.labelled("see", text(String.join(", ", finding.references())), lines);
        finding.ignored().ifPresent(reason -> console.labelled("ignored", text(reason), lines));
        lines.add("");
    }

    /** In its colour, in a column of its own. */
    static String severity(Severity severity, Paint paint) {
        String word = String.format("%-8s", severity);
        return switch (severity) {
            case HIGH -> paint.bad(word);
            case MEDIUM, LOW -> paint.doubtful(word);
            case INFO -> paint.faint(word);
        };
    }

    private void seen(AuditResult audit, List<String> lines) {
        if (audit.observations().isEmpty()) {
            return;
        }
        lines.add(paint.bold("Seen"));
        for (Observation seen : audit.observations()) {
            console.wrapped(text(seen.name()) + ": " + text(seen.value()), 2, lines);
        }
        lines.add("");
    }

    /** By reason: often one reason is behind many. */
    private void notTested(AuditResult audit, List<String> lines) {
        Map<String, Set<String>> byReason = new LinkedHashMap<>();
        for (NotTested open : audit.notTested()) {
            String where = open.where().isEmpty() ? "" : text(open.where()) + ": ";
            byReason.computeIfAbsent(where + text(open.reason()), r -> new LinkedHashSet<>())
                    .add(text(open.id()));
        }
        if (byReason.isEmpty()) {
            return;
        }
        lines.add(paint.bold("Not tested") + ", and not graded");
        byReason.forEach((reason, ids) -> {
            console.wrapped(reason, 2, lines);
            console.wrapped(String.join(", ", ids), ConsoleLines.LABEL - 2, lines);
        });
        lines.add("");
    }

    private void end(AuditResult audit, Optional<Severity> gate, List<Path> files, List<String> lines) {
        files.forEach(file -> lines.add("report: " + text(file.toString())));
        console.wrapped(AuditText.made(audit), 0, lines);
        if (audit.unusable().isPresent()) {
            lines.add(paint.doubtful(
                    text(audit.server()) + ": " + text(audit.unusable().get())));
            return;
        }
        audit.maildrop().ifPresent(maildrop -> maildrop(maildrop, lines));
        AuditText.failing(audit, gate).ifPresent(why -> painted(why, paint::bad, lines));
        lines.add(AuditText.findings(audit) + ", "
                + AuditText.sound(audit) + " looked for and not there"
                + (audit.complete() ? "" : "; not complete"));
        String areas = audit.grades().entrySet().stream()
                .map(e -> text(e.getKey()) + " " + e.getValue())
                .collect(Collectors.joining(", "));
        String known = audit.software().map(s -> " (" + text(s) + ")").orElse("");
        lines.add(text(audit.server()) + known + ": "
                + audit.grade()
                        .map(grade -> grade(grade, AuditText.grade(audit)))
                        .orElse("no grade") + "  " + paint.faint(areas));
    }

    private void maildrop(AuditMaildrop maildrop, List<String> lines) {
        UnaryOperator<String> colour = maildrop.unchanged()
                .<UnaryOperator<String>>map(same -> same ? paint::good : paint::bad)
                .orElse(paint::doubtful);
        painted(AuditText.maildrop(maildrop), colour, lines);
    }

    /** Wrapped first, for colours have no width. */
    private void painted(String text, UnaryOperator<String> colour, List<String> lines) {
        Wrap.lines(text, terminal.width()).forEach(line -> lines.add(colour.apply(line)));
    }

    private String grade(Grade grade, String text) {
        return switch (grade) {
            case A, B -> paint.good(text);
            case C, D -> paint.doubtful(text);
            case E, F -> paint.bad(text);
        };
    }

    private static String text(String text) {
        return Visible.text(text);
    }
}
