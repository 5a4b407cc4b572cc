package org.pop3spec.scenario;

import java.util.List;
import java.util.Set;

/**
 * What an expression uses.
 *
 * @param names the values it names, in the order of the text
 * @param functions the functions it calls
 */
record ExpressionUse(List<NameUse> names, Set<String> functions) {
    ExpressionUse {
        names = List.copyOf(names);
        functions = Set.copyOf(functions);
    }

    /** A name and at which offset from the start of the expression it stands. */
    record NameUse(String name, int offset) {}

    boolean uses(String name) {
        return names.stream().anyMatch(n -> n.name().equals(name));
    }
}
