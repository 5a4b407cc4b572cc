package org.pop3spec.report;

import java.util.Optional;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

/** Told how some work goes, from any thread. */
public interface Progress extends AutoCloseable {
    /** Tells nobody. */
    Progress SILENT = new Progress() {
        @Override
        public void planned(String work, int steps) {}

        @Override
        public void finished(Optional<Trouble> trouble) {}

        @Override
        public void close() {}
    };

    /**
     * What a step ended with that somebody may want to know at once.
     *
     * @param kind by which it is counted, such as {@code failed}
     * @param line for a log; empty where it is only counted
     */
    record Trouble(String kind, String line) {
        /** A scenario's failure or error. */
        static Optional<Trouble> of(ScenarioResult result) {
            if (result.verdict() != Verdict.FAIL && result.verdict() != Verdict.ERROR) {
                return Optional.empty();
            }
            String why = result.failure().map(f -> ": " + f.message()).orElse("");
            return Optional.of(new Trouble(
                    result.verdict() == Verdict.FAIL ? "failed" : "in error",
                    result.verdict() + "  " + result.id() + " (" + result.variant() + ", " + result.channel() + ")"
                            + why));
        }

        /** Of thousands of servers some can't be reached, as a rule. */
        static Optional<Trouble> of(AuditResult audit) {
            return audit.unusable().map(why -> new Trouble("not audited", ""));
        }
    }

    /** The work begins, with so many steps, which the words name: {@code playing 3 scenarios}. */
    void planned(String work, int steps);

    /** One more step is done. */
    void finished(Optional<Trouble> trouble);

    /** One more scenario has its result. */
    default void finished(ScenarioResult result) {
        finished(Trouble.of(result));
    }

    /** One more server is audited. */
    default void finished(AuditResult audit) {
        finished(Trouble.of(audit));
    }

    /** No more come. */
    @Override
    void close();
}
