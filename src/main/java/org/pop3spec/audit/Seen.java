package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server says before login, by one way.
 *
 * @param greeting with its indicator
 * @param capabilities the lines of the CAPA answer; empty where it is refused
 * @param evidence what went over the wire
 */
record Seen(
        Way way,
        String greeting,
        Optional<String> timestamp,
        Optional<List<String>> capabilities,
        List<String> evidence) {
    /** Whether a capability is listed. */
    boolean lists(String tag) {
        return line(tag).isPresent();
    }

    /** The words of a capability's line, its tag among them, in upper case. */
    Optional<List<String>> line(String tag) {
        return capabilities.orElse(List.of()).stream()
                .map(line -> List.of(line.strip().toUpperCase(Locale.ROOT).split("[ \\t]+")))
                .filter(words -> words.get(0).equals(tag))
                .findFirst();
    }

    /** The SASL mechanisms that are listed, in upper case. */
    List<String> mechanisms() {
        return line("SASL").map(words -> words.subList(1, words.size())).orElse(List.of());
    }

    /** Whether USER may be tried: before RFC 2449 every server had it. */
    boolean hasUser() {
        return capabilities.isEmpty() || lists("USER");
    }

    /** The texts by which software is recognised. */
    List<String> selfDescriptions() {
        List<String> texts = new ArrayList<>();
        capabilities.orElse(List.of()).stream()
                .filter(line -> line.toUpperCase(Locale.ROOT).startsWith("IMPLEMENTATION"))
                .forEach(texts::add);
        texts.add(greeting);
        return texts;
    }
}
