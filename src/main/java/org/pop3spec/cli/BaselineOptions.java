package org.pop3spec.cli;

import picocli.CommandLine.Option;

/** The known deviations that a run is held against. */
final class BaselineOptions {
    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description =
                    "What the server is known to do differently: only what is new fails the run, and what no longer shows"
                            + " makes the exit code 4 (docs/baselines.md).")
    String file = "";

    @Option(
            names = "--update-baseline",
            description = "Write into the --baseline what is new, and take out what no longer shows.")
    boolean update;
}
