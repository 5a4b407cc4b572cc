package org.pop3spec.kerberos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A realm without a KDC: whoever asks gets a ticket that is minted with the service's key. */
public final class MintedRealm implements Realm {
    public static final String NAME = "EXAMPLE.TEST";
    public static final String SERVICE = "pop/localhost@" + NAME;
    public static final ServiceKey KEY = new ServiceKey(SERVICE, 3, 18, "0123456789abcdef0123456789ABCDEF");

    private final Duration left;

    private MintedRealm(Duration left) {
        this.left = left;
    }

    /** That user in front of the service. */
    public static KerberosIdentity identity(String user) {
        return identity(user, Duration.ofHours(8));
    }

    /**
     * That user in front of the service, with tickets that were valid for an hour up to now and end soon, or have ended.
     *
     * @param left how long they are valid yet; negative for how long they are not
     */
    public static KerberosIdentity identity(String user, Duration left) {
        return new KerberosIdentity(
                new MintedRealm(left), user + "@" + NAME, new ClientKey.Password("unused"), SERVICE);
    }

    @Override
    public ServiceTicket ticket(String principal, ClientKey key, String service) throws KerberosTrouble {
        Instant now = Instant.now();
        return new Minting(service, principal)
                .valid(now.minus(Duration.ofHours(1)), now.plus(left))
                .mint(KEY);
    }

    @Override
    public List<ServiceKey> keys(String service) {
        return List.of(KEY);
    }
}
