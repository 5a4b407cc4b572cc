package org.pop3spec.cli;

import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The reports to write. */
final class FormatOption {
    @Option(
            names = "--format",
            paramLabel = "FORMATS",
            description = "Which reports to write, with commas between. All of them without this option.")
    private String format = "";

    /**
     * The formats that were asked for.
     *
     * @param all those there are
     * @param parse throws IllegalArgumentException for what is none of them
     */
    <F> List<F> chosen(F[] all, Function<String, List<F>> parse) throws Refusal {
        try {
            return format.isEmpty() ? List.of(all) : parse.apply(format);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("--format: " + e.getMessage());
        }
    }
}
