package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.pop3spec.result.SpecReference;

/**
 * Which scenarios are meant. Each pattern is a {@link Glob} over what a scenario goes by: its id and each folder of it, its
 * aliases, its tags, its level, and of its specification the document ({@code RFC1939}), the section and those above it
 * ({@code RFC1939#5}, for {@code RFC1939#5.2} too), the section with the topic ({@code RFC1939#5 DELE}) and the topic alone.
 *
 * @param only a scenario must match one of these; all do when there is none
 * @param skip and none of these
 */
public record ScenarioFilter(List<String> only, List<String> skip) {
    /** All scenarios. */
    public static final ScenarioFilter ALL = new ScenarioFilter(List.of(), List.of());

    public ScenarioFilter {
        only = List.copyOf(only);
        skip = List.copyOf(skip);
    }

    /** Whether a scenario is meant. */
    public boolean admits(String id, FrontMatter header) {
        List<String> names = names(id, header);
        return (only.isEmpty() || only.stream().anyMatch(p -> matchesAny(p, names)))
                && skip.stream().noneMatch(p -> matchesAny(p, names));
    }

    /** The patterns that match none of these scenarios, which is a typing error more often than not. */
    public List<String> unused(Collection<ScenarioLibrary.Listed> scenarios) {
        List<List<String>> names =
                scenarios.stream().map(s -> names(s.id(), s.header())).toList();
        List<String> unused = new ArrayList<>();
        for (List<String> patterns : List.of(only, skip)) {
            for (String pattern : patterns) {
                if (names.stream().noneMatch(n -> matchesAny(pattern, n))) {
                    unused.add(pattern);
                }
            }
        }
        return unused;
    }

    private static boolean matchesAny(String pattern, List<String> names) {
        Glob glob = Glob.of(pattern.strip());
        return names.stream().anyMatch(glob::matches);
    }

    private static List<String> names(String id, FrontMatter header) {
        List<String> names = new ArrayList<>();
        names.add(id);
        for (int slash = id.indexOf('/'); slash >= 0; slash = id.indexOf('/', slash + 1)) {
            names.add(id.substring(0, slash));
            names.add(id.substring(0, slash + 1));
        }
        names.addAll(header.aliases());
        names.addAll(header.tags());
        names.add(header.level().name());
        header.spec().ifPresent(spec -> specification(spec, names));
        return names;
    }

    private static void specification(SpecReference spec, List<String> names) {
        names.add(spec.document());
        names.add(spec.toString());
        if (!spec.topic().isEmpty()) {
            names.add(spec.topic());
        }
        String section = spec.section();
        while (!section.isEmpty()) {
            names.add(spec.document() + "#" + section);
            section = section.contains(".") ? section.substring(0, section.lastIndexOf('.')) : "";
        }
    }
}
