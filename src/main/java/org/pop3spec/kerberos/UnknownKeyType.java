package org.pop3spec.kerberos;

/** A ticket could be had, but its session key is of a type for which no request with something wrong in it can be made. */
public final class UnknownKeyType extends KerberosTrouble {
    private static final long serialVersionUID = 1;

    UnknownKeyType(String message) {
        super(message);
    }
}
