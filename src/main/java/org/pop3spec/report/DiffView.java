package org.pop3spec.report;

import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pop3spec.result.RunDiff;
import org.pop3spec.result.RunDiff.Change;
import org.pop3spec.result.RunDiff.Kind;
import org.pop3spec.result.Verdict;

/**
 * What the reports say of a comparison. Texts are visible already.
 *
 * @param groups of the kinds that there are
 */
record DiffView(String before, String after, List<Group> groups) {
    /** Changes of one kind. */
    record Group(Kind kind, String title, List<Item> items) {}

    /**
     * One change.
     *
     * @param what the scenario, how it was played, and its verdicts
     * @param texts what is to be said about it, a sentence each; may be empty
     */
    record Item(String what, List<String> texts) {}

    static DiffView of(RunDiff diff) {
        return new DiffView(
                side(diff.before()),
                side(diff.after()),
                Arrays.stream(Kind.values())
                        .map(kind -> new Group(
                                kind,
                                title(kind),
                                diff.changes(kind).stream().map(DiffView::item).toList()))
                        .filter(group -> !group.items().isEmpty())
                        .toList());
    }

    private static String side(RunDiff.Side side) {
        String version = side.version().map(v -> " (" + v + ")").orElse("");
        String verdicts = side.verdicts().entrySet().stream()
                .filter(e -> e.getKey() == Verdict.PASS || e.getValue() > 0)
                .map(e -> e.getValue() + " " + e.getKey().word())
                .collect(Collectors.joining(", "));
        return Visible.text(side.target() + version + ", " + side.started().truncatedTo(ChronoUnit.SECONDS) + ": "
                + verdicts + (side.complete() ? "" : "; incomplete"));
    }

    private static String title(Kind kind) {
        return switch (kind) {
            case BROKEN -> "Newly broken";
            case IN_ERROR -> "Newly in error";
            case OTHERWISE -> "As before, for another reason";
            case SKIPPED -> "Newly skipped";
            case SKIPPED_OTHERWISE -> "Skipped as before, for another reason";
            case ONLY_BEFORE -> "Only in the first run";
            case ONLY_AFTER -> "Only in the second run";
            case PLAYED -> "Newly played";
            case FIXED -> "Newly fixed";
            case OBSERVED -> "Observed to be different";
            case SLOWER -> "Slower";
        };
    }

    private static Item item(Change change) {
        String was = change.before().map(Verdict::word).orElse("");
        String is = change.after().map(Verdict::word).orElse("");
        String verdicts =
                was.isEmpty() || is.isEmpty() || was.equals(is) ? was.isEmpty() ? is : was : was + " to " + is;
        return new Item(
                Visible.text(change.id() + " (" + change.variant() + ", " + change.channel() + "): ")
                        + (change.kind() == Kind.SLOWER ? slower(change) : verdicts),
                texts(change));
    }

    private static String slower(Change change) {
        return Durations.ofMicros(change.microsBefore()) + " to " + Durations.ofMicros(change.microsAfter());
    }

    private static List<String> texts(Change change) {
        return Stream.of(labelled("was", change.was()), labelled("is", change.is()))
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static String labelled(String label, String text) {
        return text.isEmpty() ? "" : label + ": " + Visible.text(text);
    }
}
