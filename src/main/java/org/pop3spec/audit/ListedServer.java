package org.pop3spec.audit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A server of a list, to be audited by itself.
 *
 * @param words how it is named, as on a command line; several are ports of the same server
 */
public record ListedServer(List<String> words) {
    /** @throws IllegalArgumentException when one of the words names no server; the message is one line */
    public ListedServer {
        words = List.copyOf(words);
        for (String word : words) {
            try {
                ServerAddress.doors(word);
            } catch (IllegalArgumentException e) {
                // what stands before the @ may be a password
                throw new IllegalArgumentException(word.replaceFirst(".*@", "...@") + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * Reads {@link #name} again.
     *
     * @throws IllegalArgumentException when one of the words names no server
     */
    public static ListedServer named(String name) {
        return new ListedServer(List.of(name.strip().split("\\s+")));
    }

    static boolean isNamedBy(String word) {
        try {
            ServerAddress.doors(word);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /** As it was written, with single blanks. */
    public String name() {
        return String.join(" ", words);
    }

    /** The same for all names of the same server: the ports in one order, and in one spelling. */
    public String key() {
        return words.stream()
                .flatMap(word -> {
                    Optional<String> domain = ServerAddress.domain(word);
                    return domain.isPresent()
                            ? domain.stream()
                            : ServerAddress.doors(word).stream().map(Door::toString);
                })
                .map(part -> part.toLowerCase(Locale.ROOT))
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
