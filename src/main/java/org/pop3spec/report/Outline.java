package org.pop3spec.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SpecReference;

/** The results in the order in which a report shows them: by specification, section, id, variant and channel. */
final class Outline {
    /** Numbers inside text count as numbers: section 10 comes after 9, RFC 918 before RFC 1939. */
    static final Comparator<String> NATURAL = Outline::compareNaturally;

    private static final Comparator<ScenarioResult> WITHIN_SECTION = Comparator.comparing(ScenarioResult::id, NATURAL)
            .thenComparing(ScenarioResult::variant)
            .thenComparing(ScenarioResult::channel);

    private Outline() {}

    /**
     * One specification.
     *
     * @param name such as {@code RFC1939}; empty for scenarios that name none
     */
    record Document(String name, List<Section> sections) {
        List<ScenarioResult> results() {
            return sections.stream().flatMap(s -> s.results().stream()).toList();
        }
    }

    /**
     * One section of it.
     *
     * @param number may be empty
     */
    record Section(String number, List<ScenarioResult> results) {}

    static List<Document> of(Run run) {
        Map<String, Map<String, List<ScenarioResult>>> sorted = new TreeMap<>(namelessLast());
        for (ScenarioResult result : run.results()) {
            sorted.computeIfAbsent(document(result), d -> new TreeMap<>(NATURAL))
                    .computeIfAbsent(result.spec().map(SpecReference::section).orElse(""), s -> new ArrayList<>())
                    .add(result);
        }
        List<Document> documents = new ArrayList<>();
        sorted.forEach((name, sections) -> {
            List<Section> inOrder = new ArrayList<>();
            sections.forEach((number, results) -> inOrder.add(
                    new Section(number, results.stream().sorted(WITHIN_SECTION).toList())));
            documents.add(new Document(name, inOrder));
        });
        return documents;
    }

    /** All results in that order. */
    static List<ScenarioResult> results(Run run) {
        return of(run).stream().flatMap(d -> d.results().stream()).toList();
    }

    private static String document(ScenarioResult result) {
        return result.spec().map(SpecReference::document).orElse("");
    }

    private static Comparator<String> namelessLast() {
        return Comparator.comparing(String::isEmpty).thenComparing(NATURAL);
    }

    private static int compareNaturally(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int difference;
            if (digit(a, i) && digit(b, j)) {
                int endA = endOfDigits(a, i);
                int endB = endOfDigits(b, j);
                difference = compareNumbers(a.substring(i, endA), b.substring(j, endB));
                i = endA;
                j = endB;
            } else {
                difference = Character.compare(a.charAt(i++), b.charAt(j++));
            }
            if (difference != 0) {
                return difference;
            }
        }
        int rest = Integer.compare(a.length() - i, b.length() - j);
        return rest != 0 ? rest : a.compareTo(b);
    }

    /** Without parsing: the digits may come from a file of somebody else's and be endless. */
    private static int compareNumbers(String a, String b) {
        String shortA = a.replaceFirst("^0+", "");
        String shortB = b.replaceFirst("^0+", "");
        int byLength = Integer.compare(shortA.length(), shortB.length());
        return byLength != 0 ? byLength : shortA.compareTo(shortB);
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && digit(text, end)) {
            end++;
        }
        return end;
    }

    private static boolean digit(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }
}
