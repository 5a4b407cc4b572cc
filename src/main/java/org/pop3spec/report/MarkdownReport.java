package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pop3spec.result.ClientMode;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

/** A summary in Markdown, for the job summaries of CI systems: the verdict, counts, and what went wrong, folded. */
final class MarkdownReport {
    /** Job summaries have a limit of their own, 1 MiB on GitHub. */
    private static final int TOLD_IN_FULL = 30;

    private static final int MOST_TRANSCRIPT_LINES = 80;
    private static final int MOST_ENTRIES = 200;
    private static final int MOST_ENTRY = 400;
    private static final int MOST_OTHERS = 30;
    private static final String HARMLESS = " ,;.()'%?/-+";

    private MarkdownReport() {}

    /** Writes the report; does not close {@code out}. */
    static void write(Run run, Gate gate, OutputStream out) throws IOException {
        List<String> lines = new ArrayList<>();
        headline(run, gate, lines);
        counts(run, lines);
        problems(run, lines);
        baseline(run, lines);
        clients(run, lines);
        skips(run, lines);
        leftOut(run, lines);
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void headline(Run run, Gate gate, List<String> lines) {
        Headline headline = Headline.of(run, gate);
        lines.add("## pop3spec: " + text(run.target().name()) + ": " + text(headline.text()));
        lines.add("");
        headline.details().forEach(detail -> lines.add(text(detail)));
        lines.add("");
        String server = Stream.concat(
                        run.target().version().stream(), run.target().software().map(Visible::octets).stream())
                .map(MarkdownReport::text)
                .collect(Collectors.joining("; "));
        if (!server.isEmpty()) {
            lines.add("Server: " + server + ". Made by " + text(run.tool()) + ", seed " + run.seed() + ".");
            lines.add("");
        }
    }

    private static void counts(Run run, List<String> lines) {
        lines.add("| Specification | passed | failed | warned | skipped | error |");
        lines.add("| --- | ---: | ---: | ---: | ---: | ---: |");
        for (Outline.Document document : Outline.of(run)) {
            String name = document.name().isEmpty() ? "Other scenarios" : Specifications.name(document.name());
            lines.add(row(name, document.results()));
        }
        lines.add(row("All", run.results()));
        lines.add("");
    }

    private static String row(String name, List<ScenarioResult> results) {
        StringBuilder row = new StringBuilder("| " + text(name));
        for (Verdict verdict : List.of(Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.SKIP, Verdict.ERROR)) {
            row.append(" | ")
                    .append(results.stream().filter(r -> r.verdict() == verdict).count());
        }
        return row.append(" |").toString();
    }

    private static void problems(Run run, List<String> lines) {
        List<Cause> causes = Cause.of(run);
        if (causes.isEmpty()) {
            return;
        }
        lines.add("### What went wrong");
        lines.add("");
        causes.stream().limit(TOLD_IN_FULL).forEach(cause -> problem(cause, lines));
        if (causes.size() > TOLD_IN_FULL) {
            lines.add("And " + (causes.size() - TOLD_IN_FULL) + " more; results.json has them all.");
            lines.add("");
        }
    }

    private static void problem(Cause cause, List<String> lines) {
        ScenarioResult result = cause.first();
        String others = cause.others().isEmpty()
                ? ""
                : ", and in " + Headline.scenarios(cause.others().size()) + " more";
        lines.add("<details><summary>" + Symbols.of(result.verdict()) + " "
                + result.verdict().name().toLowerCase(Locale.ROOT) + ": " + text(Visible.text(result.title())) + others
                + "</summary>");
        lines.add("");
        List<String> block = new ArrayList<>(Explanation.lines(result));
        cause.others().stream()
                .limit(MOST_OTHERS)
                .forEach(other -> block.add("also in:  " + Explanation.played(other)));
        if (!result.transcript().events().isEmpty()) {
            block.add("");
            List<String> transcript = TranscriptText.lines(result);
            transcript.stream().limit(MOST_TRANSCRIPT_LINES).forEach(block::add);
            if (transcript.size() > MOST_TRANSCRIPT_LINES) {
                block.add("(" + (transcript.size() - MOST_TRANSCRIPT_LINES) + " lines more)");
            }
        }
        String fence = fence(block);
        lines.add(fence + "text");
        lines.addAll(block);
        lines.add(fence);
        lines.add("");
        lines.add("</details>");
        lines.add("");
    }

    private static void baseline(Run run, List<String> lines) {
        BaselineView.of(run).ifPresent(view -> {
            lines.add("### Baseline " + text(view.file()) + ": " + text(view.counts()));
            lines.add("");
            for (BaselineView.Group group : view.groups()) {
                lines.add("<details><summary>" + text(group.title()) + " ("
                        + group.items().size() + ")</summary>");
                lines.add("");
                group.items().stream()
                        .limit(MOST_ENTRIES)
                        .forEach(item -> lines.add("- " + text(Visible.shortened(item.line(), MOST_ENTRY))));
                if (group.items().size() > MOST_ENTRIES) {
                    lines.add("- and " + (group.items().size() - MOST_ENTRIES) + " more");
                }
                lines.add("");
                lines.add("</details>");
                lines.add("");
            }
        });
    }

    private static void clients(Run run, List<String> lines) {
        ClientTable table = ClientTable.of(run);
        if (table.rows().isEmpty()) {
            return;
        }
        lines.add("### Clients");
        lines.add("");
        lines.add(
                table.modes().stream().map(ClientMode::title).collect(Collectors.joining(" | ", "| Client | ", " |")));
        lines.add("| --- |" + " --- |".repeat(table.modes().size()));
        for (ClientTable.Row row : table.rows()) {
            lines.add(row.cells().stream()
                    .map(cell -> cell.played().stream()
                            .map(played -> text(played.words() + (played.why().isEmpty() ? "" : ": " + played.why())))
                            .collect(Collectors.joining("; ")))
                    .collect(Collectors.joining(" | ", "| " + text(row.name()) + " | ", " |")));
        }
        lines.add("");
    }

    private static void skips(Run run, List<String> lines) {
        List<Skips> all = Skips.of(run);
        if (!all.isEmpty()) {
            lines.add("### Skipped");
            lines.add("");
            all.forEach(skips -> lines.add("- " + skips.number() + " " + text(skips.text())));
            lines.add("");
        }
    }

    private static void leftOut(Run run, List<String> lines) {
        if (!run.leftOut().isEmpty()) {
            lines.add("### Left out");
            lines.add("");
            run.leftOut().forEach(left -> lines.add("- " + text(left)));
            lines.add("");
        }
    }

    /** Longer than any run of backticks inside. */
    static String fence(List<String> block) {
        int longest = 2;
        for (String line : block) {
            int run = 0;
            for (int i = 0; i < line.length(); i++) {
                run = line.charAt(i) == '`' ? run + 1 : 0;
                longest = Math.max(longest, run);
            }
        }
        return "`".repeat(longest + 1);
    }

    /** Text that Markdown and HTML take for nothing else: every sign that means something to either is a reference. */
    static String text(String text) {
        StringBuilder safe = new StringBuilder();
        Visible.text(text).codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c) || c > 0x7f || HARMLESS.indexOf(c) >= 0) {
                safe.appendCodePoint(c);
            } else {
                safe.append("&#").append(c).append(';');
            }
        });
        return safe.toString();
    }
}
