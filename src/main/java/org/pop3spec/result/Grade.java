package org.pop3spec.result;

import java.util.Collection;

/** How well a server stands in an audit, from best to worst; docs/audit.md has the rule in words. */
public enum Grade {
    A,
    B,
    C,
    D,
    E,
    F;

    /** From so many medium findings on they are no longer single oversights. */
    private static final int MANY = 3;

    /** When this grade is given, in words. */
    public String rule() {
        return switch (this) {
            case A -> "nothing found, or info only";
            case B -> "low at most";
            case C -> "one or two medium";
            case D -> "three medium or more";
            case E -> "one high";
            case F -> "two high or more";
        };
    }

    /** The grade for findings of these severities; what was not tested is none of them, and is not graded. */
    public static Grade of(Collection<Severity> found) {
        long high = found.stream().filter(s -> s == Severity.HIGH).count();
        if (high > 0) {
            return high > 1 ? F : E;
        }
        long medium = found.stream().filter(s -> s == Severity.MEDIUM).count();
        if (medium > 0) {
            return medium < MANY ? C : D;
        }
        return found.contains(Severity.LOW) ? B : A;
    }
}
