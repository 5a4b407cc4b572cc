package org.pop3spec.scenario;

import java.util.Set;
import java.util.regex.Pattern;

/** What values may be called. */
final class Names {
    /** Words that the expression language keeps for itself. */
    static final Set<String> RESERVED = Set.of(
            "and",
            "or",
            "not",
            "div",
            "mod",
            "eq",
            "ne",
            "gt",
            "ge",
            "lt",
            "le",
            "if",
            "else",
            "do",
            "while",
            "for",
            "break",
            "continue",
            "function",
            "return",
            "new",
            "size",
            "empty",
            "var",
            "let",
            "const",
            "null",
            "true",
            "false",
            "switch",
            "case",
            "default",
            "import",
            "NaN",
            "throw",
            "try",
            "catch",
            "finally",
            "instanceof");

    private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,99}");

    private Names() {}

    /** Whether it has the form of a name; it may still be reserved. */
    static boolean isName(String word) {
        return FORM.matcher(word).matches();
    }

    /** The value that has this name now. */
    static Object value(String name, Bindings bindings) {
        return Values.normal(
                bindings.value(name).orElseThrow(() -> new Fault("nothing is called '" + name + "' at this point")));
    }
}
