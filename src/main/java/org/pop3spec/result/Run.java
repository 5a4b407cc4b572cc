package org.pop3spec.result;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One run and its results: the one source from which every report is made.
 *
 * @param schema version of this format
 * @param id random, the same in journal and results
 * @param tool name and version of the harness
 * @param complete false when it was interrupted or killed
 * @param finished empty when it was killed
 * @param shard which part of a larger run this is; empty when it is none
 * @param arguments the command line as given; never has secrets in it
 * @param planned how many scenarios were to be played
 * @param leftOut what the user's permissions or the target left out, and the line that would allow it
 * @param unusable why the target could not be used, when it could not
 * @param timings where the time went, of all threads together; empty where it was not measured
 * @param baseline what became of the known deviations, where the run was held against a list of them
 */
public record Run(
        int schema,
        String id,
        String tool,
        TargetDescription target,
        Instant started,
        Optional<Instant> finished,
        boolean complete,
        long seed,
        Optional<Shard> shard,
        List<String> arguments,
        int planned,
        List<String> leftOut,
        Optional<String> unusable,
        Optional<Timings> timings,
        Optional<BaselineCheck> baseline,
        List<ScenarioResult> results) {
    /** The version that this build writes. */
    public static final int SCHEMA = 1;

    public Run {
        arguments = List.copyOf(arguments);
        leftOut = List.copyOf(leftOut);
        results = List.copyOf(results);
    }

    /** The same run, with time that went besides. */
    public Run spending(Timings more) {
        return new Run(
                schema,
                id,
                tool,
                target,
                started,
                finished,
                complete,
                seed,
                shard,
                arguments,
                planned,
                leftOut,
                unusable,
                Optional.of(timings.orElse(Timings.NONE).plus(more)),
                baseline,
                results);
    }

    /** The same run with what a baseline says of it. */
    public Run against(Optional<BaselineCheck> check, List<ScenarioResult> others) {
        return new Run(
                schema, id, tool, target, started, finished, complete, seed, shard, arguments, planned, leftOut,
                unusable, timings, check, others);
    }

    /** The same run with other results. */
    public Run withResults(List<ScenarioResult> others) {
        return against(baseline, others);
    }

    /** How many results have this verdict. */
    public long count(Verdict verdict) {
        return results.stream().filter(r -> r.verdict() == verdict).count();
    }

    /** How many results stand so to the baseline. */
    public long count(Standing.State state) {
        return results.stream().filter(r -> r.stands(state)).count();
    }
}
