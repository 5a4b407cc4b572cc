package org.pop3spec.refserver;

import java.util.List;
import org.pop3spec.kerberos.KerberosTrouble;
import org.pop3spec.kerberos.ServiceKey;

/**
 * Who the server is in a Kerberos realm. A user's principal is the account's name in the service's realm.
 *
 * @param principal with its realm, such as {@code pop/localhost@EXAMPLE.TEST}
 * @param keys its keys, asked for whenever a client shows a ticket
 */
public record KerberosService(String principal, Keys keys) {
    /** Where the keys come from. */
    @FunctionalInterface
    public interface Keys {
        /** All that the service has, old versions too. */
        List<ServiceKey> all() throws KerberosTrouble;
    }

    /** @throws IllegalArgumentException for a principal without a realm */
    public KerberosService {
        if (!principal.matches("[^@]+@[^@]+")) {
            throw new IllegalArgumentException("Not a principal with its realm: " + principal);
        }
    }

    String realm() {
        return principal.substring(principal.indexOf('@') + 1);
    }

    /** The principal of an account. */
    String principalOf(Account account) {
        return account.name() + "@" + realm();
    }
}
