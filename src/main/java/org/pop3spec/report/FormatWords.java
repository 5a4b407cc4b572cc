package org.pop3spec.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The names of formats as they are written on the command line. */
final class FormatWords {
    private FormatWords() {}

    static String of(Enum<?> format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads words with commas between, such as {@code html,junit}.
     *
     * @throws IllegalArgumentException for any other word; its message names the words
     */
    static <F extends Enum<F>> List<F> parse(String written, Class<F> formats) {
        return Arrays.stream(written.split(",", -1))
                .map(String::strip)
                .map(word -> named(word, formats.getEnumConstants()))
                .distinct()
                .toList();
    }

    private static <F extends Enum<F>> F named(String word, F[] formats) {
        return Arrays.stream(formats)
                .filter(format -> of(format).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is none of "
                        + Arrays.stream(formats).map(FormatWords::of).collect(Collectors.joining(", "))));
    }
}
