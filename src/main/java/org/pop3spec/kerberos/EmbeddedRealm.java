package org.pop3spec.kerberos;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A realm whose KDC is in this process and starts when somebody first asks for a ticket or a key. Whoever asks for a ticket is
 * known from then on, with the password or key that was asked with.
 */
public final class EmbeddedRealm implements Realm, AutoCloseable {
    private final String name;
    private final KnownKeys known;
    private @Nullable Kdc kdc;

    /**
     * @param name such as {@code EXAMPLE.TEST}
     * @param keytab the keys that a server of this realm has already; without it services get keys of their own
     */
    public EmbeddedRealm(String name, Optional<Path> keytab) {
        this(name, () -> keytab.isPresent() ? Keytabs.read(keytab.get()) : List.of());
    }

    /**
     * @param name such as {@code EXAMPLE.TEST}
     * @param keys what servers of this realm have already
     */
    public EmbeddedRealm(String name, List<ServiceKey> keys) {
        this(name, () -> keys);
    }

    private EmbeddedRealm(String name, KnownKeys known) {
        this.name = name;
        this.known = known;
    }

    /** The realm's name. */
    public String name() {
        return name;
    }

    /** The KDC, started if it was not. */
    public synchronized Kdc kdc() throws KerberosTrouble {
        Kdc there = kdc;
        if (there == null) {
            there = Kdc.start(name);
            List<ServiceKey> keys = known.read();
            for (String principal :
                    keys.stream().map(ServiceKey::principal).distinct().toList()) {
                there.addPrincipal(
                        principal,
                        keys.stream()
                                .filter(key -> key.principal().equals(principal))
                                .toList());
            }
            kdc = there;
        }
        return there;
    }

    /** Whether anybody needed the KDC so far. */
    public synchronized boolean started() {
        return kdc != null;
    }

    @Override
    public ServiceTicket ticket(String principal, ClientKey key, String service) throws KerberosTrouble {
        Kdc running = kdc();
        synchronized (this) {
            if (running.keys(principal).isEmpty()) {
                add(running, principal, key);
            }
            if (running.keys(service).isEmpty()) {
                if (!known.read().isEmpty()) {
                    // one that was made up here would be of no use to the server
                    throw new KerberosTrouble("the key of " + service + " is not known");
                }
                running.addPrincipal(service);
            }
        }
        return running.ticket(principal, key, service);
    }

    private static void add(Kdc running, String principal, ClientKey key) throws KerberosTrouble {
        if (!Wire.realm(principal).equals(running.realm())) {
            throw new KerberosTrouble(
                    principal + " is not of the realm " + running.realm() + ", and the embedded KDC has no other");
        } else if (key instanceof ClientKey.Password password) {
            running.addPrincipal(principal, password.octets());
        } else if (key instanceof ClientKey.InKeytab inKeytab) {
            List<ServiceKey> own = Keytabs.read(inKeytab.file()).stream()
                    .filter(one -> one.principal().equals(principal))
                    .toList();
            if (own.isEmpty()) {
                throw new KerberosTrouble("the keytab " + inKeytab.file() + " has no key of " + principal
                        + " that the embedded KDC can use");
            }
            running.addPrincipal(principal, own);
        } else {
            throw new KerberosTrouble("a credential cache is of use with a realm that somebody else runs only");
        }
    }

    @Override
    public List<ServiceKey> keys(String service) throws KerberosTrouble {
        return kdc().keys(service);
    }

    /** Where the keys come from that the KDC did not make. */
    private interface KnownKeys {
        List<ServiceKey> read() throws KerberosTrouble;
    }

    @Override
    public synchronized void close() {
        Kdc running = kdc;
        if (running != null) {
            running.close();
        }
    }
}
