package org.pop3spec.report;

import org.pop3spec.result.Failure;
import org.pop3spec.result.Finding;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Observation;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;

/** One result in text, as those who run tests are used to it: a line that says why, and everything else below. */
public final class ResultText {
    private ResultText() {}

    /** Why it failed the run, or is an error, in one line. */
    public static String message(ScenarioResult result, Gate gate) {
        if (result.failure().isPresent()) {
            return result.failure().get().message();
        }
        return result.findings().stream()
                .filter(gate::fails)
                .map(ResultText::words)
                .findFirst()
                .or(() -> result.warnings().stream().map(Failure::message).findFirst())
                .or(() -> result.skip().map(SkipReason::text))
                .orElse("");
    }

    /** Its id, and how it was played. */
    public static String played(ScenarioResult result) {
        return Explanation.played(result);
    }

    /** Why it is neither passed nor failed, in one line: it was not played, or the baseline expects it. */
    public static String reason(ScenarioResult result) {
        return result.skip()
                .map(SkipReason::text)
                .orElseGet(() -> result.verdict().word() + " that the baseline lists: "
                        + BaselineView.line(result).orElse(""));
    }

    /** Everything about it, the transcript last. */
    public static String detail(ScenarioResult result) {
        StringBuilder text = new StringBuilder();
        Explanation.lines(result).forEach(line -> text.append(line).append('\n'));
        observations(result, text);
        if (!result.transcript().events().isEmpty()) {
            text.append("\ntranscript (milliseconds, who, offset, octets; > fails, * TLS):\n");
            TranscriptText.lines(result).forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    /** What it has to say beside its verdict: warnings, findings, observations; may be empty. */
    public static String remarks(ScenarioResult result) {
        StringBuilder text = new StringBuilder();
        result.failure()
                .ifPresent(f -> text.append("warning: ")
                        .append(Visible.text(f.message()))
                        .append('\n'));
        for (Failure warning : result.warnings()) {
            text.append("warning: ").append(Visible.text(warning.message())).append('\n');
        }
        for (Finding finding : result.findings()) {
            text.append("finding: ").append(words(finding)).append('\n');
        }
        observations(result, text);
        return text.toString();
    }

    private static void observations(ScenarioResult result, StringBuilder text) {
        for (Observation observation : result.observations()) {
            text.append("observed: ")
                    .append(Visible.text(observation.name() + " = " + observation.value()))
                    .append('\n');
        }
    }

    private static String words(Finding finding) {
        return Visible.text(finding.severity() + " " + finding.id() + ": " + finding.evidence());
    }
}
