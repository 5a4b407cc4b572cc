package org.pop3spec.target;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The names of features that scenarios ask for, from the lines of a CAPA answer. */
final class Features {
    private static final Set<String> KNOWN = Set.of(
            "TOP",
            "UIDL",
            "USER",
            "PIPELINING",
            "RESP-CODES",
            "AUTH-RESP-CODE",
            "LOGIN-DELAY",
            "EXPIRE",
            "IMPLEMENTATION",
            "UTF8",
            "LANG",
            "LAST",
            "RPOP");

    private Features() {}

    /** Names as they stand in {@code requires}. */
    static Set<String> of(List<String> capabilities) {
        Set<String> features = new LinkedHashSet<>();
        for (String line : capabilities) {
            List<String> words = words(line);
            String tag = words.isEmpty() ? "" : words.get(0).toUpperCase(Locale.ROOT);
            if (tag.equals("SASL")) {
                features.add("sasl");
                words.stream().skip(1).forEach(name -> features.add("sasl-" + name.toLowerCase(Locale.ROOT)));
            } else if (KNOWN.contains(tag)) {
                features.add(tag.toLowerCase(Locale.ROOT));
            }
        }
        return features;
    }

    /** The words of a capability's line. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>(List.of(line.strip().split("[ \\t]+")));
        words.removeIf(String::isEmpty);
        return words;
    }

    /** The line of a capability, by its tag. */
    static Optional<List<String>> line(List<String> capabilities, String tag) {
        return capabilities.stream()
                .map(Features::words)
                .filter(words -> !words.isEmpty() && words.get(0).equalsIgnoreCase(tag))
                .findFirst();
    }
}
