package org.pop3spec.refserver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kerby.asn1.type.Asn1Type;
import org.apache.kerby.kerberos.kerb.KrbCodec;
import org.apache.kerby.kerberos.kerb.KrbErrorCode;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.common.EncryptionUtil;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.ap.ApOption;
import org.apache.kerby.kerberos.kerb.type.ap.ApRep;
import org.apache.kerby.kerberos.kerb.type.ap.ApReq;
import org.apache.kerby.kerberos.kerb.type.ap.Authenticator;
import org.apache.kerby.kerberos.kerb.type.ap.EncAPRepPart;
import org.apache.kerby.kerberos.kerb.type.base.EncryptedData;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;
import org.apache.kerby.kerberos.kerb.type.base.KeyUsage;
import org.apache.kerby.kerberos.kerb.type.base.KrbError;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;
import org.apache.kerby.kerberos.kerb.type.ticket.EncTicketPart;
import org.apache.kerby.kerberos.kerb.type.ticket.Ticket;
import org.apache.kerby.kerberos.kerb.type.ticket.TicketFlag;
import org.pop3spec.kerberos.AesContext;
import org.pop3spec.kerberos.GssChecksum;
import org.pop3spec.kerberos.GssContext;
import org.pop3spec.kerberos.KerberosTrouble;
import org.pop3spec.kerberos.ServiceKey;

/** Judges AP-REQs: RFC 4120 section 3.2.3, in its order and with its error codes. */
final class TicketCheck {
    private static final Duration SKEW = Duration.ofMinutes(5);
    /** What RFC 6649 and 8429 take out of use. */
    private static final Set<EncryptionType> WEAK = Set.of(
            EncryptionType.ARCFOUR_HMAC,
            EncryptionType.ARCFOUR_HMAC_EXP,
            EncryptionType.DES_CBC_CRC,
            EncryptionType.DES_CBC_MD4,
            EncryptionType.DES_CBC_MD5,
            EncryptionType.DES3_CBC_SHA1);

    /** The tag of an AP-REQ: application 14, constructed. */
    private static final char AP_REQ = 0x6e;

    private final KerberosService service;
    private final Conduct conduct;
    private final ReplayCache seen;

    TicketCheck(KerberosService service, Conduct conduct, ReplayCache seen) {
        this.service = service;
        this.conduct = conduct;
        this.seen = seen;
    }

    /** What an AP-REQ comes to. */
    sealed interface Verdict {}

    /**
     * The client is who it says.
     *
     * @param client its principal with the realm
     * @param proof the AP-REP, where it asked for one
     * @param context what it can be spoken with from then on, and whether it asked for that (RFC 4121 section 4.1.1); empty where
     *     nothing is known of it
     */
    record Accepted(String client, Optional<String> proof, Optional<Established> context) implements Verdict {}

    /**
     * A context.
     *
     * @param asked whether the authenticator has the checksum that asks for one
     */
    record Established(GssContext keys, boolean asked) {}

    /** It is not let in. */
    record Refused(KrbErrorCode code) implements Verdict {}

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private final Optional<TicketRule> rule;
        private final KrbErrorCode code;

        /** By a rule that a fault may lift. */
        Refusal(TicketRule rule, KrbErrorCode code) {
            super(code.name(), null, false, false);
            this.rule = Optional.of(rule);
            this.code = code;
        }

        /** For trouble of the server's own. */
        Refusal(KrbErrorCode code) {
            super(code.name(), null, false, false);
            this.rule = Optional.empty();
            this.code = code;
        }
    }

    /** @param octets the AP-REQ, or whatever came instead */
    Verdict judge(String octets) {
        try {
            return accept(octets);
        } catch (Refusal e) {
            // who lifts the rule lets somebody in about whom nothing is known
            return e.rule.isEmpty() || conduct.observes(e.rule.get())
                    ? new Refused(e.code)
                    : new Accepted("", Optional.empty(), Optional.empty());
        }
    }

    private Verdict accept(String octets) throws Refusal {
        ApReq request = request(octets);
        Ticket sealed = request.getTicket();
        EncTicketPart ticket = open(sealed);
        Authenticator authenticator = authenticator(request, ticket);
        String client = principal(ticket.getCname(), ticket.getCrealm());
        require(
                TicketRule.SAME_CLIENT,
                client.equals(principal(authenticator.getCname(), authenticator.getCrealm())),
                KrbErrorCode.KRB_AP_ERR_BADMATCH);
        long now = System.currentTimeMillis();
        long skew = SKEW.toMillis();
        long stamp = authenticator.getCtime().getTime();
        require(TicketRule.CLOCK_SKEW, now - stamp <= skew, KrbErrorCode.KRB_AP_ERR_SKEW);
        require(TicketRule.NOT_AHEAD, stamp - now <= skew, KrbErrorCode.KRB_AP_ERR_SKEW);
        String mark = client + " " + stamp + "." + authenticator.getCusec();
        require(TicketRule.FRESH, !seen.replayed(mark, 2 * skew), KrbErrorCode.KRB_AP_ERR_REPEAT);
        KerberosTime begins = ticket.getStartTime() == null ? ticket.getAuthTime() : ticket.getStartTime();
        require(TicketRule.BEGUN, begins.getTime() <= now + skew, KrbErrorCode.KRB_AP_ERR_TKT_NYV);
        require(
                TicketRule.NOT_INVALID,
                !ticket.getFlags().isFlagSet(TicketFlag.INVALID),
                KrbErrorCode.KRB_AP_ERR_TKT_NYV);
        require(TicketRule.NOT_ENDED, ticket.getEndTime().getTime() + skew >= now, KrbErrorCode.KRB_AP_ERR_TKT_EXPIRED);
        require(TicketRule.STRONG_KEY, !WEAK.contains(ticket.getKey().getKeyType()), KrbErrorCode.KDC_ERR_ETYPE_NOSUPP);
        if (ticket.getFlags().isFlagSet(TicketFlag.FORWARDED) && !conduct.observes(TicketRule.FORWARDED_TAKEN)) {
            throw new Refusal(KrbErrorCode.KDC_ERR_POLICY);
        }
        if (ticket.getAuthorizationData() != null && !conduct.observes(TicketRule.UNKNOWN_DATA_IGNORED)) {
            throw new Refusal(KrbErrorCode.KDC_ERR_POLICY);
        }
        boolean mutual =
                request.getApOptions().isFlagSet(ApOption.MUTUAL_REQUIRED) || !conduct.observes(TicketRule.PROOF_ASKED);
        return new Accepted(
                client,
                mutual ? Optional.of(proof(ticket, authenticator)) : Optional.empty(),
                Optional.of(established(ticket, authenticator, mutual)));
    }

    /** The AP-REP has the client's subkey as its own. */
    private static Established established(EncTicketPart ticket, Authenticator authenticator, boolean mutual) {
        EncryptionKey subkey = authenticator.getSubKey();
        boolean asked = authenticator.getCksum() != null && GssChecksum.is(authenticator.getCksum());
        return new Established(new AesContext(ticket.getKey(), subkey, mutual ? subkey : null), asked);
    }

    private void require(TicketRule rule, boolean holds, KrbErrorCode otherwise) throws Refusal {
        if (!holds && conduct.observes(rule)) {
            throw new Refusal(otherwise);
        }
    }

    private static ApReq request(String octets) throws Refusal {
        try {
            ApReq request = decoded(octets, ApReq.class);
            if (request.getTicket() != null
                    && request.getTicket().getSname() != null
                    && request.getTicket().getEncryptedEncPart() != null
                    && request.getEncryptedAuthenticator() != null
                    && request.getApOptions() != null) {
                return request;
            }
        } catch (KrbException e) {
            // it is no AP-REQ, and the client is told so
        }
        TicketRule rule = octets.isEmpty()
                ? TicketRule.REQUEST_THERE
                : octets.charAt(0) == AP_REQ ? TicketRule.REQUEST_WHOLE : TicketRule.REQUEST_FORM;
        throw new Refusal(rule, KrbErrorCode.KRB_AP_ERR_MSG_TYPE);
    }

    private EncTicketPart open(Ticket sealed) throws Refusal {
        List<ServiceKey> own = own(principal(sealed.getSname(), sealed.getRealm()));
        EncryptedData part = sealed.getEncryptedEncPart();
        List<ServiceKey> fitting = own.stream()
                .filter(key ->
                        part.getEType() != null && key.type() == part.getEType().getValue())
                .filter(key -> !conduct.observes(TicketRule.KEY_VERSION) || key.version() == part.getKvno())
                .toList();
        if (fitting.isEmpty()) {
            throw new Refusal(TicketRule.KEY_VERSION, KrbErrorCode.KRB_AP_ERR_BADKEYVER);
        }
        for (ServiceKey key : fitting) {
            try {
                EncTicketPart opened = unsealed(
                        part,
                        new EncryptionKey(EncryptionType.fromValue(key.type()), bytes(key.octets())),
                        KeyUsage.KDC_REP_TICKET,
                        EncTicketPart.class);
                if (opened.getCname() != null && opened.getKey() != null && opened.getEndTime() != null) {
                    return opened;
                }
            } catch (KrbException e) {
                // another key may do
            }
        }
        throw new Refusal(TicketRule.TICKET_WHOLE, KrbErrorCode.KRB_AP_ERR_BAD_INTEGRITY);
    }

    private List<ServiceKey> own(String principal) throws Refusal {
        List<ServiceKey> own;
        try {
            own = service.keys().all().stream()
                    .filter(key -> key.principal().equals(principal))
                    .toList();
        } catch (KerberosTrouble e) {
            throw new Refusal(KrbErrorCode.KRB_ERR_GENERIC);
        }
        if (own.isEmpty()) {
            TicketRule rule = principal.endsWith("@" + service.realm()) ? TicketRule.OWN_SERVICE : TicketRule.OWN_REALM;
            throw new Refusal(rule, KrbErrorCode.KRB_AP_ERR_NOT_US);
        }
        return own;
    }

    private Authenticator authenticator(ApReq request, EncTicketPart ticket) throws Refusal {
        try {
            Authenticator opened = unsealed(
                    request.getEncryptedAuthenticator(), ticket.getKey(), KeyUsage.AP_REQ_AUTH, Authenticator.class);
            if (opened.getCname() != null && opened.getCtime() != null) {
                return opened;
            }
        } catch (KrbException e) {
            // sealed with another key, or not whole
        }
        if (conduct.observes(TicketRule.AUTHENTICATOR)) {
            throw new Refusal(KrbErrorCode.KRB_AP_ERR_BAD_INTEGRITY);
        }
        Authenticator believed = new Authenticator();
        believed.setCname(ticket.getCname());
        believed.setCrealm(ticket.getCrealm());
        believed.setCtime(KerberosTime.now());
        believed.setCusec((int) (System.nanoTime() / 1000 % 1_000_000));
        return believed;
    }

    /** Sealed with the ticket's session key; the subkey takes its place only afterwards (RFC 4120 section 3.2.4). */
    private String proof(EncTicketPart ticket, Authenticator authenticator) throws Refusal {
        EncAPRepPart part = new EncAPRepPart();
        boolean right = conduct.observes(TicketRule.PROOF_RIGHT);
        part.setCtime(right ? authenticator.getCtime() : new KerberosTime(0));
        part.setCusec(authenticator.getCusec());
        if (authenticator.getSubKey() != null) {
            part.setSubkey(authenticator.getSubKey());
        }
        boolean bySessionKey = authenticator.getSubKey() == null || conduct.observes(TicketRule.PROOF_BY_SESSION_KEY);
        EncryptionKey key = bySessionKey ? ticket.getKey() : authenticator.getSubKey();
        try {
            ApRep reply = new ApRep();
            reply.setEncryptedEncPart(EncryptionUtil.seal(part, key, KeyUsage.AP_REP_ENCPART));
            return octets(KrbCodec.encode(reply));
        } catch (KrbException e) {
            throw new Refusal(KrbErrorCode.KRB_ERR_GENERIC);
        }
    }

    /** The KRB-ERROR that tells a refusal (RFC 4120 section 5.9.1). */
    String told(Refused refused) throws KrbException {
        long now = System.currentTimeMillis();
        KrbError error = new KrbError();
        error.setStime(new KerberosTime(now / 1000 * 1000));
        error.setSusec((int) (now % 1000) * 1000);
        error.setErrorCode(refused.code());
        error.setRealm(service.realm());
        PrincipalName name = new PrincipalName(PrincipalName.extractName(service.principal()));
        name.setRealm(null);
        error.setSname(name);
        error.setEtext(refused.code().getMessage());
        return octets(KrbCodec.encode(error));
    }

    private static String principal(PrincipalName name, String realm) {
        return String.join("/", name.getNameStrings()) + "@" + realm;
    }

    private static <T extends Asn1Type> T unsealed(
            EncryptedData sealed, EncryptionKey key, KeyUsage usage, Class<T> type) throws KrbException {
        try {
            return EncryptionUtil.unseal(sealed, key, usage, type);
        } catch (RuntimeException e) {
            throw new KrbException("malformed " + type.getSimpleName(), e);
        }
    }

    private static <T extends Asn1Type> T decoded(String octets, Class<T> type) throws KrbException {
        try {
            return KrbCodec.decode(bytes(octets), type);
        } catch (RuntimeException e) {
            // the library runs into the end of what a client sent in many ways
            throw new KrbException("malformed " + type.getSimpleName(), e);
        }
    }

    private static byte[] bytes(String octets) {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String octets(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
