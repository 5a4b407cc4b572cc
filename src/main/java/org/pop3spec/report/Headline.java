package org.pop3spec.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pop3spec.result.BaselineCheck;
import org.pop3spec.result.Finding;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Standing;
import org.pop3spec.result.Verdict;

/**
 * What a report says first.
 *
 * @param text a few words
 * @param details sentences that go on from there; may be empty
 */
record Headline(Tone tone, String text, List<String> details) {
    /** How it is to be taken. */
    enum Tone {
        GOOD,
        BAD,
        UNDECIDED
    }

    Headline {
        details = List.copyOf(details);
    }

    static Headline of(Run run, Gate gate) {
        long failed = run.results().stream()
                .filter(r -> r.verdict() == Verdict.FAIL && !r.expected())
                .count();
        long judged = run.results().stream().filter(Headline::judged).count();
        List<String> details = new ArrayList<>();
        run.unusable().ifPresent(why -> details.add(Visible.text(why)));
        if (!run.complete()) {
            details.add("The run is incomplete: "
                    + run.results().stream().filter(Headline::reached).count() + " of " + run.planned()
                    + " scenarios have a result.");
        }
        if (failed > 0) {
            details.add(
                    0,
                    failed + " of " + scenarios(judged) + " that reached a verdict failed"
                            + (run.baseline().isPresent() ? " and are not in the baseline." : "."));
        }
        BaselineView.of(run)
                .ifPresent(view -> details.add("Against the baseline " + view.file() + ": " + view.counts() + "."));
        errors(run, details);
        gated(run, gate, details);
        return new Headline(tone(run, gate), text(run, failed, judged), details);
    }

    /** Whether the result says something about the server. */
    static boolean judged(ScenarioResult result) {
        return result.verdict() != Verdict.SKIP && result.verdict() != Verdict.ERROR;
    }

    private static String text(Run run, long failed, long judged) {
        if (run.unusable().isPresent()) {
            return "The target could not be used";
        }
        if (failed > 0) {
            return run.complete() ? "Not conformant" : "Not conformant, and incomplete";
        }
        if (run.planned() == 0 && run.shard().isPresent()) {
            return "No scenario is in this shard";
        }
        if (judged == 0) {
            return "No scenario reached a verdict";
        }
        if (!run.complete()) {
            return "Incomplete, no failure so far";
        }
        if (errors(run) > 0) {
            return "No failure, but not everything could be judged";
        }
        if (run.baseline().isPresent()) {
            return text(run, run.baseline().get());
        }
        return run.count(Verdict.WARN) > 0 ? "Conformant, with warnings" : "Conformant";
    }

    private static String text(Run run, BaselineCheck baseline) {
        if (run.results().stream().anyMatch(r -> r.stands(Standing.State.NEW))) {
            return "Deviates in ways that the baseline does not have";
        }
        return baseline.stale().isEmpty() ? "Nothing new" : "Nothing new, but the baseline is stale";
    }

    private static Tone tone(Run run, Gate gate) {
        if (run.unusable().isEmpty() && run.results().stream().anyMatch(gate::fails)) {
            return Tone.BAD;
        }
        boolean decided = run.unusable().isEmpty()
                && run.complete()
                && errors(run) == 0
                && run.baseline().filter(check -> !check.stale().isEmpty()).isEmpty()
                && run.results().stream().anyMatch(Headline::judged);
        return decided ? Tone.GOOD : Tone.UNDECIDED;
    }

    private static void errors(Run run, List<String> details) {
        long errors = errors(run);
        if (errors > 0) {
            details.add(scenarios(errors) + " ended in an error of the run, which says nothing about the server.");
        }
    }

    /** How many errors of the run there are that the baseline does not list. */
    private static long errors(Run run) {
        return run.results().stream()
                .filter(r -> r.verdict() == Verdict.ERROR && !r.expected())
                .count();
    }

    private static void gated(Run run, Gate gate, List<String> details) {
        long warned = run.results().stream()
                .filter(r -> r.verdict() != Verdict.FAIL && r.standing().isEmpty())
                .filter(new Gate(gate.warnings(), Optional.empty())::fails)
                .count();
        if (warned > 0) {
            details.add("Warnings fail this run: " + scenarios(warned) + ".");
        }
        List<Finding> findings = run.results().stream()
                .flatMap(r -> r.findings().stream())
                .filter(gate::fails)
                .toList();
        if (!findings.isEmpty()) {
            details.add("Findings fail this run: " + findings.size() + ".");
        }
    }

    /** Whether its turn came before the run ended. */
    private static boolean reached(ScenarioResult result) {
        return result.skip()
                .filter(skip -> skip.code() == SkipReason.Code.NOT_REACHED)
                .isEmpty();
    }

    static String scenarios(long number) {
        return number == 1 ? "1 scenario" : number + " scenarios";
    }
}
