package org.pop3spec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioException;
import org.pop3spec.scenario.ScenarioParser;
import org.pop3spec.scenario.SourceFile;
import org.pop3spec.scenario.Vocabulary;

/** The scenarios that a command is about: those of a folder. */
final class Catalogue {
    private final Shell shell;
    private final ScenarioOptions options;

    Catalogue(Shell shell, ScenarioOptions options) {
        this.shell = shell;
        this.options = options;
    }

    List<Scenario> chosen(List<String> named) throws Refusal, IOException {
        Path root = options.scenarios.toString().isEmpty() ? Path.of("scenarios") : options.scenarios;
        ScenarioParser parser = new ScenarioParser(
                new Vocabulary(Mailboxes.of(1).names(), new LoginVariants().names(), Vocabulary.FEATURES),
                new Expressions());
        List<Scenario> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".pop3")).sorted().toList()) {
                String id = root.relativize(file).toString().replaceFirst("\\.pop3$", "");
                if (!named.isEmpty() && named.stream().noneMatch(id::matches)) {
                    continue;
                }
                try {
                    found.add(parser.parse(id, SourceFile.decode(file.toString(), Files.readAllBytes(file)), path -> {
                        Path included = root.resolve(path);
                        try {
                            return Files.exists(included)
                                    ? Optional.of(SourceFile.decode(path, Files.readAllBytes(included)))
                                    : Optional.empty();
                        } catch (ScenarioException e) {
                            throw new IOException(e);
                        }
                    }));
                } catch (ScenarioException e) {
                    shell.err().println(e.getMessage());
                }
            }
        }
        return found;
    }
}
