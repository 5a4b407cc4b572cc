package org.pop3spec.kerberos;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.common.EncryptionUtil;
import org.apache.kerby.kerberos.kerb.identity.backend.MemoryIdentityBackend;
import org.apache.kerby.kerberos.kerb.request.KrbIdentity;
import org.apache.kerby.kerberos.kerb.server.KdcConfig;
import org.apache.kerby.kerberos.kerb.server.KdcConfigKey;
import org.apache.kerby.kerberos.kerb.server.KdcContext;
import org.apache.kerby.kerberos.kerb.server.KdcHandler;
import org.apache.kerby.kerberos.kerb.server.KdcServer;
import org.apache.kerby.kerberos.kerb.server.preauth.PreauthHandler;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;

/**
 * A Kerberos 5 KDC in this process (RFC 4120): one realm in memory, reached by TCP and UDP on one port that the operating
 * system chooses. It writes no file and sets no property of the JVM, so that several don't meet. Its configuration is made
 * from the templates in {@code kdc-config/}.
 */
public final class Kdc implements Realm, AutoCloseable {
    /** The registered port of a KDC (RFC 4120 section 7.2.3). */
    static final int PORT = 88;

    private static final int FIRST_VERSION = 1;

    private final KdcSettings settings;
    private final String realm;
    private final InetAddress address;
    private final MemoryIdentityBackend principals = new MemoryIdentityBackend();
    private final KdcConfig config;
    private final KdcDoors doors;
    private final TicketCache cache = new TicketCache();

    private Kdc(KdcSettings settings) throws KrbException, IOException {
        this.settings = settings;
        this.realm = settings.realm();
        this.address = settings.address();
        // holds the settings only, and is never started: it would set properties of the whole JVM
        KdcServer holder = new KdcServer();
        config = holder.getKdcConfig();
        // by its setter it would be the realm of every KDC in the JVM
        config.setString(KdcConfigKey.KDC_REALM, realm);
        KdcTemplates templates = new KdcTemplates(Map.of("realm", realm, "enctypes", settings.enctypes()));
        for (String line : templates.lines("kdc.conf")) {
            String[] entry = line.split("=", 2);
            config.setString(KdcConfigKey.valueOf(entry[0].strip().toUpperCase(Locale.ROOT)), entry[1].strip());
        }
        principals.initialize();
        for (String name : templates.lines("principals")) {
            add(name + "@" + realm, Optional.empty());
        }
        KdcContext context = new KdcContext(holder.getKdcSetting());
        context.setIdentityService(principals);
        PreauthHandler preauthentication = new PreauthHandler();
        preauthentication.init();
        context.setPreauthHandler(preauthentication);
        doors = KdcDoors.at(address, settings.port(), new KdcRequests(new KdcHandler(context)));
    }

    /** Starts one on the loopback address. It serves when this returns. */
    public static Kdc start(String realm) throws KerberosTrouble {
        return start(KdcSettings.of(realm));
    }

    /** Starts one. It serves when this returns. */
    public static Kdc start(KdcSettings settings) throws KerberosTrouble {
        try {
            Kdc kdc = new Kdc(settings);
            kdc.doors.open();
            return kdc;
        } catch (KrbException | IOException e) {
            String where = settings.port() == 0 ? "" : " at port " + settings.port();
            throw new KerberosTrouble("the embedded KDC can't start" + where + ": " + e.getMessage(), e);
        }
    }

    /** Its realm. */
    public String realm() {
        return realm;
    }

    /** The port on which it is reached by TCP and UDP. */
    public int port() {
        return doors.port();
    }

    /** A principal with a password. */
    public void addPrincipal(String principal, String password) throws KerberosTrouble {
        try {
            add(principal, Optional.of(password));
        } catch (KrbException e) {
            throw new KerberosTrouble("the principal " + principal + " can't be added", e);
        }
    }

    /** A principal with random keys, such as a service. */
    public void addPrincipal(String principal) throws KerberosTrouble {
        try {
            add(principal, Optional.empty());
        } catch (KrbException e) {
            throw new KerberosTrouble("the principal " + principal + " can't be added", e);
        }
    }

    /** A principal with keys that it has already. */
    public void addPrincipal(String principal, List<ServiceKey> keys) throws KerberosTrouble {
        try {
            List<EncryptionKey> theirs = new ArrayList<>();
            for (ServiceKey key : keys) {
                EncryptionKey one = Wire.key(key.type(), key.octets());
                one.setKvno(key.version());
                theirs.add(one);
            }
            put(principal, theirs);
        } catch (KrbException e) {
            throw new KerberosTrouble("the principal " + principal + " can't be added", e);
        }
    }

    private void add(String principal, Optional<String> password) throws KrbException {
        put(
                principal,
                password.isPresent()
                        ? EncryptionUtil.generateKeys(principal, password.get(), config.getEncryptionTypes())
                        : EncryptionUtil.generateKeys(config.getEncryptionTypes()));
    }

    private void put(String principal, List<EncryptionKey> keys) throws KrbException {
        KrbIdentity identity = new KrbIdentity(principal);
        for (EncryptionKey key : keys) {
            key.setKvno(Math.max(FIRST_VERSION, key.getKvno()));
            identity.setKeyVersion(key.getKvno());
        }
        identity.addKeys(keys);
        synchronized (principals) {
            if (principals.getIdentity(principal) != null) {
                principals.deleteIdentity(principal);
            }
            principals.addIdentity(identity);
        }
    }

    /** The keys of any principal, for its keytab. */
    @Override
    public List<ServiceKey> keys(String principal) throws KerberosTrouble {
        try {
            KrbIdentity identity;
            synchronized (principals) {
                identity = principals.getIdentity(principal);
            }
            if (identity == null) {
                return List.of();
            }
            List<ServiceKey> keys = new ArrayList<>();
            for (EncryptionKey key : identity.getKeys().values()) {
                keys.add(new ServiceKey(
                        principal, key.getKvno(), key.getKeyType().getValue(), Wire.octets(key.getKeyData())));
            }
            // the strongest first
            keys.sort((one, other) -> Integer.compare(other.type(), one.type()));
            return List.copyOf(keys);
        } catch (KrbException e) {
            throw new KerberosTrouble("the keys of " + principal + " can't be had", e);
        }
    }

    @Override
    public ServiceTicket ticket(String principal, ClientKey key, String service) throws KerberosTrouble {
        return cache.get(
                principal,
                service,
                () -> new RealmClient(realm, address.getHostAddress(), port()).fetch(principal, key, service));
    }

    /** What MIT's tools, Heimdal's and the JDK need to find it. */
    public String krb5Conf() {
        return krb5Conf(address.getHostAddress());
    }

    /** The same for those who reach this machine by another name or address. */
    public String krb5Conf(String host) {
        return new KdcTemplates(Map.of(
                        "realm", realm,
                        "enctypes", settings.enctypes(),
                        "host", host.contains(":") ? "[" + host + "]" : host,
                        "port", Integer.toString(port()),
                        "domains", settings.domains()))
                .file("krb5.conf");
    }

    /** Stops at once; its port is free afterwards. */
    @Override
    public void close() {
        doors.close();
    }
}
