package org.pop3spec.kerberos;

/**
 * One key of a principal, as a keytab holds it.
 *
 * @param principal with its realm, such as {@code pop/mail.example.org@EXAMPLE.ORG}
 * @param version the key version number (RFC 4120 section 5.2.9)
 * @param type the encryption type's number (RFC 3961 section 8), such as 18 for aes256-cts-hmac-sha1-96
 * @param octets the key itself, one char per octet
 */
public record ServiceKey(String principal, int version, int type, String octets) {
    /** Never the key. */
    @Override
    public String toString() {
        return "key " + version + " of type " + type + " of " + principal;
    }
}
