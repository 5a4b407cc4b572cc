package org.pop3spec.cli;

/** The command line's entry. */
public final class Pop3spec {
    private Pop3spec() {}

    public static void main(String[] args) {
        System.out.println("pop3spec");
    }
}
