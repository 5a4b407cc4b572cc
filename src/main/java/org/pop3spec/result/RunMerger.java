package org.pop3spec.result;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts the parts of a run together: shards, or a run and a later one that repeats some of its scenarios. */
public final class RunMerger {
    private RunMerger() {}

    private record Played(String id, String variant, String channel) {
        static Played of(ScenarioResult result) {
            return new Played(result.id(), result.variant(), result.channel());
        }
    }

    /**
     * One run made of several against the same target. Of a scenario that was played more than once, by the same variant
     * on the same channel, the result that began last counts. It is complete when all parts are. Where not all of them were
     * held against the same baseline, the whole is held against none.
     *
     * @throws IllegalArgumentException when there is none, or they are of different targets
     */
    public static Run merge(List<Run> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("there is no run to report on");
        }
        Set<String> targets = distinct(parts, r -> r.target().name());
        if (targets.size() > 1) {
            throw new IllegalArgumentException(
                    "these are runs against different targets: " + String.join(", ", targets));
        }
        List<Run> byStart =
                parts.stream().sorted(Comparator.comparing(Run::started)).toList();
        List<ScenarioResult> all =
                byStart.stream().flatMap(r -> r.results().stream()).toList();
        List<ScenarioResult> latest = latest(all);
        Run first = byStart.get(0);
        Optional<BaselineCheck> baseline = baseline(byStart);
        int repeated = all.size() - latest.size();
        return new Run(
                Run.SCHEMA,
                first.id(),
                String.join(", ", distinct(byStart, Run::tool)),
                first.target(),
                first.started(),
                lastEnd(byStart),
                byStart.stream().allMatch(Run::complete),
                first.seed(),
                first.arguments(),
                Math.max(latest.size(), byStart.stream().mapToInt(Run::planned).sum() - repeated),
                byStart.stream().flatMap(r -> r.leftOut().stream()).distinct().toList(),
                byStart.stream().flatMap(r -> r.unusable().stream()).findFirst(),
                baseline,
                baseline.isPresent()
                        ? latest
                        : latest.stream().map(r -> r.standing(Optional.empty())).toList());
    }

    /** The results without repetitions: in the order of the first, with what began last. */
    static List<ScenarioResult> latest(Collection<ScenarioResult> results) {
        Map<Played, ScenarioResult> byPlayed = new LinkedHashMap<>();
        for (ScenarioResult result : results) {
            byPlayed.merge(
                    Played.of(result), result, (old, later) -> later.started().isBefore(old.started()) ? old : later);
        }
        return List.copyOf(byPlayed.values());
    }

    private static Optional<BaselineCheck> baseline(List<Run> runs) {
        Optional<BaselineCheck> together = runs.get(0).baseline();
        for (Run run : runs) {
            together = together.flatMap(check -> run.baseline().flatMap(check::with));
        }
        return together;
    }

    private static Set<String> distinct(List<Run> runs, Function<Run, String> what) {
        return runs.stream().map(what).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Optional<Instant> lastEnd(List<Run> runs) {
        if (runs.stream().anyMatch(r -> r.finished().isEmpty())) {
            return Optional.empty();
        }
        return runs.stream()
                .map(r -> r.finished().orElse(null))
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
    }
}
