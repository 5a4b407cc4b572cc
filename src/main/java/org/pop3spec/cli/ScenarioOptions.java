package org.pop3spec.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Which scenarios are meant. */
final class ScenarioOptions {
    @Option(
            names = "--scenarios",
            paramLabel = "DIR",
            description = "Take the scenarios from this folder instead of the ones that came with pop3spec.")
    Path scenarios = Path.of("");

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "GLOB",
            description = "Only scenarios of which the id, a tag, the level or the specification matches. Several with"
                    + " commas between.")
    List<String> only = List.of();

    @Option(
            names = "--skip",
            split = ",",
            paramLabel = "GLOB",
            description = "Not those of which the id, a tag, the level or the specification matches.")
    List<String> skip = List.of();
}
