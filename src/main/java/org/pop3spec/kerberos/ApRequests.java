package org.pop3spec.kerberos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.common.EncryptionUtil;
import org.apache.kerby.kerberos.kerb.crypto.EncryptionHandler;
import org.apache.kerby.kerberos.kerb.type.ap.ApOption;
import org.apache.kerby.kerberos.kerb.type.ap.ApOptions;
import org.apache.kerby.kerberos.kerb.type.ap.ApReq;
import org.apache.kerby.kerberos.kerb.type.ap.Authenticator;
import org.apache.kerby.kerberos.kerb.type.base.EncryptedData;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;
import org.apache.kerby.kerberos.kerb.type.base.KeyUsage;
import org.apache.kerby.kerberos.kerb.type.base.NameType;
import org.apache.kerby.kerberos.kerb.type.ticket.Ticket;

/** Makes AP-REQs of an identity: right ones and flawed ones (RFC 4120 section 3.2.2). */
public final class ApRequests {
    private static final Duration BEYOND_ANY_SKEW = Duration.ofMinutes(10);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String ELSEWHERE = "ELSEWHERE.INVALID";
    private static final int SEQUENCE = 0x12345678;

    private final KerberosIdentity identity;

    public ApRequests(KerberosIdentity identity) {
        this.identity = identity;
    }

    /**
     * Makes one, of now.
     *
     * @throws UnknownKeyType when something is to be wrong with it, and the ticket's session key is of RFC 8009
     * @throws KerberosTrouble when no ticket can be had, or the service's key, which a minted ticket needs, is not known
     */
    public ApRequest make(ApFlaw flaw) throws KerberosTrouble {
        return make(flaw, Purpose.SESSION);
    }

    /** What an AP-REQ begins. */
    public enum Purpose {
        /** A session as KPOP has it. */
        SESSION,
        /** A GSS-API context: the authenticator has a subkey, a sequence number, and what the client asks for. */
        GSS
    }

    /**
     * Makes one for that purpose, of now.
     *
     * @throws KerberosTrouble when no ticket can be had, or the service's key, which a minted ticket needs, is not known
     */
    public ApRequest make(ApFlaw flaw, Purpose purpose) throws KerberosTrouble {
        ServiceTicket ticket = ticket(flaw);
        if (!Wire.knows(ticket.keyType())) {
            if (!flaw.right()) {
                throw new UnknownKeyType("the session key of a ticket for " + identity.service() + " is of type "
                        + ticket.keyType() + ", with which only right tickets can be shown");
            }
            return identity.realm().requestByJava(identity, flaw != ApFlaw.RIGHT);
        }
        try {
            return request(flaw, purpose, ticket);
        } catch (KrbException e) {
            throw new KerberosTrouble("no AP-REQ can be made: " + e.getMessage(), e);
        }
    }

    private ServiceTicket ticket(ApFlaw flaw) throws KerberosTrouble {
        Instant now = Instant.now();
        Minting minting = new Minting(identity.service(), identity.principal());
        String foreign = identity.principal().replaceFirst("@.*", "@" + ELSEWHERE);
        String instance = identity.principal().replaceFirst("@", "/admin@");
        return switch (flaw) {
            case EXPIRED ->
                minting.valid(now.minus(HOUR.multipliedBy(2)), now.minus(HOUR)).mint(serviceKey());
            case NOT_YET_VALID ->
                minting.valid(now.plus(HOUR), now.plus(HOUR.multipliedBy(2))).mint(serviceKey());
            case INVALID -> minting.invalid().mint(serviceKey());
            case FOREIGN_CLIENT -> new Minting(identity.service(), foreign).mint(serviceKey());
            case INSTANCE -> new Minting(identity.service(), instance).mint(serviceKey());
            case FORWARDED -> minting.forwarded().mint(serviceKey());
            case WEAK_KEY -> minting.withSessionKey(EncryptionType.ARCFOUR_HMAC).mint(serviceKey());
            case AUTHORIZATION_DATA -> minting.withUnknownAuthorizationData().mint(serviceKey());
            // a server can't open either: it has no such key, so that any key will do
            case OTHER_SERVICE ->
                new Minting(identity.service().replaceFirst("^[^/]*/", "imap/"), identity.principal()).mint(anyKey());
            case OTHER_REALM ->
                new Minting(identity.service().replaceFirst("@.*", "@" + ELSEWHERE), identity.principal())
                        .mint(anyKey());
            default -> identity.ticket();
        };
    }

    private ServiceKey serviceKey() throws KerberosTrouble {
        List<ServiceKey> keys = identity.serviceKeys();
        if (keys.isEmpty()) {
            throw new KerberosTrouble("the key of " + identity.service() + " is not known, so no ticket can be minted");
        }
        return keys.get(0);
    }

    private ServiceKey anyKey() throws KerberosTrouble {
        return Minting.randomKey(identity.service());
    }

    private ApRequest request(ApFlaw flaw, Purpose purpose, ServiceTicket proof) throws KrbException {
        Instant now = Instant.now();
        Instant stamp = flaw == ApFlaw.SKEWED
                ? now.minus(BEYOND_ANY_SKEW)
                : flaw == ApFlaw.AHEAD ? now.plus(BEYOND_ANY_SKEW) : now;
        int micros = stamp.getNano() / 1000;
        EncryptionKey session = Wire.key(proof.keyType(), proof.key());
        Ticket ticket = Wire.decoded(proof.octets(), Ticket.class);
        EncryptedData sealed = ticket.getEncryptedEncPart();
        if (flaw == ApFlaw.WRONG_KVNO) {
            sealed.setKvno(sealed.getKvno() + 7);
        } else if (flaw == ApFlaw.FLIPPED_TICKET) {
            flip(sealed);
        }
        Authenticator authenticator = new Authenticator();
        authenticator.setAuthenticatorVno(5);
        authenticator.setCrealm(Wire.realm(proof.client()));
        String named = flaw == ApFlaw.OTHER_CLIENT ? "x" + proof.client() : proof.client();
        authenticator.setCname(Wire.name(named, NameType.NT_PRINCIPAL));
        authenticator.setCtime(Wire.time(stamp));
        authenticator.setCusec(micros);
        String subkey = "";
        if (flaw == ApFlaw.SUBKEY || purpose != Purpose.SESSION) {
            EncryptionKey own = EncryptionHandler.random2Key(session.getKeyType());
            authenticator.setSubKey(own);
            authenticator.setSeqNumber(SEQUENCE);
            subkey = Wire.octets(own.getKeyData());
        }
        if (purpose == Purpose.GSS) {
            authenticator.setCksum(GssChecksum.asked());
        }
        EncryptionKey sealing = flaw == ApFlaw.OTHER_KEY ? EncryptionHandler.random2Key(session.getKeyType()) : session;
        EncryptedData sealedAuthenticator = EncryptionUtil.seal(authenticator, sealing, KeyUsage.AP_REQ_AUTH);
        if (flaw == ApFlaw.FLIPPED) {
            flip(sealedAuthenticator);
        }
        boolean mutual = flaw != ApFlaw.RIGHT;
        ApOptions options = new ApOptions();
        if (mutual) {
            options.setFlag(ApOption.MUTUAL_REQUIRED);
        }
        ApReq request = new ApReq();
        request.setApOptions(options);
        request.setTicket(ticket);
        request.setEncryptedAuthenticator(sealedAuthenticator);
        return new SealedRequest(
                Wire.encoded(request),
                mutual,
                proof.keyType(),
                proof.key(),
                stamp.getEpochSecond(),
                micros,
                subkey,
                SEQUENCE);
    }

    private static void flip(EncryptedData sealed) {
        byte[] cipher = sealed.getCipher().clone();
        cipher[cipher.length / 2] ^= 1;
        sealed.setCipher(cipher);
    }
}
