package org.pop3spec.kerberos;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.common.EncryptionUtil;
import org.apache.kerby.kerberos.kerb.crypto.EncryptionHandler;
import org.apache.kerby.kerberos.kerb.type.ad.AuthorizationData;
import org.apache.kerby.kerberos.kerb.type.ad.AuthorizationDataEntry;
import org.apache.kerby.kerberos.kerb.type.ad.AuthorizationType;
import org.apache.kerby.kerberos.kerb.type.base.EncryptedData;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;
import org.apache.kerby.kerberos.kerb.type.base.KeyUsage;
import org.apache.kerby.kerberos.kerb.type.base.NameType;
import org.apache.kerby.kerberos.kerb.type.base.TransitedEncoding;
import org.apache.kerby.kerberos.kerb.type.base.TransitedEncodingType;
import org.apache.kerby.kerberos.kerb.type.ticket.EncTicketPart;
import org.apache.kerby.kerberos.kerb.type.ticket.Ticket;
import org.apache.kerby.kerberos.kerb.type.ticket.TicketFlag;
import org.apache.kerby.kerberos.kerb.type.ticket.TicketFlags;

/**
 * Makes tickets that no KDC would, with the service's key: whoever has that key is believed (RFC 4120 section 5.3). So no
 * clock needs to be turned to see what a server does with a ticket of another time.
 */
public final class Minting {
    private static final Duration LIFETIME = Duration.ofHours(8);
    /** One element, of a kind (1000) that was never given a meaning. */
    private static final byte[] UNKNOWN_DATA = HexFormat.of().parseHex("300f300da004020203e8a1050403010203");

    private final String service;
    private final String client;
    private final Instant begins;
    private final Instant ends;
    private final Set<TicketFlag> flags;
    private final boolean unknownData;
    private final Optional<EncryptionType> sessionType;

    private Minting(
            String service,
            String client,
            Instant begins,
            Instant ends,
            Set<TicketFlag> flags,
            boolean unknownData,
            Optional<EncryptionType> sessionType) {
        this.service = service;
        this.client = client;
        this.begins = begins;
        this.ends = ends;
        this.flags = flags;
        this.unknownData = unknownData;
        this.sessionType = sessionType;
    }

    /** A ticket like any other, valid since a minute ago. */
    public Minting(String service, String client) {
        this(
                service,
                client,
                Instant.now().minusSeconds(60),
                Instant.now().plus(LIFETIME),
                EnumSet.of(TicketFlag.PRE_AUTH),
                false,
                Optional.empty());
    }

    /** The same with another time in which it is valid. */
    public Minting valid(Instant from, Instant until) {
        return new Minting(service, client, from, until, flags, unknownData, sessionType);
    }

    /** The same with the flag INVALID. */
    public Minting invalid() {
        return flagged(TicketFlag.INVALID);
    }

    /** The same with the flag FORWARDED, as it is on what a user lets others use in its name (RFC 4120 section 2.6). */
    public Minting forwarded() {
        return flagged(TicketFlag.FORWARDED);
    }

    private Minting flagged(TicketFlag flag) {
        Set<TicketFlag> more = EnumSet.copyOf(flags);
        more.add(flag);
        return new Minting(service, client, begins, ends, more, unknownData, sessionType);
    }

    /** The same with authorization data that a server may ignore, as Active Directory's PAC is to most. */
    public Minting withUnknownAuthorizationData() {
        return new Minting(service, client, begins, ends, flags, true, sessionType);
    }

    /** The same with a session key of another type than the service's. */
    Minting withSessionKey(EncryptionType type) {
        return new Minting(service, client, begins, ends, flags, unknownData, Optional.of(type));
    }

    /** A key that nobody has. */
    static ServiceKey randomKey(String principal) throws KerberosTrouble {
        try {
            EncryptionKey key = EncryptionHandler.random2Key(EncryptionType.AES256_CTS_HMAC_SHA1_96);
            return new ServiceKey(principal, 1, key.getKeyType().getValue(), Wire.octets(key.getKeyData()));
        } catch (KrbException e) {
            throw new KerberosTrouble("no key can be made", e);
        }
    }

    /** The ticket, sealed with that key. */
    public ServiceTicket mint(ServiceKey key) throws KerberosTrouble {
        try {
            EncryptionKey sealing = Wire.key(key.type(), key.octets());
            sealing.setKvno(key.version());
            EncryptionKey session = EncryptionHandler.random2Key(sessionType.orElse(sealing.getKeyType()));
            EncTicketPart part = part(session);
            EncryptedData sealed = EncryptionUtil.seal(part, sealing, KeyUsage.KDC_REP_TICKET);
            Ticket ticket = new Ticket();
            ticket.setRealm(Wire.realm(service));
            ticket.setSname(Wire.name(service, NameType.NT_SRV_HST));
            ticket.setEncryptedEncPart(sealed);
            return new ServiceTicket(
                    client,
                    service,
                    Wire.encoded(ticket),
                    session.getKeyType().getValue(),
                    Wire.octets(session.getKeyData()),
                    begins,
                    begins,
                    ends);
        } catch (KrbException e) {
            throw new KerberosTrouble("no ticket can be minted: " + e.getMessage(), e);
        }
    }

    private EncTicketPart part(EncryptionKey session) {
        TicketFlags written = new TicketFlags();
        flags.forEach(written::setFlag);
        TransitedEncoding transited = new TransitedEncoding();
        transited.setTrType(TransitedEncodingType.DOMAIN_X500_COMPRESS);
        transited.setContents(new byte[0]);
        EncTicketPart part = new EncTicketPart();
        part.setFlags(written);
        part.setKey(session);
        part.setCrealm(Wire.realm(client));
        part.setCname(Wire.name(client, NameType.NT_PRINCIPAL));
        part.setTransited(transited);
        part.setAuthTime(Wire.time(begins));
        part.setStartTime(Wire.time(begins));
        part.setEndTime(Wire.time(ends));
        if (unknownData) {
            AuthorizationData data = new AuthorizationData();
            data.add(new AuthorizationDataEntry(AuthorizationType.AD_IF_RELEVANT, UNKNOWN_DATA));
            part.setAuthorizationData(data);
        }
        return part;
    }
}
