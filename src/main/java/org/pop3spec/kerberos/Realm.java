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

    /** The service's keys, the newest first, where they are known: with them tickets can be minted. Else nothing. */
    List<ServiceKey> keys(String service) throws KerberosTrouble;
}
