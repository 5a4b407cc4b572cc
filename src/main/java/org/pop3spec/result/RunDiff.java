package org.pop3spec.result;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What differs between two runs. They may be of different servers.
 *
 * @param schema version of this format
 * @param changes by kind, then by scenario
 */
public record RunDiff(int schema, Side before, Side after, List<Change> changes) {
    /** The version that this build writes. */
    public static final int SCHEMA = 1;

    /** What took less than this much longer, in microseconds, is no slower: that is what one machine differs by. */
    static final long NEGLIGIBLE = 100_000;

    public RunDiff {
        changes = List.copyOf(changes);
    }

    /** How something changed, worst first. */
    public enum Kind {
        /** It fails or warns, and did better. */
        BROKEN,
        /** It ends in an error of the run, and did not. */
        IN_ERROR,
        /** It does as badly as before, for another reason. */
        OTHERWISE,
        /** It is not played any more. */
        SKIPPED,
        /** It is not played, for another reason than before. */
        SKIPPED_OTHERWISE,
        /** It is there in the earlier run only. */
        ONLY_BEFORE,
        /** It is there in the later run only. */
        ONLY_AFTER,
        /** It is played now. */
        PLAYED,
        /** It does better. */
        FIXED,
        /** The server does something in another way that no text settles. */
        OBSERVED,
        /** The server took at least twice as long. */
        SLOWER
    }

    /**
     * One of the two runs.
     *
     * @param run its id
     * @param target its name
     * @param verdicts how many results have each
     */
    public record Side(
            String run,
            String target,
            Optional<String> version,
            Instant started,
            boolean complete,
            Map<Verdict, Long> verdicts) {
        static Side of(Run run) {
            Map<Verdict, Long> verdicts = new LinkedHashMap<>();
            for (Verdict verdict : Verdict.values()) {
                verdicts.put(verdict, run.count(verdict));
            }
            return new Side(
                    run.id(), run.target().name(), run.target().version(), run.started(), run.complete(), verdicts);
        }
    }

    /**
     * One change of one scenario, as it was played.
     *
     * @param before its verdict in the earlier run; empty where it is not in it
     * @param was what the earlier run said about it; may be empty
     * @param is what the later run says about it; may be empty
     * @param microsBefore how long the server took; where that was not measured, how long the scenario took
     */
    public record Change(
            Kind kind,
            String id,
            String title,
            String variant,
            String channel,
            Optional<Verdict> before,
            Optional<Verdict> after,
            String was,
            String is,
            long microsBefore,
            long microsAfter) {}

    private record Key(String id, String variant, String channel) {
        static Key of(ScenarioResult result) {
            return new Key(result.id(), result.variant(), result.channel());
        }
    }

    /** Compares an earlier run with a later one. */
    public static RunDiff of(Run before, Run after) {
        Map<Key, ScenarioResult> earlier = byKey(before);
        Map<Key, ScenarioResult> later = byKey(after);
        Set<Key> keys = new LinkedHashSet<>(earlier.keySet());
        keys.addAll(later.keySet());
        List<Change> changes = new ArrayList<>();
        for (Key key : keys) {
            changes.addAll(changes(Optional.ofNullable(earlier.get(key)), Optional.ofNullable(later.get(key))));
        }
        changes.sort(Comparator.comparing(Change::kind)
                .thenComparing(Change::id)
                .thenComparing(Change::variant)
                .thenComparing(Change::channel));
        return new RunDiff(SCHEMA, Side.of(before), Side.of(after), changes);
    }

    private static Map<Key, ScenarioResult> byKey(Run run) {
        Map<Key, ScenarioResult> byKey = new LinkedHashMap<>();
        run.results().forEach(result -> byKey.put(Key.of(result), result));
        return byKey;
    }

    private static List<Change> changes(Optional<ScenarioResult> before, Optional<ScenarioResult> after) {
        if (before.isEmpty() || after.isEmpty()) {
            Kind kind = before.isEmpty() ? Kind.ONLY_AFTER : Kind.ONLY_BEFORE;
            return List.of(change(kind, before, after, words(before), words(after)));
        }
        ScenarioResult was = before.get();
        ScenarioResult is = after.get();
        List<Change> changes = new ArrayList<>();
        verdict(was, is).ifPresent(kind -> changes.add(change(kind, before, after, words(before), words(after))));
        if (was.verdict() != Verdict.SKIP && is.verdict() != Verdict.SKIP) {
            if (!was.observations().equals(is.observations())) {
                changes.add(change(Kind.OBSERVED, before, after, observed(was, is), observed(is, was)));
            }
            if (micros(is) >= 2 * micros(was) && micros(is) - micros(was) >= NEGLIGIBLE) {
                changes.add(change(Kind.SLOWER, before, after, "", ""));
            }
        }
        return changes;
    }

    private static Optional<Kind> verdict(ScenarioResult was, ScenarioResult is) {
        if (was.verdict() == is.verdict()) {
            Kind otherwise = is.verdict() == Verdict.SKIP ? Kind.SKIPPED_OTHERWISE : Kind.OTHERWISE;
            return gists(was).equals(gists(is)) ? Optional.empty() : Optional.of(otherwise);
        }
        return Optional.of(
                switch (is.verdict()) {
                    case SKIP -> Kind.SKIPPED;
                    case ERROR -> Kind.IN_ERROR;
                    case FAIL -> Kind.BROKEN;
                    case WARN -> was.verdict() == Verdict.FAIL ? Kind.FIXED : Kind.BROKEN;
                    case PASS -> was.verdict() == Verdict.SKIP ? Kind.PLAYED : Kind.FIXED;
                });
    }

    private static long micros(ScenarioResult result) {
        return result.timings().map(Timings::serverMicros).orElseGet(result::durationMicros);
    }

    /** What was said, without what differs from run to run. */
    private static List<String> gists(ScenarioResult result) {
        return messages(result).stream().map(Gist::of).toList();
    }

    private static List<String> messages(ScenarioResult result) {
        List<String> messages = new ArrayList<>(result.messages());
        result.skip().map(SkipReason::text).ifPresent(messages::add);
        return messages;
    }

    private static String words(Optional<ScenarioResult> result) {
        return result.map(r -> String.join("; ", messages(r))).orElse("");
    }

    /** What was observed in one and not so in the other. */
    private static String observed(ScenarioResult in, ScenarioResult notIn) {
        return in.observations().stream()
                .filter(observation -> !notIn.observations().contains(observation))
                .map(observation -> observation.name() + " = " + observation.value())
                .collect(Collectors.joining("; "));
    }

    private static Change change(
            Kind kind, Optional<ScenarioResult> before, Optional<ScenarioResult> after, String was, String is) {
        ScenarioResult either = after.or(() -> before).orElseThrow();
        return new Change(
                kind,
                either.id(),
                either.title(),
                either.variant(),
                either.channel(),
                before.map(ScenarioResult::verdict),
                after.map(ScenarioResult::verdict),
                was,
                is,
                before.map(RunDiff::micros).orElse(0L),
                after.map(RunDiff::micros).orElse(0L));
    }

    /** Those of one kind. */
    public List<Change> changes(Kind kind) {
        return changes.stream().filter(change -> change.kind() == kind).toList();
    }
}
