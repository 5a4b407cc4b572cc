package org.pop3spec.kerberos;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kerby.asn1.type.Asn1Type;
import org.apache.kerby.kerberos.kerb.KrbCodec;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;
import org.apache.kerby.kerberos.kerb.type.base.NameType;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;

/** The library's types made of ours, and the other way round. */
final class Wire {
    private Wire() {}

    static byte[] bytes(String octets) {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String octets(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static String encoded(Asn1Type message) throws KrbException {
        return octets(KrbCodec.encode(message));
    }

    /**
     * Reads a message that nobody has checked.
     *
     * @throws KrbException whatever is wrong with it
     */
    static <T extends Asn1Type> T decoded(String octets, Class<T> type) throws KrbException {
        try {
            return KrbCodec.decode(bytes(octets), type);
        } catch (RuntimeException e) {
            // the library runs out of octets, or into what it did not read, in many ways
            throw new KrbException("malformed " + type.getSimpleName(), e);
        }
    }

    /** A name as it stands in messages: without its realm. */
    static PrincipalName name(String principal, NameType type) {
        PrincipalName name = new PrincipalName(PrincipalName.extractName(principal), type);
        name.setRealm(null);
        return name;
    }

    static String realm(String principal) {
        return principal.substring(principal.lastIndexOf('@') + 1);
    }

    /** Whether the library can seal with keys of the type. */
    static boolean knows(int keyType) {
        return EncryptionType.fromValue(keyType) != EncryptionType.NONE;
    }

    static EncryptionKey key(int type, String octets) {
        return new EncryptionKey(EncryptionType.fromValue(type), bytes(octets));
    }

    /** Without its fraction of a second, for which Kerberos has another field. */
    static KerberosTime time(Instant instant) {
        return new KerberosTime(instant.getEpochSecond() * 1000);
    }
}
