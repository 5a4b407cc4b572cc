package org.pop3spec.target;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.pop3spec.auth.Credentials;

/**
 * An account of the server under test, and what may be done with it.
 *
 * @param user the name, as it is sent
 * @param allowed what may happen to its maildrop, beyond looking at it; a disposable target allows everything
 * @param failedLogins how many wrong passwords it may be tried with in a whole run
 * @param proofs what it has beside the password
 * @param folder what protocols before POP3 call its maildrop (RFC 918, RFC 937)
 */
public record Account(
        String user, Secret password, Set<Allowance> allowed, int failedLogins, Proofs proofs, String folder) {
    /** What a maildrop is called where nobody says otherwise. */
    public static final String USUAL_FOLDER = "INBOX";

    /** What a user can allow, by the word in a target file. */
    public enum Allowance {
        /** Messages may be fetched; some servers then mark them as read, hide or expire them. */
        READ,
        /** Messages may be put in, and those that were put in may be removed. */
        CHANGE
    }

    public Account {
        allowed = Set.copyOf(allowed);
    }

    /** An account whose maildrop is called as usual. */
    public Account(String user, Secret password, Set<Allowance> allowed, int failedLogins, Proofs proofs) {
        this(user, password, allowed, failedLogins, proofs, USUAL_FOLDER);
    }

    /** An account with nothing but a password. */
    public Account(String user, Secret password, Set<Allowance> allowed, int failedLogins) {
        this(user, password, allowed, failedLogins, Proofs.NONE);
    }

    /** What it logs in with, but for a Kerberos identity. */
    public Credentials credentials() {
        Credentials own = new Credentials(octets(user), password.octets()).withFolder(octets(folder));
        own = proofs.apopSecret().map(Secret::octets).map(own::withApopSecret).orElse(own);
        own = proofs.token().map(Secret::octets).map(own::withToken).orElse(own);
        own = proofs.certificate().map(own::withCertificate).orElse(own);
        return proofs.rpopUser().map(Account::octets).map(own::withRpopUser).orElse(own);
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
