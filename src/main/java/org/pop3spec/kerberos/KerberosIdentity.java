package org.pop3spec.kerberos;

import java.util.List;

/**
 * Somebody whom a realm knows, in front of one service.
 *
 * @param principal with its realm
 * @param service with its realm, such as {@code pop/mail.example.org@EXAMPLE.ORG}
 */
public record KerberosIdentity(Realm realm, String principal, ClientKey key, String service) {
    /** A ticket for the service. */
    public ServiceTicket ticket() throws KerberosTrouble {
        return realm.ticket(principal, key, service);
    }

    /** The service's keys where they are known. */
    public List<ServiceKey> serviceKeys() throws KerberosTrouble {
        return realm.keys(service);
    }

    @Override
    public String toString() {
        return principal;
    }
}
