package org.pop3spec.result;

/**
 * Behaviour that the specification leaves open: recorded, never judged.
 *
 * @param name stable across servers, so that they can be put side by side
 * @param value what this server did
 */
public record Observation(String name, String value) {}
