package org.pop3spec.run;

import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;

/** Hears nothing. */
class Silence implements RunListener {
    @Override
    public void begins(Run run) {}

    @Override
    public void finished(ScenarioResult result) {}
}
