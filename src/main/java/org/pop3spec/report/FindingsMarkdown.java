package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SpecReference;
import org.pop3spec.result.Standing;
import org.pop3spec.result.Verdict;

/**
 * What servers do that the texts forbid or advise against, server by server, with what a baseline says of it and the transcript:
 * for those who want to judge the verdicts.
 */
public final class FindingsMarkdown {
    /** Its name in the folder that it is written to. */
    public static final String FILE = "findings.md";

    /** The end of a transcript is where it goes wrong. */
    private static final int MOST_TRANSCRIPT_LINES = 24;

    private static final int MOST_OTHERS = 30;

    private static final Set<Verdict> DEVIATING = EnumSet.of(Verdict.FAIL, Verdict.WARN, Verdict.ERROR);

    private FindingsMarkdown() {}

    /**
     * Writes it whole or not at all.
     *
     * @return the file
     */
    public static Path write(List<ServerRun> runs, Path folder) throws IOException {
        return WholeFiles.replace(folder.resolve(FILE), out -> write(runs, out));
    }

    static void write(List<ServerRun> runs, OutputStream out) throws IOException {
        List<String> lines = new ArrayList<>(List.of("# What real servers do differently", ""));
        lines.add(
                "Every failure and every warning of the matrix beside this file. ✗ the text, as written, forbids it; ! the text"
                        + " advises against it; ? the scenario could not be played to its end.");
        lines.add("");
        for (ServerRun one : runs) {
            server(one, lines);
        }
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void server(ServerRun one, List<String> lines) {
        lines.add("## " + MarkdownReport.text(one.run().target().name()));
        lines.add("");
        lines.add(MarkdownReport.text(one.run().target().version().orElse("No version is known")) + ": "
                + one.run().count(Verdict.PASS) + " passed, " + one.run().count(Verdict.FAIL) + " failed, "
                + one.run().count(Verdict.WARN) + " warned.");
        lines.add("");
        Outline.results(one.run()).stream()
                .filter(result -> DEVIATING.contains(result.verdict()))
                .collect(Collectors.groupingBy(ScenarioResult::id, LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(results -> finding(results, lines));
    }

    /** @param results of one scenario, by variant and channel */
    private static void finding(List<ScenarioResult> results, List<String> lines) {
        ScenarioResult result = results.get(0);
        lines.add("### " + Symbols.of(result.verdict()) + " " + MarkdownReport.text(Visible.text(result.title())));
        lines.add("");
        lines.add("- " + result.level() + section(result) + ": " + MarkdownReport.text(result.requirement()));
        standing(result).ifPresent(lines::add);
        lines.add("");
        List<String> block = new ArrayList<>(Explanation.lines(result));
        results.stream()
                .skip(1)
                .limit(MOST_OTHERS)
                .forEach(other -> block.add("also in:  " + Explanation.played(other)));
        block.add("");
        List<String> transcript = TranscriptText.lines(result);
        int left = Math.max(0, transcript.size() - MOST_TRANSCRIPT_LINES);
        if (left > 0) {
            block.add("(" + left + " lines before)");
        }
        block.addAll(transcript.subList(left, transcript.size()));
        String fence = MarkdownReport.fence(block);
        lines.addAll(List.of("<details><summary>Transcript</summary>", "", fence + "text"));
        lines.addAll(block);
        lines.addAll(List.of(fence, "", "</details>", ""));
    }

    private static String section(ScenarioResult result) {
        Optional<SpecReference> spec = result.spec();
        if (spec.isEmpty()) {
            return "";
        }
        String words = MarkdownReport.text(Specifications.name(spec.get().document())
                + (spec.get().section().isEmpty()
                        ? ""
                        : " section " + spec.get().section()));
        return ", "
                + spec.get().url().map(url -> "[" + words + "](" + url + ")").orElse(words);
    }

    /** In the baseline's words. */
    private static Optional<String> standing(ScenarioResult result) {
        return result.standing().map(standing -> {
            String link = standing.link()
                    .map(where -> " (" + MarkdownReport.text(where) + ")")
                    .orElse("");
            String state = standing.state() == Standing.State.NEW ? "Not in the baseline" : "Known";
            return "- " + state + ": " + MarkdownReport.text(standing.text().replaceFirst("\\.$", "")) + link;
        });
    }
}
