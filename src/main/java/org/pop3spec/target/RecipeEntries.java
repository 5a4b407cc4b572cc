package org.pop3spec.target;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The entries of one mapping in a recipe; what is missing, of another kind or left over is a mistake in the package. */
final class RecipeEntries {
    private static final int HIGHEST_PORT = 65_535;

    private final Map<?, ?> entries;
    private final String where;
    private final Set<String> asked = new LinkedHashSet<>();

    private RecipeEntries(Map<?, ?> entries, String where) {
        this.entries = entries;
        this.where = where;
    }

    static RecipeEntries of(@Nullable Object value, String where) {
        if (value instanceof Map<?, ?> map) {
            return new RecipeEntries(map, where);
        }
        throw new IllegalStateException(where + ": expected keys and values");
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    RecipeEntries part(String key) {
        return of(value(key), where + ", " + key);
    }

    Optional<RecipeEntries> partIfThere(String key) {
        return Optional.ofNullable(value(key)).map(value -> of(value, where + ", " + key));
    }

    String text(String key) {
        return text(value(key), key);
    }

    Optional<String> textIfThere(String key) {
        return Optional.ofNullable(value(key)).map(value -> text(value, key));
    }

    List<String> texts(String key) {
        if (value(key) instanceof List<?> list && !list.isEmpty()) {
            return list.stream().map(element -> text(element, key)).toList();
        }
        throw mistake(key, "a list of texts");
    }

    /** All entries, in their order. */
    Map<String, String> allTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        entries.forEach((key, value) -> texts.put(String.valueOf(key), text(value, String.valueOf(key))));
        return texts;
    }

    int port(String key) {
        return port(value(key), key);
    }

    Optional<Integer> portIfThere(String key) {
        return Optional.ofNullable(value(key)).map(value -> port(value, key));
    }

    Optional<Duration> secondsIfThere(String key) {
        return Optional.ofNullable(value(key)).map(value -> {
            if (value instanceof Integer seconds && seconds >= 0) {
                return Duration.ofSeconds(seconds);
            }
            throw mistake(key, "a number of seconds");
        });
    }

    void refuseOthers() {
        for (Object key : entries.keySet()) {
            if (!asked.contains(String.valueOf(key))) {
                throw new IllegalStateException(where + ": unknown key " + key);
            }
        }
    }

    private @Nullable Object value(String key) {
        asked.add(key);
        return entries.get(key);
    }

    private int port(@Nullable Object value, String key) {
        if (value instanceof Integer port && port > 0 && port <= HIGHEST_PORT) {
            return port;
        }
        throw mistake(key, "a port");
    }

    private String text(@Nullable Object value, String key) {
        if (value instanceof String text) {
            return text;
        }
        throw mistake(key, "a text");
    }

    private IllegalStateException mistake(String key, String expected) {
        return mistake(expected + " for " + key);
    }

    /** What is said of this part where something else was expected. */
    IllegalStateException mistake(String expected) {
        return new IllegalStateException(where + ": expected " + expected);
    }
}
