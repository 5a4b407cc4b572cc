package org.pop3spec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.run.ScenarioLanguage;
import org.pop3spec.scenario.BundledRoot;
import org.pop3spec.scenario.Coverage;
import org.pop3spec.scenario.FolderRoot;
import org.pop3spec.scenario.Requirements;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioException;
import org.pop3spec.scenario.ScenarioFilter;
import org.pop3spec.scenario.ScenarioLibrary;
import org.pop3spec.scenario.ScenarioLibrary.Listed;
import org.pop3spec.scenario.ScenarioParser;
import org.pop3spec.scenario.ScenarioRoot;

/** The scenarios that a command is about. */
final class Catalogue {
    private final Shell shell;
    private final ScenarioOptions options;
    private final ScenarioParser parser = ScenarioLanguage.parser();

    Catalogue(Shell shell, ScenarioOptions options) {
        this.shell = shell;
        this.options = options;
    }

    /** Whether an argument names a file or folder, and not an id. */
    boolean isFile(String argument) {
        return argument.endsWith(ScenarioParser.ENDING)
                || Files.isDirectory(shell.folder().resolve(argument));
    }

    /** The scenarios named on the command line, filtered; all without any name. */
    List<Scenario> chosen(List<String> named) throws Refusal {
        List<Scenario> chosen = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        ScenarioFilter filter = new ScenarioFilter(options.only, options.skip);
        for (String argument : named) {
            if (isFile(argument)) {
                read(argument).stream()
                        .filter(scenario -> filter.admits(scenario.id(), scenario.header()))
                        .forEach(chosen::add);
            } else {
                ids.add(argument);
            }
        }
        if (named.isEmpty() || !ids.isEmpty()) {
            chosen.addAll(fromLibrary(ids, filter));
        }
        if (chosen.isEmpty()) {
            throw Refusal.usage("no scenario matches" + unmatched(filter));
        }
        refuseTwins(chosen);
        return chosen;
    }

    private static String unmatched(ScenarioFilter filter) {
        String only = filter.only().isEmpty() ? "" : " --only " + String.join(",", filter.only());
        String skip = filter.skip().isEmpty() ? "" : " --skip " + String.join(",", filter.skip());
        return only + skip;
    }

    private static void refuseTwins(List<Scenario> chosen) throws Refusal {
        Set<String> seen = new HashSet<>();
        for (Scenario scenario : chosen) {
            if (!seen.add(scenario.id())) {
                throw Refusal.usage("two of the scenarios are called " + scenario.id());
            }
        }
    }

    private List<Scenario> read(String argument) throws Refusal {
        Path path = shell.folder().resolve(argument);
        try {
            if (Files.isDirectory(path)) {
                return ScenarioLibrary.open(new FolderRoot(path), parser).load(ScenarioFilter.ALL);
            }
            return List.of(ScenarioLibrary.readFile(path, parser));
        } catch (ScenarioException e) {
            throw Refusal.usageText(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
    }

    private List<Scenario> fromLibrary(List<String> ids, ScenarioFilter filter) throws Refusal {
        ScenarioLibrary library = library();
        List<Listed> all = library.list();
        List<Listed> meant = ids.isEmpty() ? all : meant(library, all, ids);
        refuseUnused(library, filter, all);
        Set<String> admitted = new HashSet<>();
        for (Listed listed : meant) {
            if (filter.admits(listed.id(), listed.header())) {
                admitted.add(listed.id());
            }
        }
        if (admitted.isEmpty()) {
            return List.of();
        }
        try {
            return library.load(new ScenarioFilter(ids, List.of())).stream()
                    .filter(scenario -> admitted.contains(scenario.id()))
                    .toList();
        } catch (ScenarioException e) {
            throw Refusal.usageText(String.valueOf(e.getMessage()));
        }
    }

    private static List<Listed> meant(ScenarioLibrary library, List<Listed> all, List<String> ids) throws Refusal {
        ScenarioFilter named = new ScenarioFilter(ids, List.of());
        for (String id : named.unused(all)) {
            throw Refusal.usage("there is no scenario " + id + nearest(library, id) + "; 'pop3spec list' shows them");
        }
        return all.stream()
                .filter(listed -> named.admits(listed.id(), listed.header()))
                .toList();
    }

    static String nearest(ScenarioLibrary library, String id) {
        return library.nearest(id).map(near -> ", did you mean " + near + "?").orElse("");
    }

    /** A pattern that matches nothing is a typing error more often than not. */
    private static void refuseUnused(ScenarioLibrary library, ScenarioFilter filter, List<Listed> all) throws Refusal {
        for (String pattern : filter.unused(all)) {
            throw Refusal.usage("no scenario matches " + pattern + nearest(library, pattern)
                    + "; 'pop3spec list' shows ids, levels and specifications");
        }
    }

    /** What lists show: front matter only, filtered. */
    List<Listed> listed() throws Refusal {
        ScenarioLibrary library = library();
        ScenarioFilter filter = new ScenarioFilter(options.only, options.skip);
        refuseUnused(library, filter, library.list());
        List<Listed> listed = library.list().stream()
                .filter(entry -> filter.admits(entry.id(), entry.header()))
                .toList();
        if (listed.isEmpty()) {
            throw Refusal.usage("no scenario matches" + unmatched(filter));
        }
        return listed;
    }

    /** One scenario, by id, by an id that it once had, or by its file. */
    Scenario one(String name) throws Refusal {
        if (isFile(name)) {
            List<Scenario> read = read(name);
            if (read.size() == 1) {
                return read.get(0);
            }
            throw Refusal.usage(name + " is a folder, expected one scenario");
        }
        ScenarioLibrary library = library();
        Optional<String> id = library.find(name);
        if (id.isEmpty()) {
            throw Refusal.usage(
                    "there is no scenario " + name + nearest(library, name) + "; 'pop3spec list' shows them");
        }
        try {
            return library.load(new ScenarioFilter(List.of(id.get()), List.of())).stream()
                    .filter(scenario -> scenario.id().equals(id.get()))
                    .findFirst()
                    .orElseThrow();
        } catch (ScenarioException e) {
            throw Refusal.usageText(String.valueOf(e.getMessage()));
        }
    }

    /** What the listed scenarios check of all requirements. */
    Coverage coverage() throws Refusal {
        List<Listed> listed = listed();
        try {
            return Coverage.of(Requirements.of(root()), listed);
        } catch (ScenarioException e) {
            throw Refusal.usageText(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
    }

    private ScenarioRoot root() {
        return options.scenarios.toString().isEmpty()
                ? new BundledRoot()
                : new FolderRoot(shell.folder().resolve(options.scenarios));
    }

    private ScenarioLibrary library() throws Refusal {
        try {
            return ScenarioLibrary.open(root(), parser);
        } catch (ScenarioException e) {
            throw Refusal.usageText(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
    }
}
