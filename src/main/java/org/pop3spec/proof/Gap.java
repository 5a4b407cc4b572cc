package org.pop3spec.proof;

/**
 * Something that a proof lacks.
 *
 * @param about the scenario or the fault
 * @param what is missing, in words
 */
public record Gap(String about, String what) {
    @Override
    public String toString() {
        return about + ": " + what;
    }
}
