package org.pop3spec.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The server that was played against, as a report names it.
 *
 * @param name chosen by the user or the recipe
 * @param kind reference, recipe or remote
 * @param endpoints such as {@code pop3://127.0.0.1:40110}
 * @param software what the server calls itself, where it does (greeting, IMPLEMENTATION); one char per octet
 * @param version what runs there and in which version, where whoever started it knows: {@code Dovecot 1:2.3.19.1-1}
 * @param capabilities by where they were announced ({@code cleartext before login}, {@code cleartext after login}, {@code
 *     after STLS} ...): the lines of the CAPA answer; absent where CAPA is refused
 * @param variants the ways of logging in that it offers
 * @param delivery how messages got in
 */
public record TargetDescription(
        String name,
        String kind,
        List<String> endpoints,
        Optional<String> software,
        Optional<String> version,
        Map<String, List<String>> capabilities,
        List<String> variants,
        String delivery) {
    public TargetDescription {
        endpoints = List.copyOf(endpoints);
        // not Map.copyOf: the order in which the answers were asked for is worth keeping
        Map<String, List<String>> ordered = new LinkedHashMap<>();
        capabilities.forEach((where, lines) -> ordered.put(where, List.copyOf(lines)));
        capabilities = Collections.unmodifiableMap(ordered);
        variants = List.copyOf(variants);
    }

    /** The same with masked what the server said of itself. */
    public TargetDescription masked(UnaryOperator<String> mask) {
        Map<String, List<String>> masked = new LinkedHashMap<>();
        capabilities.forEach(
                (where, lines) -> masked.put(where, lines.stream().map(mask).toList()));
        return new TargetDescription(name, kind, endpoints, software.map(mask), version, masked, variants, delivery);
    }
}
