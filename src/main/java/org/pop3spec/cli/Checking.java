package org.pop3spec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pop3spec.result.ExitCode;
import org.pop3spec.run.ScenarioLanguage;
import org.pop3spec.scenario.FolderRoot;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioException;
import org.pop3spec.scenario.ScenarioFilter;
import org.pop3spec.scenario.ScenarioLibrary;
import org.pop3spec.scenario.ScenarioParser;
import org.pop3spec.target.InvalidTargetFile;
import org.pop3spec.target.Secret;
import org.pop3spec.target.SecretReader;
import org.pop3spec.target.SecretSource;
import org.pop3spec.target.Secrets;
import org.pop3spec.target.TargetFile;

/** Validates files. */
final class Checking {
    private final Shell shell;
    private final ScenarioParser parser = ScenarioLanguage.parser();

    Checking(Shell shell) {
        this.shell = shell;
    }

    int check(List<String> files) {
        boolean good = true;
        for (String file : files) {
            good &= check(file);
        }
        return (good ? ExitCode.CONFORMANT : ExitCode.USAGE).value();
    }

    private boolean check(String written) {
        Path file = shell.folder().resolve(written);
        try {
            if (Files.isDirectory(file)) {
                int count = ScenarioLibrary.open(new FolderRoot(file), parser)
                        .load(ScenarioFilter.ALL)
                        .size();
                shell.out().println(written + ": " + count + (count == 1 ? " scenario" : " scenarios") + ", all good");
            } else if (written.endsWith(".yaml") || written.endsWith(".yml")) {
                target(written, file);
            } else {
                Scenario scenario = ScenarioLibrary.readFile(file, parser);
                shell.out().println(written + ": good (" + scenario.header().title() + ")");
            }
            return true;
        } catch (ScenarioException | InvalidTargetFile e) {
            shell.err().println(e.getMessage());
        } catch (IOException e) {
            shell.err().println("pop3spec: " + e.getMessage());
        }
        return false;
    }

    private void target(String written, Path file) throws InvalidTargetFile {
        List<String> notes = new ArrayList<>();
        TargetFile.read(file, source -> secret(source, notes));
        shell.out().println(written + ": good");
        notes.forEach(note -> shell.out().println("  note: " + note));
    }

    /** A secret that isn't here may be where the run will be. */
    private Secret secret(SecretSource source, List<String> notes) {
        if (source instanceof SecretSource.AtPrompt prompt) {
            notes.add("the password of " + prompt.user() + " will be asked for");
        } else if (!(source instanceof SecretSource.OnStandardInput)) {
            SecretReader reader = shell.secrets();
            try {
                return reader.read(source);
            } catch (Secrets.Unreadable e) {
                notes.add(String.valueOf(e.getMessage()));
            }
        }
        return Secret.of("unknown", source.words());
    }
}
