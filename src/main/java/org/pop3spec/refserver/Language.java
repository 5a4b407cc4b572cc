package org.pop3spec.refserver;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A language for the texts behind status indicators (RFC 6856 section 3). */
enum Language {
    ENGLISH("en", "English", Map.of()),
    GERMAN("de", "Deutsch", German.TEXTS);

    /** What an administrator chose, for everybody. */
    static final Language PREFERRED = ENGLISH;

    private final String tag;
    private final String name;

    @SuppressWarnings("ImmutableEnumChecker") // made by Map.of and Map.ofEntries
    private final Map<String, String> texts;

    Language(String tag, String name, Map<String, String> texts) {
        this.tag = tag;
        this.name = name;
        this.texts = texts;
    }

    /** The language tag (RFC 5646). */
    String tag() {
        return tag;
    }

    /** A line of the listing, in UTF-8. */
    String listing() {
        return tag + " " + Utf8.octets(name);
    }

    /** A text that is English in the source, as octets of UTF-8; numbers and what nobody translated stay as they are. */
    String text(String english) {
        return Optional.ofNullable(texts.get(english)).map(Utf8::octets).orElse(english);
    }

    /** The language that a range leads to, by leaving out its last subtags one after the other (RFC 4647 section 3.4). */
    static Optional<Language> in(String range) {
        String left = range.toLowerCase(Locale.ROOT);
        while (!left.isEmpty()) {
            String tag = left;
            Optional<Language> found = Arrays.stream(values())
                    .filter(language -> language.tag.equals(tag))
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
            left = left.substring(0, Math.max(0, left.lastIndexOf('-')));
        }
        return Optional.empty();
    }
}
