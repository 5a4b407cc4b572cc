package org.pop3spec.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pop3spec.result.Failure;
import org.pop3spec.result.Finding;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SpecReference;
import org.pop3spec.result.Verdict;

/**
 * What there is to say in words about a result, visible and bounded, in the order in which people want to know it.
 *
 * @param label a word or two
 * @param text of one line, or several with LF between
 */
record Explanation(String label, String text) {
    private static final int MOST_VALUE = 2_000;

    static List<Explanation> of(ScenarioResult result) {
        List<Explanation> all = new ArrayList<>();
        result.spec().ifPresent(spec -> all.add(new Explanation("asked by", asked(spec) + ", " + result.level())));
        if (!result.requirement().isEmpty() && !result.requirement().equals(result.title())) {
            all.add(text("asks", result.requirement()));
        }
        all.add(new Explanation("scenario", played(result)));
        result.failure().ifPresent(f -> failure(f, all));
        result.skip().ifPresent(s -> all.add(text("skipped", s.text())));
        BaselineView.line(result).ifPresent(standing -> all.add(text("baseline", standing)));
        for (Failure warning : result.warnings()) {
            if (!result.failure().equals(Optional.of(warning))) {
                all.add(text("warning", warning.message()));
            }
        }
        for (Finding finding : result.findings()) {
            all.add(text("finding", finding.severity() + " " + finding.id() + ": " + finding.evidence()));
        }
        boolean wrong = result.verdict() == Verdict.FAIL || result.verdict() == Verdict.WARN;
        if (wrong && !result.impact().isEmpty()) {
            all.add(text("breaks", result.impact()));
        }
        if (!result.replay().isEmpty()) {
            all.add(new Explanation("replay", Visible.shortened(Visible.lines(result.replay()), MOST_VALUE)));
        }
        return all;
    }

    /** The same as lines of text, the label in a column of its own. */
    static List<String> lines(ScenarioResult result) {
        List<String> lines = new ArrayList<>();
        for (Explanation explanation : of(result)) {
            String label = explanation.label() + ":";
            for (String line : explanation.text().split("\n", -1)) {
                lines.add(String.format(Locale.ROOT, "%-9s %s", label, line));
                label = "";
            }
        }
        return lines;
    }

    /** The id, and how it was played. */
    static String played(ScenarioResult result) {
        return Visible.text(result.id() + " (" + result.variant() + ", " + result.channel() + ")");
    }

    private static void failure(Failure failure, List<Explanation> all) {
        all.add(text("why", failure.message()));
        if (!failure.expected().isEmpty()) {
            // the alternatives of an either stand in lines
            all.add(new Explanation("expected", Visible.shortened(Visible.lines(failure.expected()), MOST_VALUE)));
        }
        if (!failure.received().isEmpty()) {
            all.add(new Explanation("received", Visible.shortened(Visible.octets(failure.received()), MOST_VALUE)));
        }
        failure.at().ifPresent(at -> all.add(text("at", at.toString())));
    }

    private static String asked(SpecReference spec) {
        String section = spec.section().isEmpty() ? "" : ", section " + spec.section();
        String topic = spec.topic().isEmpty() ? "" : " (" + spec.topic() + ")";
        return Visible.text(Specifications.name(spec.document()) + section + topic);
    }

    private static Explanation text(String label, String text) {
        return new Explanation(label, Visible.shortened(Visible.text(text), MOST_VALUE));
    }
}
