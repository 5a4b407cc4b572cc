package org.pop3spec.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.pop3spec.result.SourcePosition;

/**
 * The scenarios below a root. Front matter is read of all of them at once; a session only when it is asked for, so that
 * playing one scenario doesn't take the time of reading all.
 */
public final class ScenarioLibrary {
    private final ScenarioRoot root;
    private final ScenarioParser parser;
    private final Map<String, Entry> entries;

    /**
     * A scenario as lists show it.
     *
     * @param id its path below the root, without ending, with {@code /}
     * @param header how many accounts it needs is 0 here unless it says so
     */
    public record Listed(String id, FrontMatter header) {}

    private record Entry(SourceFile file, FrontMatter header) {}

    private ScenarioLibrary(ScenarioRoot root, ScenarioParser parser, Map<String, Entry> entries) {
        this.root = root;
        this.parser = parser;
        this.entries = entries;
    }

    /**
     * Reads the front matter of every scenario.
     *
     * @throws ScenarioException with the mistakes of all of them, those between them included: an alias that is taken, a
     *     dependency on nothing or in a circle, a requirement that there is not
     * @throws IOException with the reason in words when a file can't be read
     */
    public static ScenarioLibrary open(ScenarioRoot root, ScenarioParser parser) throws IOException, ScenarioException {
        Map<String, Entry> entries = new TreeMap<>();
        List<Diagnostic> mistakes = new ArrayList<>();
        for (String path : root.scenarios()) {
            String id = path.substring(0, path.length() - ScenarioParser.ENDING.length());
            try {
                SourceFile file = read(root, path);
                entries.put(id, new Entry(file, parser.header(file)));
            } catch (ScenarioException e) {
                mistakes.addAll(e.diagnostics());
            }
        }
        if (mistakes.isEmpty()) {
            refuseTakenAliases(entries, mistakes);
            refuseDependencies(entries, mistakes);
            refuseUnknownRequirements(root, entries.values(), mistakes);
        }
        if (!mistakes.isEmpty()) {
            throw new ScenarioException(mistakes);
        }
        return new ScenarioLibrary(root, parser, entries);
    }

    /**
     * Reads one scenario from anywhere. Its id is its file's name without ending, its includes are relative to its folder and
     * must not leave it.
     *
     * @throws IOException with the reason in words when it can't be read
     */
    public static Scenario readFile(Path file, ScenarioParser parser) throws IOException, ScenarioException {
        Path name = file.getFileName();
        if (name == null || !Files.exists(file)) {
            throw new IOException("there is no file " + file);
        }
        Path folder = file.getParent();
        ScenarioRoot root = new FolderRoot(folder == null ? Path.of("") : folder);
        String id = name.toString();
        if (id.endsWith(ScenarioParser.ENDING)) {
            id = id.substring(0, id.length() - ScenarioParser.ENDING.length());
        }
        try {
            SourceFile source = read(root, name.toString());
            Scenario scenario = parser.parse(id, source, root);
            List<Diagnostic> mistakes = new ArrayList<>();
            refuseUnknownRequirements(root, List.of(new Entry(source, scenario.header())), mistakes);
            if (!mistakes.isEmpty()) {
                throw new ScenarioException(mistakes);
            }
            return scenario;
        } catch (IOException e) {
            throw new IOException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    /** All of them, by id. */
    public List<Listed> list() {
        return entries.entrySet().stream()
                .map(e -> new Listed(e.getKey(), e.getValue().header()))
                .toList();
    }

    /** The id of the scenario that has or once had this id. */
    public Optional<String> find(String idOrAlias) {
        if (entries.containsKey(idOrAlias)) {
            return Optional.of(idOrAlias);
        }
        return entries.entrySet().stream()
                .filter(e -> e.getValue().header().aliases().contains(idOrAlias))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The id that is nearest to a mistyped one, or to one given without its folders. */
    public Optional<String> nearest(String id) {
        return entries.keySet().stream()
                .filter(whole -> whole.endsWith("/" + id))
                .findFirst()
                .or(() -> Nearest.to(id, entries.keySet()));
    }

    /**
     * Reads the sessions of those that a filter admits; possibly none.
     *
     * @throws ScenarioException with the mistakes of all of these
     */
    public List<Scenario> load(ScenarioFilter filter) throws ScenarioException {
        List<Scenario> scenarios = new ArrayList<>();
        List<Diagnostic> mistakes = new ArrayList<>();
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            if (filter.admits(entry.getKey(), entry.getValue().header())) {
                try {
                    scenarios.add(parser.parse(entry.getKey(), entry.getValue().file(), root));
                } catch (ScenarioException e) {
                    mistakes.addAll(e.diagnostics());
                }
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ScenarioException(mistakes);
        }
        return scenarios;
    }

    private static SourceFile read(ScenarioRoot root, String path) throws IOException, ScenarioException {
        return root.read(path).orElseThrow(() -> new IOException("there is no file " + path));
    }

    private static void refuseTakenAliases(Map<String, Entry> entries, List<Diagnostic> mistakes) {
        Map<String, String> taken = new HashMap<>();
        entries.keySet().forEach(id -> taken.put(id, id));
        entries.forEach((id, entry) -> {
            for (String alias : entry.header().aliases()) {
                String other = taken.putIfAbsent(alias, id);
                if (other != null) {
                    mistakes.add(at(entry.file(), alias, "'" + alias + "' is already a name of " + other, ""));
                }
            }
        });
    }

    private static void refuseUnknownRequirements(
            ScenarioRoot root, Collection<Entry> entries, List<Diagnostic> mistakes)
            throws IOException, ScenarioException {
        if (entries.stream().allMatch(entry -> entry.header().covers().isEmpty())) {
            return;
        }
        Set<String> known = Requirements.of(root).ids();
        for (Entry entry : entries) {
            for (String id : entry.header().covers()) {
                if (!known.contains(id)) {
                    mistakes.add(at(
                            entry.file(),
                            id,
                            "there is no requirement '" + id + "'",
                            Nearest.to(id, known).orElse("")));
                }
            }
        }
    }

    private static void refuseDependencies(Map<String, Entry> entries, List<Diagnostic> mistakes) {
        Map<String, Set<String>> dependencies = new TreeMap<>();
        entries.forEach((id, entry) -> {
            Set<String> found = dependencies.computeIfAbsent(id, i -> new LinkedHashSet<>());
            for (String wanted : entry.header().dependsOn()) {
                Glob glob = Glob.of(wanted);
                List<String> named = entries.entrySet().stream()
                        .filter(e -> glob.matches(e.getKey())
                                || e.getValue().header().aliases().contains(wanted))
                        .map(Map.Entry::getKey)
                        .filter(other -> !other.equals(id))
                        .toList();
                if (named.isEmpty()) {
                    mistakes.add(at(
                            entry.file(),
                            wanted,
                            "there is no other scenario '" + wanted + "'",
                            Nearest.to(wanted, entries.keySet()).orElse("")));
                }
                found.addAll(named);
            }
        });
        for (String id : entries.keySet()) {
            if (reaches(id, id, dependencies, new LinkedHashSet<>())) {
                Entry entry = entries.get(id);
                mistakes.add(at(
                        entry.file(),
                        entry.header().dependsOn().get(0),
                        "the scenario depends on itself in a circle",
                        ""));
            }
        }
    }

    private static boolean reaches(String from, String to, Map<String, Set<String>> edges, Set<String> seen) {
        for (String next : edges.getOrDefault(from, Set.of())) {
            if (next.equals(to) || (seen.add(next) && reaches(next, to, edges, seen))) {
                return true;
            }
        }
        return false;
    }

    /** A mistake at a word of the front matter. */
    private static Diagnostic at(SourceFile file, String word, String message, String suggestion) {
        Source source = Source.of(file);
        for (int line = 2; line <= source.lines().size() && !source.line(line).startsWith("---"); line++) {
            int column = source.line(line).indexOf(word) + 1;
            if (column > 0) {
                return source.diagnostic(line, column, word.length(), message, "", suggestion);
            }
        }
        return new Diagnostic(new SourcePosition(file.name(), 1, 1), 1, message, "", suggestion, "");
    }
}
