package org.pop3spec.cli;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.pop3spec.target.SecretSource;
import org.pop3spec.target.Secrets;

/**
 * The password of all accounts of a server that a command runs for others: a given one, or one made up, which is shown.
 *
 * @param text the password itself
 * @param made whether it was made up
 */
record SharedPassword(String text, boolean made) {
    private static final int OCTETS = 8;

    /**
     * As {@code --password-file} has it.
     *
     * @param written a file, {@code -} for standard input, or nothing
     * @throws Refusal when it can't be read
     */
    static SharedPassword of(String written, Shell shell) throws Refusal {
        if (written.isEmpty()) {
            return madeUp();
        }
        SecretSource source = written.equals("-")
                ? new SecretSource.OnStandardInput()
                : new SecretSource.InFile(shell.folder().resolve(written), written);
        try {
            return new SharedPassword(shell.secrets().read(source).reveal(), false);
        } catch (Secrets.Unreadable e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
    }

    /** One that nobody gave. */
    static SharedPassword madeUp() {
        byte[] octets = new byte[OCTETS];
        new SecureRandom().nextBytes(octets);
        return new SharedPassword(HexFormat.of().formatHex(octets), true);
    }

    /** What may be told of it. */
    String shown() {
        return made ? "password " + text : "the password given";
    }

    /** Never one that was given. */
    @Override
    public String toString() {
        return shown();
    }
}
