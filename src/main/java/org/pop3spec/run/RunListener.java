package org.pop3spec.run;

import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;

/** Hears how a run goes, from any thread, never two at a time. */
public interface RunListener {
    /** The target can be used; the run without results. */
    void begins(Run run);

    /** One more scenario has its result. One with the same id, variant and channel as an earlier one replaces that. */
    void finished(ScenarioResult result);
}
