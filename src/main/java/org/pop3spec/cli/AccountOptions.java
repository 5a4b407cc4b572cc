package org.pop3spec.cli;

import java.util.Optional;
import org.pop3spec.target.Secret;
import org.pop3spec.target.SecretSource;
import org.pop3spec.target.Secrets;
import picocli.CommandLine.Option;

/** An account, and where its password is: in a file, in the environment, or asked for. */
final class AccountOptions {
    @Option(names = "--user", paramLabel = "NAME", description = "The account to log in with.")
    private String user = "";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Where the password is; - for standard input. Without this option it is asked for.")
    private String passwordFile = "";

    @Option(
            names = "--password-env",
            paramLabel = "NAME",
            description = "The environment variable that has the password.")
    private String passwordEnv = "";

    /** Whether any of them was given. */
    boolean given() {
        return !user.isEmpty() || !passwordFile.isEmpty() || !passwordEnv.isEmpty();
    }

    /** The account's name; empty when there is none. */
    Optional<String> user() throws Refusal {
        if (user.isEmpty() && given()) {
            throw Refusal.usage("a password without --user");
        }
        if (user.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            throw Refusal.usage("--user: control characters cannot be sent");
        }
        return user.isEmpty() ? Optional.empty() : Optional.of(user);
    }

    /** Its password. */
    Secret password(Shell shell) throws Refusal {
        if (!passwordFile.isEmpty() && !passwordEnv.isEmpty()) {
            throw Refusal.usage("--password-file and --password-env exclude each other");
        }
        SecretSource source = new SecretSource.AtPrompt(user);
        if (passwordFile.equals("-")) {
            source = new SecretSource.OnStandardInput();
        } else if (!passwordFile.isEmpty()) {
            source = new SecretSource.InFile(shell.folder().resolve(passwordFile), passwordFile);
        } else if (!passwordEnv.isEmpty()) {
            source = new SecretSource.InEnvironment(passwordEnv);
        }
        try {
            return shell.secrets().read(source);
        } catch (Secrets.Unreadable e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
    }
}
