package org.pop3spec.baseline;

import java.util.List;
import org.pop3spec.scenario.Glob;

/**
 * The targets that an entry is about, where one file is for several: a server in several versions and flavours.
 *
 * @param patterns over the names of targets, behind {@value #NOT} over those that it is not about; none for all targets
 */
public record Targets(List<String> patterns) {
    /** Of an entry that says nothing about it. */
    static final Targets ALL = new Targets(List.of());

    private static final String NOT = "!";

    public Targets {
        patterns = List.copyOf(patterns);
    }

    /** That one and no other. */
    static Targets only(String name) {
        return new Targets(List.of(name));
    }

    /** Whether one is among them: as one of the patterns says, if there are any but those behind {@value #NOT}, and none of these. */
    boolean include(String name) {
        boolean named = patterns.stream().allMatch(Targets::excludes)
                || patterns.stream().anyMatch(pattern -> Glob.of(pattern).matches(name));
        return named
                && patterns.stream()
                        .filter(Targets::excludes)
                        .noneMatch(pattern ->
                                Glob.of(pattern.substring(NOT.length())).matches(name));
    }

    private static boolean excludes(String pattern) {
        return pattern.startsWith(NOT);
    }
}
