package org.pop3spec.kerberos;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A realm that somebody else runs, found by a krb5.conf. */
public final class OutsideRealm implements Realm {
    private final Path krb5Conf;
    private final Optional<Path> keytab;
    private final TicketCache cache = new TicketCache();

    /** @param keytab where the service's keys are, if the user gave them to the harness */
    public OutsideRealm(Path krb5Conf, Optional<Path> keytab) {
        this.krb5Conf = krb5Conf;
        this.keytab = keytab;
    }

    /**
     * The realm that the krb5.conf is for.
     *
     * @throws KerberosTrouble when it can't be read, or names none
     */
    public String defaultName() throws KerberosTrouble {
        return Krb5Conf.defaultRealm(krb5Conf);
    }

    @Override
    public ServiceTicket ticket(String principal, ClientKey key, String service) throws KerberosTrouble {
        return cache.get(
                principal,
                service,
                () -> JavaKerberos.ticket(krb5Conf, new KerberosIdentity(this, principal, key, service)));
    }

    @Override
    public ApRequest requestByJava(KerberosIdentity identity, boolean mutual) throws KerberosTrouble {
        return JavaKerberos.request(krb5Conf, identity, mutual);
    }

    @Override
    public List<ServiceKey> keys(String service) throws KerberosTrouble {
        if (keytab.isEmpty()) {
            return List.of();
        }
        return Keytabs.read(keytab.get()).stream()
                .filter(key -> key.principal().equals(service))
                .toList();
    }
}
