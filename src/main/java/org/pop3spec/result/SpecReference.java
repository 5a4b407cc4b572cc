package org.pop3spec.result;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place in a specification that a scenario checks, written {@code RFC1939#5 DELE}.
 *
 * @param document such as {@code RFC1939}
 * @param section such as {@code 5} or {@code 6.1}; empty where the document has none
 * @param topic the command or subject in that section; may be empty
 */
public record SpecReference(String document, String section, String topic) {
    private static final Pattern WRITTEN = Pattern.compile("([A-Za-z0-9-]+)(?:#([A-Za-z0-9.]+))?(?:\\s+(\\S.*))?");
    private static final Pattern RFC = Pattern.compile("RFC(\\d+)");

    /** Reads the written form; empty when it does not have it. */
    public static Optional<SpecReference> parse(String written) {
        Matcher m = WRITTEN.matcher(written.strip());
        if (!m.matches()) {
            return Optional.empty();
        }
        return Optional.of(new SpecReference(m.group(1), orEmpty(m.group(2)), orEmpty(m.group(3))));
    }

    /** The section on the web, for RFCs. */
    public Optional<String> url() {
        Matcher m = RFC.matcher(document.toUpperCase(Locale.ROOT));
        if (!m.matches()) {
            return Optional.empty();
        }
        String page = "https://www.rfc-editor.org/rfc/rfc" + m.group(1).replaceFirst("^0+", "");
        return Optional.of(section.isEmpty() ? page : page + "#section-" + section);
    }

    @Override
    public String toString() {
        return document + (section.isEmpty() ? "" : "#" + section) + (topic.isEmpty() ? "" : " " + topic);
    }

    private static String orEmpty(String group) {
        return group == null ? "" : group;
    }
}
