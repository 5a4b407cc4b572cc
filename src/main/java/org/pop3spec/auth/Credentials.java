package org.pop3spec.auth;

import java.util.Optional;
import org.pop3spec.kerberos.KerberosIdentity;

/**
 * What an account proves itself with. Strings have one char per octet.
 *
 * @param user the name as sent to the server
 * @param password the shared secret
 * @param kerberos who the account is in a Kerberos realm, for KPOP and GSSAPI
 */
public record Credentials(String user, String password, Optional<KerberosIdentity> kerberos) {
    /** A name and a password, and nothing more. */
    public Credentials(String user, String password) {
        this(user, password, Optional.empty());
    }

    /** The same, known to a Kerberos realm. */
    public Credentials withKerberos(KerberosIdentity identity) {
        return new Credentials(user, password, Optional.of(identity));
    }

    @Override
    public String toString() {
        return "credentials of " + user;
    }
}
