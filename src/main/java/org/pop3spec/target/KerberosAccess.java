package org.pop3spec.target;

import org.pop3spec.kerberos.ClientKey;
import org.pop3spec.kerberos.KerberosIdentity;
import org.pop3spec.kerberos.Realm;

/**
 * How tickets for a target are had.
 *
 * @param service the target's principal with its realm, such as {@code pop/mail.example.org@EXAMPLE.ORG}
 * @param keysKnown whether the service's keys are known, so that tickets can be minted
 */
public record KerberosAccess(Realm realm, String service, boolean keysKnown) {
    /** Who an account is in the realm: what the target file says, else its name in the service's realm. */
    public KerberosIdentity identity(Account account) {
        String principal = account.proofs().principal().orElseGet(() -> principalOf(account.user()));
        ClientKey key = account.proofs()
                .kerberosKey()
                .orElseGet(() -> new ClientKey.Password(account.password().octets()));
        return new KerberosIdentity(realm, principal, key, service);
    }

    /** Who a user is in the service's realm where nothing else is said. */
    String principalOf(String user) {
        return user + service.substring(service.lastIndexOf('@'));
    }
}
