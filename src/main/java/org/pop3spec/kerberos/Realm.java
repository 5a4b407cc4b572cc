package org.pop3spec.kerberos;

import java.util.List;

/** A Kerberos realm that tickets can be had from. Safe for several threads. */
public interface Realm {
    /**
     * A ticket that is valid now; an earlier one is handed out again.
     *
     * @param principal the client, with its realm
     * @param service with its realm
     */
    ServiceTicket ticket(String principal, ClientKey key, String service) throws KerberosTrouble;

    /**
     * A right AP-REQ that Java's own Kerberos makes, which knows types of keys that nothing else here does (RFC 8009).
     *
     * @param mutual whether it asks the server to prove itself
     * @throws KerberosTrouble when no ticket can be had, always so in a realm of the harness's own
     */
    default ApRequest requestByJava(KerberosIdentity identity, boolean mutual) throws KerberosTrouble {
        throw new KerberosTrouble("the realm has no keys that its own KDC does not know");
    }

    /** The service's keys, the newest first, where they are known: with them tickets can be minted. Else nothing. */
    List<ServiceKey> keys(String service) throws KerberosTrouble;
}
