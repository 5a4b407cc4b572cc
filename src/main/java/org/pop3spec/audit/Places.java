package org.pop3spec.audit;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where a server is looked for.
 *
 * @param doors the ports that its name means
 * @param elsewhere those of other hosts, one host after the other, when nobody listens at the doors
 */
public record Places(List<Door> doors, List<List<Door>> elsewhere) {
    /** What hosts for POP3 are called in a domain. */
    private static final List<String> USUAL = List.of("pop", "pop3", "mail");

    public Places {
        doors = List.copyOf(doors);
        elsewhere = List.copyOf(elsewhere);
    }

    /**
     * By its name: what SRV records say of a domain, else the usual ports of the host of that name, and of hosts in it that have
     * usual names.
     *
     * @param words as {@link ServerAddress} has them; several are ports of the same server
     * @param recorded what the SRV records of a domain say; nothing where there are none
     * @throws IllegalArgumentException when a word names no server
     */
    public static Places of(List<String> words, Function<String, List<Door>> recorded) {
        Set<Door> doors = new LinkedHashSet<>();
        List<List<Door>> elsewhere = List.of();
        for (String word : words) {
            Optional<String> domain = ServerAddress.domain(word);
            List<Door> found = domain.map(recorded).orElse(List.of());
            doors.addAll(found.isEmpty() ? ServerAddress.doors(word) : Door.withOld(found));
            if (found.isEmpty() && words.size() == 1) {
                elsewhere = domain.map(Places::inside).orElse(List.of());
            }
        }
        return new Places(List.copyOf(doors), elsewhere);
    }

    private static List<List<Door>> inside(String domain) {
        String first = domain.toLowerCase(Locale.ROOT).split("\\.", 2)[0];
        // what is called so is a host, and no domain
        Stream<String> labels = USUAL.contains(first) ? Stream.empty() : USUAL.stream();
        return labels.map(label -> ServerAddress.doors(label + "." + domain)).toList();
    }
}
