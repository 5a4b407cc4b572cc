package org.pop3spec.kerberos;

import java.util.List;

/** A realm without a KDC: whoever asks gets a ticket that is minted with the service's key. */
public final class MintedRealm implements Realm {
    public static final String NAME = "EXAMPLE.TEST";
    public static final String SERVICE = "pop/localhost@" + NAME;
    public static final ServiceKey KEY = new ServiceKey(SERVICE, 3, 18, "0123456789abcdef0123456789ABCDEF");

    /** That user in front of the service. */
    public static KerberosIdentity identity(String user) {
        return new KerberosIdentity(new MintedRealm(), user + "@" + NAME, new ClientKey.Password("unused"), SERVICE);
    }

    @Override
    public ServiceTicket ticket(String principal, ClientKey key, String service) throws KerberosTrouble {
        return new Minting(service, principal).mint(KEY);
    }

    @Override
    public List<ServiceKey> keys(String service) {
        return List.of(KEY);
    }
}
