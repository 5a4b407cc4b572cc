package org.pop3spec.kerberos;

import java.time.Instant;
import java.util.List;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.client.KrbClient;
import org.apache.kerby.kerberos.kerb.client.KrbConfig;
import org.apache.kerby.kerberos.kerb.client.KrbConfigKey;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.kdc.EncKdcRepPart;
import org.apache.kerby.kerberos.kerb.type.ticket.SgtTicket;
import org.apache.kerby.kerberos.kerb.type.ticket.TgtTicket;

/** Fetches tickets from the embedded KDC: AS and TGS exchange, RFC 4120 sections 3.1 and 3.3. */
final class RealmClient {
    private static final List<KrbConfigKey> ENCRYPTION_TYPES = List.of(
            KrbConfigKey.PERMITTED_ENCTYPES, KrbConfigKey.DEFAULT_TGS_ENCTYPES, KrbConfigKey.DEFAULT_TKT_ENCTYPES);

    private static final int TIMEOUT_MILLIS = 10_000;

    private final String realm;
    private final String host;
    private final int port;

    RealmClient(String realm, String host, int port) {
        this.realm = realm;
        this.host = host;
        this.port = port;
    }

    ServiceTicket fetch(String principal, ClientKey key, String service) throws KerberosTrouble {
        try {
            // the library keeps the values of a request's options in the constants of an enum
            synchronized (RealmClient.class) {
                return request(principal, key, service);
            }
        } catch (KrbException | RuntimeException e) {
            throw new KerberosTrouble(
                    "no ticket of " + principal + " for " + service + " from " + host + ":" + port + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private ServiceTicket request(String principal, ClientKey key, String service) throws KrbException {
        KrbConfig config = new KrbConfig();
        ENCRYPTION_TYPES.forEach(
                name -> config.setString(name, String.join(" ", KdcSettings.ENCRYPTION_TYPES.subList(0, 2))));
        config.setString(KrbConfigKey.KDC_REALM, realm);
        config.setString(KrbConfigKey.KDC_HOST, host);
        config.setInt(KrbConfigKey.KDC_TCP_PORT, port);
        config.setBoolean(KrbConfigKey.KDC_ALLOW_UDP, false);
        config.setBoolean(KrbConfigKey.KDC_ALLOW_TCP, true);
        KrbClient client = new KrbClient(config);
        client.setTimeout(TIMEOUT_MILLIS);
        client.init();
        TgtTicket granting = key instanceof ClientKey.Password password
                ? client.requestTgt(principal, password.octets())
                : client.requestTgt(principal, ((ClientKey.InKeytab) key).file().toFile());
        return ticket(principal, service, client.requestSgt(granting, service));
    }

    private static ServiceTicket ticket(String principal, String service, SgtTicket sgt) throws KrbException {
        EncKdcRepPart part = sgt.getEncKdcRepPart();
        KerberosTime begins = part.getStartTime() == null ? part.getAuthTime() : part.getStartTime();
        return new ServiceTicket(
                principal,
                service,
                Wire.encoded(sgt.getTicket()),
                sgt.getSessionKey().getKeyType().getValue(),
                Wire.octets(sgt.getSessionKey().getKeyData()),
                Instant.ofEpochMilli(part.getAuthTime().getTime()),
                Instant.ofEpochMilli(begins.getTime()),
                Instant.ofEpochMilli(part.getEndTime().getTime()));
    }
}
