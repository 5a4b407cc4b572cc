package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Standing;
import org.pop3spec.result.Verdict;

/**
 * What servers do that the texts forbid or advise against, server by server and cause by cause, with what a baseline says of it,
 * for the server too, and with the transcripts: for those who want to judge the verdicts.
 */
public final class FindingsMarkdown {
    /** The end of a transcript is where it goes wrong. */
    private static final int MOST_TRANSCRIPT_LINES = 24;

    private static final int MOST_OTHERS = 30;

    private static final Set<Verdict> DEVIATING = EnumSet.of(Verdict.FAIL, Verdict.WARN, Verdict.ERROR);

    /** As it may stand between angle brackets. */
    private static final Pattern ADDRESS = Pattern.compile("https://[A-Za-z0-9./_~%#?=&@+-]*[A-Za-z0-9/]");

    private FindingsMarkdown() {}

    /**
     * Writes it whole or not at all.
     *
     * @return the file
     */
    public static Path write(List<ServerRun> runs, Path file) throws IOException {
        return WholeFiles.replace(file, out -> write(runs, out));
    }

    static void write(List<ServerRun> runs, OutputStream out) throws IOException {
        List<String> lines = new ArrayList<>(List.of("# What real servers do differently", ""));
        lines.add(
                "Every failure and every warning of the matrix that was made with this file, by what they come from, each with the section that it"
                        + " breaks and its transcript. ✗ the text, as written, forbids it; ! the text advises against it; ? the scenario could"
                        + " not be played to its end. For the server: what can be said for it, and what the text has against that.");
        lines.add("");
        for (ServerRun one : runs) {
            server(one, lines);
        }
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void server(ServerRun one, List<String> lines) {
        Map<String, List<List<ScenarioResult>>> causes = Outline.results(one.run()).stream()
                .filter(result -> DEVIATING.contains(result.verdict()))
                .collect(Collectors.groupingBy(ScenarioResult::id, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .collect(Collectors.groupingBy(
                        results -> cause(results.get(0)), LinkedHashMap::new, Collectors.toList()));
        lines.add("## " + MarkdownReport.text(one.run().target().name()));
        lines.add("");
        lines.add(MarkdownReport.text(one.run().target().version().orElse("No version is known")) + ": "
                + one.run().count(Verdict.PASS) + " passed, " + one.run().count(Verdict.FAIL) + " failed, "
                + one.run().count(Verdict.WARN) + " warned, by " + causes.size()
                + (causes.size() == 1 ? " cause." : " causes."));
        lines.add("");
        causes.forEach((cause, scenarios) -> cause(cause, scenarios, lines));
    }

    /** What it comes from, in the baseline's words where that knows it. */
    private static String cause(ScenarioResult result) {
        return result.standing()
                .filter(standing -> standing.state() != Standing.State.NEW)
                .map(Standing::text)
                .filter(text -> !text.isEmpty())
                .orElse(result.title());
    }

    /** @param scenarios the results of each, by variant and channel */
    private static void cause(String cause, List<List<ScenarioResult>> scenarios, List<String> lines) {
        Verdict worst = scenarios.stream()
                .map(results -> results.get(0).verdict())
                .min(Comparator.comparing(List.copyOf(DEVIATING)::indexOf))
                .orElseThrow();
        lines.add("### " + Symbols.of(worst) + " " + MarkdownReport.text(cause));
        lines.add("");
        ScenarioResult first = scenarios.get(0).get(0);
        first.standing().ifPresent(standing -> standing(standing, lines));
        scenarios.forEach(results -> finding(results, lines));
    }

    /** In the baseline's words. */
    private static void standing(Standing standing, List<String> lines) {
        standing.defence().ifPresent(defence -> lines.add("- For the server: " + linked(defence)));
        standing.upstream().ifPresent(upstream -> lines.add("- Its maintainers: " + linked(upstream)));
        standing.link().ifPresent(link -> lines.add("- Known: " + linked(link)));
        if (standing.state() == Standing.State.NEW) {
            lines.add("- Not in the baseline: " + MarkdownReport.text(standing.text()));
        }
        lines.add("");
    }

    /** @param results of one scenario, by variant and channel */
    private static void finding(List<ScenarioResult> results, List<String> lines) {
        ScenarioResult result = results.get(0);
        lines.add(Symbols.of(result.verdict()) + " **" + MarkdownReport.text(result.title()) + "** " + section(result)
                + MarkdownReport.text(result.requirement()));
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

    /** What asks for it; nothing does for what a client needs. */
    private static String section(ScenarioResult result) {
        return result.spec()
                .map(spec -> {
                    String section = spec.section().isEmpty() ? "" : " section " + spec.section();
                    String words = MarkdownReport.text(Specifications.name(spec.document()) + section);
                    return spec.url().map(url -> "[" + words + "](" + url + ")").orElse(words) + ": ";
                })
                .orElse("");
    }

    /** Text with its addresses as links, and no other markup. */
    private static String linked(String text) {
        StringBuilder linked = new StringBuilder();
        Matcher address = ADDRESS.matcher(text);
        int end = 0;
        while (address.find()) {
            linked.append(MarkdownReport.text(text.substring(end, address.start())))
                    .append('<')
                    .append(address.group())
                    .append('>');
            end = address.end();
        }
        return linked.append(MarkdownReport.text(text.substring(end))).toString();
    }
}
