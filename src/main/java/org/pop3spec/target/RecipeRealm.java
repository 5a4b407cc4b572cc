package org.pop3spec.target;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.pop3spec.kerberos.EmbeddedRealm;
import org.pop3spec.kerberos.KerberosTrouble;
import org.pop3spec.kerberos.Keytabs;
import org.pop3spec.kerberos.ServiceKey;

/**
 * A Kerberos realm that a recipe's server is a service of. The server gets its keys when its container is made; the KDC starts
 * when the first ticket is asked for.
 */
final class RecipeRealm implements AutoCloseable {
    private static final String NAME = "RECIPE.TEST";

    private final ContainerRecipe.KerberosFiles places;
    private final List<ServiceKey> keys;
    private final EmbeddedRealm realm;

    private RecipeRealm(ContainerRecipe.KerberosFiles places, List<ServiceKey> keys) {
        this.places = places;
        this.keys = keys;
        this.realm = new EmbeddedRealm(NAME, keys);
    }

    static RecipeRealm of(ContainerRecipe.KerberosFiles places) {
        try {
            return new RecipeRealm(places, ServiceKey.random(service(places)));
        } catch (KerberosTrouble e) {
            throw new IllegalStateException("the library makes keys for every principal", e);
        }
    }

    private static String service(ContainerRecipe.KerberosFiles places) {
        return places.service() + "@" + NAME;
    }

    /** What the container gets, by path. */
    Map<String, byte[]> files() {
        return Map.of(places.keytab(), Keytabs.write(keys), places.conf(), conf());
    }

    /** A service asks no KDC anything: the name of its realm is all that it needs to know. */
    private static byte[] conf() {
        return "[libdefaults]\n    default_realm = %s\n    dns_lookup_kdc = false\n"
                .formatted(NAME)
                .getBytes(StandardCharsets.UTF_8);
    }

    KerberosAccess access() {
        return new KerberosAccess(realm, service(places), true);
    }

    @Override
    public void close() {
        realm.close();
    }
}
