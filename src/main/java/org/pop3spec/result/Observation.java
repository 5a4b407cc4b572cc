package org.pop3spec.result;

import java.util.function.UnaryOperator;

/**
 * Behaviour that the specification leaves open: recorded, never judged.
 *
 * @param name stable across servers, so that they can be put side by side
 * @param value what this server did
 */
public record Observation(String name, String value) {
    /** The same with its value masked. */
    public Observation masked(UnaryOperator<String> mask) {
        return new Observation(name, mask.apply(value));
    }
}
