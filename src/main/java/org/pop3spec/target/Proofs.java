package org.pop3spec.target;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pop3spec.kerberos.ClientKey;
import org.pop3spec.net.ClientCertificate;

/**
 * What an account can prove itself with beside its password.
 *
 * @param apopSecret what APOP shares, where that is not the password
 * @param token an OAuth 2.0 bearer token
 * @param rpopUser the name that RPOP gives
 * @param certificate what EXTERNAL shows
 * @param principal who it is in the target's Kerberos realm, with the realm; empty for its name there
 * @param kerberosKey what that principal proves itself with; empty for the password
 */
public record Proofs(
        Optional<Secret> apopSecret,
        Optional<Secret> token,
        Optional<String> rpopUser,
        Optional<ClientCertificate> certificate,
        Optional<String> principal,
        Optional<ClientKey> kerberosKey) {
    /** Nothing. */
    public static final Proofs NONE = new Proofs(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** What nobody may see of it. */
    public List<Secret> secrets() {
        return Stream.of(apopSecret, token).flatMap(Optional::stream).toList();
    }
}
