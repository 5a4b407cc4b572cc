package org.pop3spec.kerberos;

import java.util.List;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.common.EncryptionUtil;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;

/**
 * One key of a principal, as a keytab holds it.
 *
 * @param principal with its realm, such as {@code pop/mail.example.org@EXAMPLE.ORG}
 * @param version the key version number (RFC 4120 section 5.2.9)
 * @param type the encryption type's number (RFC 3961 section 8), such as 18 for aes256-cts-hmac-sha1-96
 * @param octets the key itself, one char per octet
 */
public record ServiceKey(String principal, int version, int type, String octets) {
    private static final int FIRST_VERSION = 1;

    /** New keys of a principal: AES of 256 and of 128 bits, for a server that has them before its realm's KDC runs. */
    public static List<ServiceKey> random(String principal) throws KerberosTrouble {
        try {
            return EncryptionUtil.generateKeys(
                            List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96, EncryptionType.AES128_CTS_HMAC_SHA1_96))
                    .stream()
                    .map(key -> new ServiceKey(
                            principal, FIRST_VERSION, key.getKeyType().getValue(), Wire.octets(key.getKeyData())))
                    .toList();
        } catch (KrbException e) {
            throw new KerberosTrouble("keys of " + principal + " can't be made", e);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "key " + version + " of type " + type + " of " + principal;
    }
}
