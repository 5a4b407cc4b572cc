package org.pop3spec.kerberos;

/** What Kerberos was asked for could not be had: a KDC refused, could not be reached, or a file is not what it should be. */
public sealed class KerberosTrouble extends Exception permits UnknownKeyType {
    private static final long serialVersionUID = 1;

    /** @param message in words that fit a report; no secret */
    public KerberosTrouble(String message) {
        super(message);
    }

    public KerberosTrouble(String message, Throwable cause) {
        super(message, cause);
    }
}
