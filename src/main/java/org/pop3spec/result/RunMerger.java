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
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
     * on the same channel, the result that began last counts. It is complete when all parts are, and no shard is missing. Where not all of them were
     * held against the same baseline, the whole is held against none.
     *
     * @throws IllegalArgumentException when there is none, or they are of different targets or shards of different runs
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
        List<Shard> missing = missing(byStart);
        Optional<BaselineCheck> baseline = baseline(byStart);
        int repeated = all.size() - latest.size();
        return new Run(
                Run.SCHEMA,
                first.id(),
                String.join(", ", distinct(byStart, Run::tool)),
                first.target(),
                first.started(),
                lastEnd(byStart),
                missing.isEmpty() && byStart.stream().allMatch(Run::complete),
                first.seed(),
                shards(byStart).size() == 1 ? first.shard() : Optional.empty(),
                first.arguments(),
                Math.max(latest.size(), byStart.stream().mapToInt(Run::planned).sum() - repeated),
                Stream.concat(
                                byStart.stream().flatMap(r -> r.leftOut().stream()),
                                missing.stream().map(shard -> "shard " + shard + " is not among these runs"))
                        .distinct()
                        .toList(),
                byStart.stream().flatMap(r -> r.unusable().stream()).findFirst(),
                Timings.sum(byStart.stream().distinct().flatMap(r -> r.timings().stream())),
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

    private static Set<Shard> shards(List<Run> runs) {
        return runs.stream().flatMap(r -> r.shard().stream()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Of several shards those that are needed for the whole. */
    private static List<Shard> missing(List<Run> runs) {
        Set<Shard> shards = shards(runs);
        if (shards.stream().map(Shard::count).distinct().count() > 1) {
            throw new IllegalArgumentException("these are shards of different runs: "
                    + shards.stream().map(Shard::toString).collect(Collectors.joining(", ")));
        }
        if (shards.size() < 2) {
            return List.of();
        }
        int count = shards.iterator().next().count();
        return IntStream.rangeClosed(1, count)
                .mapToObj(index -> new Shard(index, count))
                .filter(shard -> !shards.contains(shard))
                .toList();
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
