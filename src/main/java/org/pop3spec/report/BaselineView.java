package org.pop3spec.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pop3spec.result.BaselineCheck;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Standing;
import org.pop3spec.result.Verdict;

/**
 * What the reports say of a run's baseline. Texts are visible already.
 *
 * @param counts how many are known, new and so on
 * @param groups those that there are, in the order in which people want to know them
 */
record BaselineView(String file, String counts, List<Group> groups) {
    /** Entries or results of one kind. */
    record Group(String title, List<Item> items) {}

    /**
     * One of them.
     *
     * @param text may be empty
     * @param link where more is to be read; may be empty
     */
    record Item(String what, String text, String link) {
        /** In one line. */
        String line() {
            return what + (text.isEmpty() ? "" : ": " + text) + (link.isEmpty() ? "" : " (" + link + ")");
        }
    }

    static Optional<BaselineView> of(Run run) {
        return run.baseline()
                .map(check -> new BaselineView(Visible.text(check.file()), counts(run, check), groups(run, check)));
    }

    private static String counts(Run run, BaselineCheck check) {
        List<String> counts = new ArrayList<>();
        counts.add(run.count(Standing.State.NEW) + " new");
        counts.add(run.count(Standing.State.KNOWN) + " known");
        add(counts, run.count(Standing.State.FLAKY), "flaky");
        add(counts, check.stale().size(), "stale");
        add(counts, check.expired().size(), "expired");
        add(counts, check.untried(), "not tried");
        return String.join(", ", counts);
    }

    private static void add(List<String> counts, long number, String word) {
        if (number > 0) {
            counts.add(number + " " + word);
        }
    }

    private static List<Group> groups(Run run, BaselineCheck check) {
        List<Group> groups = new ArrayList<>();
        groups.add(results(run, Standing.State.NEW, "New"));
        groups.add(entries("Stale: no longer shows, and fails the run until it is taken out", check.stale()));
        groups.add(entries("Expired: counts no longer", check.expired()));
        groups.add(results(run, Standing.State.FLAKY, "Flaky: comes and goes"));
        groups.add(results(run, Standing.State.KNOWN, "Known"));
        return groups.stream().filter(group -> !group.items().isEmpty()).toList();
    }

    private static Group results(Run run, Standing.State state, String title) {
        return new Group(
                title,
                Outline.results(run).stream()
                        .filter(result -> result.stands(state))
                        .map(BaselineView::item)
                        .toList());
    }

    private static Item item(ScenarioResult result) {
        String text = result.standing().map(Standing::text).orElse("");
        String skip = result.verdict() == Verdict.SKIP
                ? result.skip().map(reason -> reason.text() + ": ").orElse("")
                : "";
        return new Item(
                result.verdict().word() + " " + Explanation.played(result),
                Visible.text(skip + text),
                Visible.text(result.standing().flatMap(Standing::link).orElse("")));
    }

    private static Group entries(String title, List<BaselineCheck.Entry> entries) {
        return new Group(
                title,
                entries.stream()
                        .map(entry -> new Item(
                                "line " + entry.line()
                                        + entry.expired()
                                                .map(day -> ", on " + day)
                                                .orElse(""),
                                Visible.text(entry.text()),
                                ""))
                        .toList());
    }

    /** What the baseline says of a result, in one line; empty where it says nothing. */
    static Optional<String> line(ScenarioResult result) {
        return result.standing()
                .map(standing -> Visible.text(List.of(
                                standing.state().name().toLowerCase(Locale.ROOT),
                                standing.text(),
                                standing.link().orElse(""))
                        .stream()
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(": "))));
    }
}
