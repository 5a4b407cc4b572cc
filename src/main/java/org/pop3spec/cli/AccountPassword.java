package org.pop3spec.cli;

import org.pop3spec.target.Secret;
import org.pop3spec.target.SecretSource;
import org.pop3spec.target.Secrets;

/** Where an account's password is, as the command line says it: in a file, in the environment, or asked for. */
final class AccountPassword {
    private AccountPassword() {}

    /**
     * The password.
     *
     * @param file - for standard input; empty for none
     * @param variable empty for none
     */
    static Secret of(Shell shell, String user, String file, String variable) throws Refusal {
        if (!file.isEmpty() && !variable.isEmpty()) {
            throw Refusal.usage("--password-file and --password-env exclude each other");
        }
        SecretSource source = new SecretSource.AtPrompt(user);
        if (file.equals("-")) {
            source = new SecretSource.OnStandardInput();
        } else if (!file.isEmpty()) {
            source = new SecretSource.InFile(shell.folder().resolve(file), file);
        } else if (!variable.isEmpty()) {
            source = new SecretSource.InEnvironment(variable);
        }
        try {
            return shell.secrets().read(source);
        } catch (Secrets.Unreadable e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
    }
}
