package org.pop3spec.run;

import java.util.List;
import java.util.Optional;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.target.Target;

/**
 * What is to be played against what.
 *
 * @param direct the way to the maildrops beside the server, where the harness started that itself
 * @param arguments the command line, without secrets, for the reports
 * @param tool name and version of the harness
 */
public record RunRequest(
        Target target,
        Optional<DirectAccess> direct,
        List<Scenario> scenarios,
        Choices choices,
        List<String> arguments,
        String tool) {
    public RunRequest {
        scenarios = List.copyOf(scenarios);
        arguments = List.copyOf(arguments);
    }

    /** The same against another target. */
    RunRequest against(Target other) {
        return new RunRequest(other, direct, scenarios, choices, arguments, tool);
    }
}
