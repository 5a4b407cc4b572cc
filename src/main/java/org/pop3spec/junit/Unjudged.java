package org.pop3spec.junit;

/** The run itself went wrong: says nothing about the server's conformance. */
public final class Unjudged extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unjudged(String message) {
        super(message);
    }
}
