package org.pop3spec.session;

import java.util.Optional;

/** What is known to be in the maildrop. */
public interface KnownMessages {
    /** How many messages. */
    int count();

    /**
     * Holds a retrieved message against message {@code number}; empty when they are the same, or nothing is known of it.
     *
     * @param number from 1
     * @param octets dot-stuffing undone, one char per octet
     */
    Optional<Mismatch> difference(int number, String octets);

    /** The same for the answer to TOP with so many lines of the body. */
    Optional<Mismatch> topDifference(int number, int bodyLines, String octets);

    /** Nothing is known. */
    KnownMessages NONE = new KnownMessages() {
        @Override
        public int count() {
            return 0;
        }

        @Override
        public Optional<Mismatch> difference(int number, String octets) {
            return Optional.empty();
        }

        @Override
        public Optional<Mismatch> topDifference(int number, int bodyLines, String octets) {
            return Optional.empty();
        }
    };

    /**
     * Where two messages differ.
     *
     * @param where in words
     * @param expected bounded, one char per octet
     * @param received bounded, one char per octet
     */
    record Mismatch(String where, String expected, String received) {}
}
