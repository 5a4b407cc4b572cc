package org.pop3spec.result;

/** The exit codes, the same for every command. */
public enum ExitCode {
    /** The server did all that was asked of it. */
    CONFORMANT(0),
    /** A scenario failed, or the run itself went wrong. */
    NOT_CONFORMANT(1),
    /** The command line, a scenario or a target file has a mistake, or nothing matched the filter. */
    USAGE(2),
    /** The target could not be used, or no scenario reached a verdict. */
    UNUSABLE(3),
    /** Nothing is wrong but the list of known deviations, which has entries that no longer deviate. */
    STALE_BASELINE(4),
    /** Ctrl-C. */
    INTERRUPTED(130),
    /** SIGTERM. */
    TERMINATED(143);

    private final int value;

    ExitCode(int value) {
        this.value = value;
    }

    /** What the process returns. */
    public int value() {
        return value;
    }

    /**
     * What a run, or a report on one, returns. An interrupted run that showed nothing wrong did not show a conformant server
     * either, so it counts as an error of the run.
     */
    public static ExitCode of(Run run, Gate gate) {
        boolean nothing = run.results().stream().noneMatch(ExitCode::judged);
        if (run.unusable().isPresent() || (nothing && !nothingIsHere(run))) {
            return UNUSABLE;
        }
        if (!run.complete()
                || run.results().stream().anyMatch(ExitCode::errs)
                || run.results().stream().anyMatch(gate::fails)) {
            return NOT_CONFORMANT;
        }
        boolean stale = run.baseline().filter(check -> !check.stale().isEmpty()).isPresent();
        return stale ? STALE_BASELINE : CONFORMANT;
    }

    /** Whether the run went wrong in it, in a way that the baseline does not list. */
    private static boolean errs(ScenarioResult result) {
        return result.verdict() == Verdict.ERROR && !result.expected();
    }

    /** Whether there is nothing to play in this part of a run, which is the case when there are more parts than scenarios. */
    private static boolean nothingIsHere(Run run) {
        return run.shard().isPresent() && run.complete() && run.planned() == 0;
    }

    /** Whether something was said about the server. */
    private static boolean judged(ScenarioResult result) {
        return result.verdict() != Verdict.SKIP && result.verdict() != Verdict.ERROR;
    }
}
