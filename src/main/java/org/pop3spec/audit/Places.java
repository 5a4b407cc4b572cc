package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.pop3spec.result.Observation;

/**
 * Where a server is looked for.
 *
 * @param doors the ports that its name means; at least one
 * @param elsewhere those of other hosts, one host after the other, when nobody listens at the doors
 * @param notes what name servers said of it
 */
public record Places(List<Door> doors, List<List<Door>> elsewhere, List<Observation> notes) {
    /** What hosts for POP3 are called in a domain. */
    private static final List<String> USUAL = List.of("pop", "pop3", "mail");

    public Places {
        doors = List.copyOf(doors);
        elsewhere = List.copyOf(elsewhere);
        notes = List.copyOf(notes);
    }

    /** These ports and no others. */
    public static Places at(List<Door> doors) {
        return new Places(doors, List.of(), List.of());
    }

    /**
     * By its name: what SRV records say of a domain, else the usual ports of the host of that name, and of hosts in it that have
     * usual names.
     *
     * @param words as {@link ServerAddress} has them; several are ports of the same server
     * @param recorded what the SRV records of a domain say
     * @throws IllegalArgumentException when a word names no server
     */
    public static Places of(List<String> words, Function<String, Discovery.Found> recorded) {
        Set<Door> doors = new LinkedHashSet<>();
        List<List<Door>> elsewhere = List.of();
        List<Observation> notes = new ArrayList<>();
        for (String word : words) {
            Optional<String> domain = ServerAddress.domain(word);
            Discovery.Found found = domain.map(recorded).orElse(Discovery.Found.NOTHING);
            notes.addAll(found.notes());
            doors.addAll(found.doors().isEmpty() ? ServerAddress.doors(word) : Door.withOld(found.doors()));
            if (found.doors().isEmpty() && words.size() == 1) {
                elsewhere = domain.map(Places::inside).orElse(List.of());
            }
        }
        return new Places(List.copyOf(doors), elsewhere, notes);
    }

    private static List<List<Door>> inside(String domain) {
        String first = domain.toLowerCase(Locale.ROOT).split("\\.", 2)[0];
        // what is called so is a host, and no domain
        Stream<String> labels = USUAL.contains(first) ? Stream.empty() : USUAL.stream();
        return labels.map(label -> ServerAddress.doors(label + "." + domain)).toList();
    }
}
