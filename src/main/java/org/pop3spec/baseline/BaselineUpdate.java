package org.pop3spec.baseline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.pop3spec.result.BaselineCheck;
import org.pop3spec.result.Gist;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Standing;
import org.pop3spec.result.Verdict;
import org.pop3spec.yaml.Complaints;

/**
 * A baseline brought up to date with a run: what is new is added, each with its message, and what no longer shows is taken out.
 * Entries that stay keep all that they have, and their order; so do comments. What has expired stays expired, and
 * errors are not added, for they say nothing about the server. In a file that is for several targets what is new is about the run's
 * own, and only what is about that one alone is taken out: for another it may still show.
 *
 * @param text of the file
 * @param added the entries that are new, one line each
 * @param removed the entries that are gone
 */
public record BaselineUpdate(String text, List<String> added, List<String> removed) {
    public BaselineUpdate {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /** How a scenario was played. */
    private record Way(String variant, String channel) {
        static Way of(ScenarioResult result) {
            return new Way(result.variant(), result.channel());
        }
    }

    /** What a scenario showed. */
    private record Symptom(String id, Verdict verdict, List<String> says) {
        static Symptom of(ScenarioResult result) {
            return new Symptom(
                    result.id(),
                    result.verdict(),
                    result.messages().stream().map(Gist::of).toList());
        }
    }

    /** The first baseline of a run: all that deviates, and each reason for which something was not played. */
    public static BaselineUpdate first(Run run, String name) {
        Baseline none = new Baseline(name, List.of(), Optional.of(List.of()), List.of());
        Run judged = none.judge(run, true);
        List<Deviation> deviations = newDeviations(judged, none, Targets.ALL);
        List<KnownSkip> skips = newSkips(judged, Targets.ALL);
        List<String> lines = BaselineText.whole(new Baseline(name, deviations, Optional.of(skips), List.of()));
        return new BaselineUpdate(String.join("\n", lines) + "\n", texts(deviations, skips), List.of());
    }

    /**
     * A later one.
     *
     * @param text what {@code baseline} was read from
     * @param whole whether nothing was left out of the run
     */
    public static BaselineUpdate of(String text, Baseline baseline, Run run, boolean whole) {
        Run judged = baseline.judge(run, whole);
        Targets targets = baseline.isForSeveral() ? Targets.only(run.target().name()) : Targets.ALL;
        List<BaselineCheck.Entry> stale = judged.baseline().map(BaselineCheck::stale).orElse(List.of()).stream()
                .filter(entry -> baseline.isAbout(targets, entry.line()))
                .toList();
        List<Deviation> newDeviations =
                newDeviations(judged, baseline.about(run.target().name()), targets);
        List<KnownSkip> newSkips = newSkips(judged, targets);
        if (stale.isEmpty() && newDeviations.isEmpty() && newSkips.isEmpty()) {
            return new BaselineUpdate(text, List.of(), List.of());
        }
        String updated = Layout.lists(BaselineFile.compose(text, new Complaints(baseline.file(), text))
                        .orElseThrow())
                .map(lists -> edited(text, lists, baseline, stale, newDeviations, newSkips))
                .orElseGet(() -> rewritten(baseline, stale, newDeviations, newSkips));
        return new BaselineUpdate(
                updated,
                texts(newDeviations, newSkips),
                stale.stream().map(BaselineCheck.Entry::text).toList());
    }

    private static List<String> texts(List<Deviation> deviations, List<KnownSkip> skips) {
        List<String> texts = new ArrayList<>();
        deviations.forEach(deviation -> texts.add(deviation.text()));
        skips.forEach(skip -> texts.add(skip.text()));
        return texts;
    }

    private static List<Deviation> newDeviations(Run judged, Baseline baseline, Targets targets) {
        Map<Symptom, Set<Way>> ways = new LinkedHashMap<>();
        judged.results().stream()
                .filter(result -> result.verdict() == Verdict.FAIL || result.verdict() == Verdict.WARN)
                .filter(result -> result.stands(Standing.State.NEW))
                // what expired is for a person to look at, not for the next run to renew
                .filter(result -> baseline.deviations().stream().noneMatch(known -> known.is(result)))
                .sorted(Comparator.comparing(ScenarioResult::id))
                .forEach(result -> ways.computeIfAbsent(Symptom.of(result), s -> new LinkedHashSet<>())
                        .add(Way.of(result)));
        List<Deviation> deviations = new ArrayList<>();
        ways.forEach((symptom, seen) -> deviations.addAll(bound(symptom, seen, played(judged, symptom.id()), targets)));
        return deviations;
    }

    private static Set<Way> played(Run run, String id) {
        Set<Way> played = new LinkedHashSet<>();
        run.results().stream()
                .filter(result -> result.id().equals(id) && result.verdict() != Verdict.SKIP)
                .map(Way::of)
                .forEach(played::add);
        return played;
    }

    /** Of as few entries as say no more than what was seen. */
    private static List<Deviation> bound(Symptom symptom, Set<Way> seen, Set<Way> played, Targets targets) {
        if (seen.equals(played)) {
            return List.of(deviation(symptom, Optional.empty(), Optional.empty(), targets));
        }
        List<Deviation> bound = new ArrayList<>();
        for (Map.Entry<String, Set<String>> variant : channels(seen).entrySet()) {
            Optional<String> name = Optional.of(variant.getKey());
            if (variant.getValue().equals(channels(played).get(variant.getKey()))) {
                bound.add(deviation(symptom, name, Optional.empty(), targets));
            } else {
                variant.getValue()
                        .forEach(channel -> bound.add(deviation(symptom, name, Optional.of(channel), targets)));
            }
        }
        return bound;
    }

    private static Map<String, Set<String>> channels(Set<Way> ways) {
        Map<String, Set<String>> channels = new TreeMap<>();
        ways.forEach(way -> channels.computeIfAbsent(way.variant(), v -> new LinkedHashSet<>())
                .add(way.channel()));
        return channels;
    }

    private static Deviation deviation(
            Symptom symptom, Optional<String> variant, Optional<String> channel, Targets targets) {
        return new Deviation(
                Place.NOWHERE,
                symptom.id(),
                variant,
                channel,
                targets,
                symptom.verdict(),
                symptom.says(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private static List<KnownSkip> newSkips(Run judged, Targets targets) {
        Set<SkipReason> reasons = new LinkedHashSet<>();
        judged.results().stream()
                .filter(result -> result.stands(Standing.State.NEW))
                .flatMap(result -> result.skip().stream())
                .sorted(Comparator.comparing(SkipReason::code).thenComparing(SkipReason::text))
                .forEach(reasons::add);
        return reasons.stream()
                .map(reason -> new KnownSkip(Place.NOWHERE, targets, reason.code(), Gist.of(reason.text())))
                .distinct()
                .toList();
    }

    private static String edited(
            String text,
            Map<String, Place> lists,
            Baseline baseline,
            List<BaselineCheck.Entry> stale,
            List<Deviation> deviations,
            List<KnownSkip> skips) {
        List<String> lines = text.lines().toList();
        Set<Integer> gone = new LinkedHashSet<>();
        baseline.deviations().stream()
                .filter(known -> !known.flaky() && among(stale, known.place(), known.text()))
                .forEach(known -> gone(known.place(), lines, gone));
        baseline.skips().orElse(List.of()).stream()
                .filter(known -> among(stale, known.place(), known.text()))
                .forEach(known -> gone(known.place(), lines, gone));
        Map<Integer, List<String>> behind = new HashMap<>();
        List<String> newDeviations =
                deviations.stream().flatMap(d -> BaselineText.of(d).stream()).toList();
        List<String> newSkips = skips.stream().map(BaselineText::of).toList();
        Optional<Place> list = Optional.ofNullable(lists.get(BaselineFile.DEVIATIONS));
        list.ifPresent(place -> behind.put(place.last(), newDeviations));
        Optional.ofNullable(lists.get(BaselineFile.SKIPS)).ifPresent(place -> behind.put(place.last(), newSkips));

        List<String> edited = new ArrayList<>();
        for (int number = 1; number <= lines.size(); number++) {
            if (!gone.contains(number)) {
                edited.add(lines.get(number - 1));
            }
            edited.addAll(behind.getOrDefault(number, List.of()));
        }
        if (list.isEmpty() && !newDeviations.isEmpty()) {
            edited.add(BaselineText.key(BaselineFile.DEVIATIONS));
            edited.addAll(newDeviations);
        }
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        return String.join(end, edited) + end;
    }

    private static boolean among(List<BaselineCheck.Entry> stale, Place place, String text) {
        return stale.stream()
                .anyMatch(entry -> entry.line() == place.first() && entry.text().equals(text));
    }

    /** The lines of an entry that is stale, with those of the comment right above it. */
    private static void gone(Place place, List<String> lines, Set<Integer> gone) {
        for (int number = place.first(); number <= place.last(); number++) {
            gone.add(number);
        }
        for (int above = place.first() - 1; above > 0 && lines.get(above - 1).matches("\\s+#.*"); above--) {
            gone.add(above);
        }
    }

    private static String rewritten(
            Baseline baseline,
            List<BaselineCheck.Entry> stale,
            List<Deviation> newDeviations,
            List<KnownSkip> newSkips) {
        List<Deviation> deviations = new ArrayList<>(baseline.deviations());
        deviations.removeIf(known -> !known.flaky() && among(stale, known.place(), known.text()));
        deviations.addAll(newDeviations);
        Optional<List<KnownSkip>> skips = baseline.skips().map(known -> {
            List<KnownSkip> all = new ArrayList<>(known);
            all.removeIf(skip -> among(stale, skip.place(), skip.text()));
            all.addAll(newSkips);
            return all;
        });
        Baseline all = new Baseline(baseline.file(), deviations, skips, baseline.causes());
        return String.join("\n", BaselineText.whole(all)) + "\n";
    }
}
