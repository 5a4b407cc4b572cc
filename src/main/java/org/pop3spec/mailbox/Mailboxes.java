package org.pop3spec.mailbox;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The catalogue of mailboxes. Nothing is stored: the same seed makes the same octets, on every machine; another seed
 * makes others.
 */
public final class Mailboxes {
    private final long seed;
    private final Map<String, Recipe> recipes = new LinkedHashMap<>();

    private Mailboxes(long seed) {
        this.seed = seed;
        add("empty", "no message at all", series -> List.of());
        add("one", "one plain message with three body lines", series -> CountedSets.small(series, 1));
        add("three", "three plain messages of different sizes", series -> CountedSets.some(series, 3));
        add("ten", "ten plain messages of different sizes", series -> CountedSets.some(series, 10));
        add("thousand", "1,000 small messages", series -> CountedSets.small(series, 1000));
        add("ten-thousand", "10,000 small messages", series -> CountedSets.small(series, 10_000));
        add("large", "one message of 25 MiB", CountedSets::large);
        add("twins", "two identical messages", CountedSets::twins);
        add("hundred-lines", "100 numbered body lines, for TOP", series -> CountedSets.numbered(series, 100));
        add("dots", "body lines that begin with one dot, two, three, many, alone or with text", DotSets::dots);
        add("lone-dot", "a body line that is a single dot, first, last and in the middle", DotSets::loneDot);
        add(
                "dots-at-buffer-edges",
                "lines beginning with a dot at, before and behind multiples of 512 to 65536 octets",
                DotSets::atBufferEdges);
        add("dotted-fields", "header fields whose names begin with a dot", DotSets::dottedFields);
        add("eight-bit", "bodies with octets above 127: UTF-8, ISO 8859-1, every one", OctetSets::eightBit);
        add(
                "long-lines",
                "body lines of 997 and 998 octets, the longest that are allowed",
                series -> OctetSets.lines(series, OctetSets.LONG));
        add(
                "overlong-lines",
                "body lines of 999, 1000, 2000 and 20000 octets",
                series -> OctetSets.lines(series, OctetSets.OVERLONG));
        add("megabyte-line", "a body line of 1 MiB", OctetSets::mebioctet);
        add("binary", "a body of arbitrary octets, NUL among them, sent as binary", OctetSets::binary);
        add("controls", "every control character but NUL, CR and LF, and terminal escapes", OctetSets::controls);
        add("from-lines", "body lines that an mbox file has to quote", OctetSets::fromLines);
        add("trailing-blanks", "body lines that end with blanks or are nothing else", OctetSets::trailingBlanks);
        add("lookalikes", "body lines that look like POP3 answers and commands", OctetSets::lookalikes);
        add("no-final-line-end", "the last body line has no line end", ShapeSets::noFinalLineEnd);
        add("no-body", "header and empty line, nothing behind", series -> series.plain(draft -> draft));
        add("empty-body", "a body that is one empty line", series -> series.plain(Draft::emptyLine));
        add("headers-only", "header fields and not even an empty line", ShapeSets::headersOnly);
        add("blank-lines", "bodies that begin and end with empty lines", ShapeSets::blankLines);
        add("mime", "multiparts with attachments, a message in a message, quoted-printable", ShapeSets::mime);
        add("utf8-headers", "header fields in raw UTF-8 (RFC 6532)", ShapeSets::utf8Headers);
        add("folded-fields", "folded, long and oddly spaced header fields", ShapeSets::foldedFields);
        add("bare-fields", "header fields that are empty or end with blanks", ShapeSets::bareFields);
        add("many-fields", "more than 300 header fields, some with the same name", ShapeSets::manyFields);
    }

    /** The catalogue for a seed. */
    public static Mailboxes of(long seed) {
        return new Mailboxes(seed);
    }

    /** The names, in the order in which a person reads them. */
    public Set<String> names() {
        return Collections.unmodifiableSet(recipes.keySet());
    }

    /** The mailbox of that name, made now; empty when there is none. */
    public Optional<Mailbox> named(String name) {
        return Optional.ofNullable(recipes.get(name))
                .map(recipe ->
                        new Mailbox(name, recipe.purpose(), recipe.messages().apply(new Series(seed, name))));
    }

    private void add(String name, String purpose, Function<Series, List<Message>> messages) {
        recipes.put(name, new Recipe(purpose, messages));
    }

    private record Recipe(String purpose, Function<Series, List<Message>> messages) {}
}
