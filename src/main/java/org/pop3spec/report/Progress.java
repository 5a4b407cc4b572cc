package org.pop3spec.report;

import org.pop3spec.result.ScenarioResult;

/** Told how a run goes, from any thread. */
public interface Progress extends AutoCloseable {
    /** Tells nobody. */
    Progress SILENT = new Progress() {
        @Override
        public void planned(int scenarios) {}

        @Override
        public void finished(ScenarioResult result) {}

        @Override
        public void close() {}
    };

    /** The run begins, with so many scenarios to play. */
    void planned(int scenarios);

    /** One more has its result. */
    void finished(ScenarioResult result);

    /** No more come. */
    @Override
    void close();
}
