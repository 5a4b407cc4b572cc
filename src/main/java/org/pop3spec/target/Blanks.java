package org.pop3spec.target;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blanks in a recipe's texts, <code>${user}</code> and the like. */
final class Blanks {
    private static final Pattern BLANK = Pattern.compile("\\$\\{([a-z0-9-]+)\\}");

    private Blanks() {}

    /** The text with the values in place of the blanks; a blank that there is no value for is kept. */
    static String fill(String text, Map<String, String> values) {
        return BLANK.matcher(text)
                .replaceAll(blank -> Matcher.quoteReplacement(values.getOrDefault(blank.group(1), blank.group())));
    }

    /** The first blank that is none of these. */
    static Optional<String> other(String text, Set<String> known) {
        return BLANK.matcher(text)
                .results()
                .filter(blank -> !known.contains(blank.group(1)))
                .map(blank -> blank.group())
                .findFirst();
    }
}
