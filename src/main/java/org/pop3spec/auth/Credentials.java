package org.pop3spec.auth;

import java.util.Optional;
import org.pop3spec.kerberos.KerberosIdentity;
import org.pop3spec.net.ClientCertificate;

/**
 * What an account proves itself with. Strings have one char per octet.
 *
 * @param user the name as sent to the server
 * @param password the shared secret
 * @param token an OAuth 2.0 bearer token, for OAUTHBEARER and XOAUTH2
 * @param apopSecret the secret that APOP shares, where it is not the password (RFC 1939 section 7)
 * @param rpopUser the name of the user on this machine, for RPOP (RFC 1081)
 * @param certificate what EXTERNAL shows in the TLS handshake (RFC 4422 appendix A)
 * @param kerberos who the account is in a Kerberos realm, for KPOP and GSSAPI
 * @param folder what its maildrop is called in protocols before POP3
 */
public record Credentials(
        String user,
        String password,
        Optional<String> token,
        Optional<String> apopSecret,
        Optional<String> rpopUser,
        Optional<ClientCertificate> certificate,
        Optional<KerberosIdentity> kerberos,
        String folder) {
    /** What a maildrop is called where nobody says otherwise. */
    private static final String USUAL_FOLDER = "INBOX";

    /** A name and a password, and nothing more. */
    public Credentials(String user, String password) {
        this(
                user,
                password,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                USUAL_FOLDER);
    }

    /** The same with a token. */
    public Credentials withToken(String bearer) {
        return new Credentials(
                user, password, Optional.of(bearer), apopSecret, rpopUser, certificate, kerberos, folder);
    }

    /** The same with a secret of its own for APOP. */
    public Credentials withApopSecret(String secret) {
        return new Credentials(user, password, token, Optional.of(secret), rpopUser, certificate, kerberos, folder);
    }

    /** The same with a name for RPOP. */
    public Credentials withRpopUser(String name) {
        return new Credentials(user, password, token, apopSecret, Optional.of(name), certificate, kerberos, folder);
    }

    /** The same with a certificate. */
    public Credentials withCertificate(ClientCertificate own) {
        return new Credentials(user, password, token, apopSecret, rpopUser, Optional.of(own), kerberos, folder);
    }

    /** The same, known to a Kerberos realm. */
    public Credentials withKerberos(KerberosIdentity identity) {
        return new Credentials(user, password, token, apopSecret, rpopUser, certificate, Optional.of(identity), folder);
    }

    /** The same with another name for the maildrop. */
    public Credentials withFolder(String name) {
        return new Credentials(user, password, token, apopSecret, rpopUser, certificate, kerberos, name);
    }

    @Override
    public String toString() {
        return "credentials of " + user;
    }
}
