package org.pop3spec.kerberos;

import java.util.Optional;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.common.EncryptionUtil;
import org.apache.kerby.kerberos.kerb.type.ap.ApRep;
import org.apache.kerby.kerberos.kerb.type.ap.EncAPRepPart;
import org.apache.kerby.kerberos.kerb.type.base.KeyUsage;

/**
 * An AP-REQ that was sealed here, and what its sender must know to judge the answer (RFC 4120 section 3.2).
 *
 * @param octets in DER, one char per octet
 * @param mutual whether it asks the server to prove itself
 * @param keyType the session key's encryption type
 * @param key the session key, one char per octet
 * @param seconds the authenticator's time, since 1970
 * @param microseconds its fraction of a second
 * @param subkey the subkey of the authenticator, of the same type, one char per octet; empty for none
 * @param sequence the sequence number of the authenticator
 */
record SealedRequest(
        String octets,
        boolean mutual,
        int keyType,
        String key,
        long seconds,
        int microseconds,
        String subkey,
        int sequence)
        implements ApRequest {
    @Override
    public boolean provenBy(String answer) {
        return proof(answer).isPresent();
    }

    @Override
    public Optional<GssContext> context(String answer) {
        return proof(answer)
                .map(part -> new AesContext(
                        Wire.key(keyType, key), subkey.isEmpty() ? null : Wire.key(keyType, subkey), part.getSubkey()));
    }

    private Optional<EncAPRepPart> proof(String answer) {
        try {
            ApRep reply = Wire.decoded(answer, ApRep.class);
            EncAPRepPart part = EncryptionUtil.unseal(
                    reply.getEncryptedEncPart(), Wire.key(keyType, key), KeyUsage.AP_REP_ENCPART, EncAPRepPart.class);
            boolean right = part.getCtime().getTimeInSeconds() == seconds && part.getCusec() == microseconds;
            return right ? Optional.of(part) : Optional.empty();
        } catch (KrbException | RuntimeException e) {
            // no AP-REP, or sealed with another key
            return Optional.empty();
        }
    }

    /** Never the session key. */
    @Override
    public String toString() {
        return "AP-REQ of " + octets.length() + " octets";
    }
}
