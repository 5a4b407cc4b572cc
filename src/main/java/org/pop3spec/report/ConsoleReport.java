package org.pop3spec.report;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pop3spec.result.Finding;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

/** The summary on the console: what went wrong in full, everything else in numbers, the verdict last. */
public final class ConsoleReport {
    private static final int TOLD_IN_FULL = 20;
    private static final int INDENT = 4;
    private static final int MOST_VALUE = 240;
    private static final int MOST_REASONS = 5;
    private static final int MOST_OTHERS = 6;

    private final Terminal terminal;
    private final Paint paint;
    private final ConsoleLines console;

    public ConsoleReport(Terminal terminal) {
        this.terminal = terminal;
        this.paint = new Paint(terminal.colour(), terminal.unicode());
        this.console = new ConsoleLines(terminal.width(), paint);
    }

    /**
     * Writes the summary of a run.
     *
     * @param gate what else than a fail fails it
     * @param files the reports that were written; the first is the one to look at
     */
    public void write(Run run, Gate gate, List<Path> files, PrintStream out) {
        List<String> lines = new ArrayList<>();
        problems(run, lines);
        baseline(run, lines);
        findings(run, lines);
        clients(run, lines);
        skips(run, lines);
        leftOut(run, lines);
        end(run, gate, files, lines);
        lines.forEach(line -> out.println(terminal.unicode() ? line : Visible.ascii(line)));
        out.flush();
    }

    private void problems(Run run, List<String> lines) {
        List<Cause> causes = Cause.of(run);
        causes.stream().limit(TOLD_IN_FULL).forEach(c -> cause(c, lines));
        if (causes.size() > TOLD_IN_FULL) {
            causes.stream().skip(TOLD_IN_FULL).forEach(c -> briefly(c, lines));
            lines.add("");
        }
    }

    private void cause(Cause cause, List<String> lines) {
        ScenarioResult result = cause.first();
        lines.add(paint.mark(result.verdict()) + "  " + paint.bold(Visible.text(result.title())));
        Explanation.of(result)
                .forEach(e -> console.labelled(e.label(), Visible.shortened(e.text(), MOST_VALUE), lines));
        List<String> others = cause.others().stream()
                .limit(MOST_OTHERS)
                .map(Explanation::played)
                .collect(Collectors.toCollection(ArrayList::new));
        if (cause.others().size() > MOST_OTHERS) {
            others.add("and " + Headline.scenarios(cause.others().size() - MOST_OTHERS) + " more");
        }
        if (!others.isEmpty()) {
            console.labelled("also in", String.join("\n", others), lines);
        }
        lines.add("");
    }

    private void briefly(Cause cause, List<String> lines) {
        String others =
                cause.others().isEmpty() ? "" : ", and " + cause.others().size() + " more";
        lines.add(paint.mark(cause.first().verdict()) + "  " + Explanation.played(cause.first()) + others);
    }

    private void baseline(Run run, List<String> lines) {
        Optional<BaselineView> view = BaselineView.of(run);
        if (view.isEmpty()) {
            return;
        }
        lines.add(paint.bold("Baseline") + " " + view.get().file() + ": "
                + view.get().counts());
        for (BaselineView.Group group : view.get().groups()) {
            lines.add("  " + group.title());
            group.items().stream()
                    .limit(TOLD_IN_FULL)
                    .forEach(item -> console.wrapped(Visible.shortened(item.line(), MOST_VALUE), INDENT, lines));
            int more = group.items().size() - TOLD_IN_FULL;
            if (more > 0) {
                lines.add(" ".repeat(INDENT) + paint.faint("and " + more + " more"));
            }
        }
        lines.add("");
    }

    private void findings(Run run, List<String> lines) {
        Map<Finding, List<String>> byFinding = new LinkedHashMap<>();
        for (ScenarioResult result : Outline.results(run)) {
            result.findings()
                    .forEach(f ->
                            byFinding.computeIfAbsent(f, x -> new ArrayList<>()).add(Visible.text(result.id())));
        }
        if (byFinding.isEmpty()) {
            return;
        }
        lines.add(paint.bold("Findings") + ": no text forbids it, but it is unsafe");
        byFinding.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Finding, List<String>> e) ->
                                e.getKey().severity())
                        .reversed())
                .forEach(e -> {
                    Finding f = e.getKey();
                    lines.add("  " + paint.doubtful(String.format("%-8s", f.severity())) + Visible.text(f.id()));
                    console.wrapped(
                            Visible.shortened(Visible.text(f.evidence()), MOST_VALUE), ConsoleLines.LABEL, lines);
                    console.wrapped("seen in " + String.join(", ", e.getValue()), ConsoleLines.LABEL, lines);
                });
        lines.add("");
    }

    private void clients(Run run, List<String> lines) {
        List<ClientTable.Row> rows = ClientTable.of(run).rows();
        if (rows.isEmpty()) {
            return;
        }
        lines.add(paint.bold("Clients") + ": what they need, whatever the texts ask for");
        for (ClientTable.Row row : rows) {
            Map<String, List<String>> byAnswer = new LinkedHashMap<>();
            for (ClientTable.Played played : row.played()) {
                String why = played.why().isEmpty() ? "" : ": " + Visible.shortened(played.why(), MOST_VALUE);
                byAnswer.computeIfAbsent(played.symbol() + " " + played.words() + why, a -> new ArrayList<>())
                        .add(played.mode().toLowerCase(Locale.ROOT));
            }
            lines.add("  " + row.name());
            byAnswer.forEach((answer, modes) ->
                    console.wrapped(answer + " (" + String.join(", ", modes) + ")", ConsoleLines.LABEL, lines));
        }
        lines.add("");
    }

    private void skips(Run run, List<String> lines) {
        List<Skips> all = Skips.of(run);
        if (all.isEmpty()) {
            return;
        }
        lines.add(paint.bold("Skipped") + ": " + run.count(Verdict.SKIP));
        for (Skips skips : all) {
            lines.add(String.format("  %4d  %s", skips.number(), skips.text()));
            skips.reasons().entrySet().stream()
                    .limit(MOST_REASONS)
                    .forEach(e -> console.wrapped(
                            (e.getValue() > 1 ? e.getValue() + " × " : "")
                                    + Visible.shortened(Visible.text(e.getKey()), MOST_VALUE),
                            ConsoleLines.LABEL,
                            lines));
            int more = skips.reasons().size() - MOST_REASONS;
            if (more > 0) {
                lines.add(" ".repeat(ConsoleLines.LABEL) + paint.faint("and " + more + " other reasons"));
            }
        }
        lines.add("");
    }

    private void leftOut(Run run, List<String> lines) {
        if (run.leftOut().isEmpty()) {
            return;
        }
        lines.add(paint.bold("Left out"));
        run.leftOut().forEach(text -> console.wrapped(Visible.shortened(Visible.text(text), MOST_VALUE), 2, lines));
        lines.add("");
    }

    private void end(Run run, Gate gate, List<Path> files, List<String> lines) {
        Headline headline = Headline.of(run, gate);
        String took = run.finished()
                .map(end -> " in " + Durations.ofMicros(run.started().until(end, ChronoUnit.MICROS)))
                .orElse("");
        String version = run.target()
                .version()
                .map(v -> " (" + Visible.shortened(Visible.text(v), MOST_VALUE) + ")")
                .orElse("");
        lines.add(Visible.text(run.target().name()) + version + ": "
                + Headline.scenarios(run.results().size()) + took + ": " + counts(run));
        lines.add(paintHeadline(headline));
        headline.details().forEach(detail -> console.wrapped(Visible.shortened(detail, MOST_VALUE), 2, lines));
        if (!files.isEmpty()) {
            lines.add(files.stream()
                    .map(Path::toString)
                    .map(Visible::text)
                    .collect(Collectors.joining("  ", "Reports: ", "")));
        }
    }

    private String counts(Run run) {
        return Arrays.stream(Verdict.values())
                .filter(v -> v == Verdict.PASS || run.count(v) > 0)
                .map(v -> paint.verdict(v, run.count(v) + " " + past(v)))
                .collect(Collectors.joining(", "));
    }

    private static String past(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "passed";
            case FAIL -> "failed";
            case WARN -> "warned";
            case SKIP -> "skipped";
            case ERROR -> "in error";
        };
    }

    private String paintHeadline(Headline headline) {
        return switch (headline.tone()) {
            case GOOD -> paint.good(headline.text());
            case BAD -> paint.bad(headline.text());
            case UNDECIDED -> paint.doubtful(headline.text());
        };
    }
}
