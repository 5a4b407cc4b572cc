package org.pop3spec.kerberos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of AP-REQ that can be made: right ones, and each of the ways in which one can be wrong. */
public enum ApFlaw {
    /** Nothing is wrong, and the server need not prove itself. */
    RIGHT,
    /** Nothing is wrong, and the server has to prove itself. */
    MUTUAL,
    /** As {@link #MUTUAL}, with a subkey and a sequence number in the authenticator. */
    SUBKEY,
    /** The authenticator was made ten minutes ago, further back than any server's clock skew. */
    SKEWED,
    /** The authenticator was made in ten minutes. */
    AHEAD,
    /** The ticket ended an hour ago. */
    EXPIRED,
    /** The ticket begins in an hour. */
    NOT_YET_VALID,
    /** The ticket has the flag INVALID. */
    INVALID,
    /** The client belongs to another realm, with the same name. */
    FOREIGN_CLIENT,
    /** The client's name has a second component: a Kerberos instance of the user. */
    INSTANCE,
    /** The ticket has authorization data of a kind that nobody knows, but that may be ignored (AD-IF-RELEVANT). */
    AUTHORIZATION_DATA,
    /** The ticket has the flag FORWARDED, as delegated credentials have: nothing is wrong with that. */
    FORWARDED,
    /** The ticket's session key is one for RC4, which nobody should take any more (RFC 8429). */
    WEAK_KEY,
    /** The ticket is for another service on the same host. */
    OTHER_SERVICE,
    /** The ticket is for the same service in another realm. */
    OTHER_REALM,
    /** The ticket says that it is sealed with a key version that the server never had. */
    WRONG_KVNO,
    /** One bit of the sealed authenticator is turned. */
    FLIPPED,
    /** One bit of the sealed ticket is turned. */
    FLIPPED_TICKET,
    /** The authenticator is sealed with another session key. */
    OTHER_KEY,
    /** The authenticator names another client than the ticket. */
    OTHER_CLIENT;

    /** Its name in scripts. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether there is nothing wrong with it. */
    boolean right() {
        return switch (this) {
            case RIGHT, MUTUAL, SUBKEY -> true;
            default -> false;
        };
    }

    /** Whether the ticket must be minted, for which the service's key must be known. */
    public boolean minted() {
        return switch (this) {
            case EXPIRED, NOT_YET_VALID, INVALID, FOREIGN_CLIENT, INSTANCE, AUTHORIZATION_DATA, FORWARDED, WEAK_KEY ->
                true;
            default -> false;
        };
    }

    /** The one of that name. */
    public static Optional<ApFlaw> named(String word) {
        return Arrays.stream(values()).filter(flaw -> flaw.word().equals(word)).findFirst();
    }

    /** All names. */
    public static List<String> words() {
        return Arrays.stream(values()).map(ApFlaw::word).toList();
    }
}
