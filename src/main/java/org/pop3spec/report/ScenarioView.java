package org.pop3spec.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pop3spec.result.Failure;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

/**
 * One result as the page shows it. Texts are visible already; escaping them for HTML is left to the template.
 *
 * @param summary a line that says why it did not pass; may be empty
 * @param folded whether its details are put into the page only when they are asked for
 */
record ScenarioView(
        ScenarioResult result, String anchor, String title, String id, String played, String summary, boolean folded) {
    private static final int MOST_SUMMARY = 300;
    private static final int MOST_RECEIVED = 3_000;

    static ScenarioView of(ScenarioResult result, Anchors anchors) {
        String summary = result.failure()
                .map(Failure::message)
                .or(() -> result.skip().map(s -> s.text()))
                .orElse("");
        return new ScenarioView(
                result,
                anchors.of(result),
                Visible.text(result.title()),
                Visible.text(result.id()),
                Visible.text(result.variant() + ", " + result.channel()),
                Visible.shortened(Visible.text(summary), MOST_SUMMARY),
                result.verdict() == Verdict.PASS || result.verdict() == Verdict.SKIP);
    }

    /** The verdict as a word and as a class of the style sheet. */
    String verdict() {
        return result.verdict().name().toLowerCase(Locale.ROOT);
    }

    String symbol() {
        return Symbols.of(result.verdict());
    }

    String duration() {
        return result.verdict() == Verdict.SKIP ? "" : Durations.ofMicros(result.durationMicros());
    }

    ScriptView script() {
        return ScriptView.of(result);
    }

    TranscriptView transcript() {
        return TranscriptView.of(result);
    }

    /** What came instead of what was expected, in lines. */
    List<String> received() {
        return result.failure()
                .map(f -> TranscriptView.lines(Visible.shortened(f.received(), MOST_RECEIVED)))
                .orElse(List.of());
    }

    /** The requirement, if it says more than the title. */
    Optional<String> requirement() {
        return result.requirement().isEmpty() || result.requirement().equals(result.title())
                ? Optional.empty()
                : Optional.of(Visible.text(result.requirement()));
    }

    /** Warnings other than the reason of the verdict. */
    List<String> warnings() {
        return result.warnings().stream()
                .filter(w -> !result.failure().equals(Optional.of(w)))
                .map(w -> Visible.text(w.message()))
                .toList();
    }

    /** What the baseline says of it. */
    Optional<String> baseline() {
        return BaselineView.line(result);
    }

    /** The section that asks for it, for people. */
    Optional<String> section() {
        return result.spec()
                .map(s -> Visible.text(Specifications.name(s.document())
                        + (s.section().isEmpty() ? "" : ", section " + s.section())
                        + (s.topic().isEmpty() ? "" : " (" + s.topic() + ")")));
    }
}
