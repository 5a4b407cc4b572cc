package org.pop3spec.scenario;

import java.io.IOException;
import java.util.List;

/** A place that has scenarios, and the pieces that they include, in it. Nothing outside can be read through it. */
public interface ScenarioRoot extends IncludeSource {
    /**
     * The paths of all scenarios below it, sorted, with {@code /} and with their ending.
     *
     * @throws IOException with the reason in words when they can't be listed
     */
    List<String> scenarios() throws IOException;
}
