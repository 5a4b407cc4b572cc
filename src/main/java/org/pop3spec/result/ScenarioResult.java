package org.pop3spec.result;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One scenario played through one login variant, and all that a report needs to say about it.
 *
 * @param id the scenario's path without ending
 * @param spec the section it checks; empty for a user's own scenario without one
 * @param requirement the requirement in our own words
 * @param impact what a violation means in practice
 * @param variant how the maildrop was opened, such as {@code user-pass}
 * @param channel cleartext, stls or tls
 * @param skip set when the verdict is SKIP
 * @param failure set when the verdict is FAIL, WARN or ERROR
 * @param warnings SHOULDs that were broken on the way, also when the verdict is FAIL
 * @param script the scenario's text as it was played
 * @param replay a command line or sequence with which a person can repeat it
 * @param standing what the baseline says of a deviation; empty for what does not deviate, and without a baseline
 * @param client whether the mail client that the scenario plays gets along with the server; empty where it plays none
 * @param durationMicros wall clock
 * @param timings where that time went; empty where it was not measured
 * @param attempts how often it was played; more than 1 when the first outcome was not trusted
 */
public record ScenarioResult(
        String id,
        String title,
        Level level,
        Optional<SpecReference> spec,
        String requirement,
        String impact,
        List<String> tags,
        String variant,
        String channel,
        Verdict verdict,
        Optional<SkipReason> skip,
        Optional<Failure> failure,
        List<Failure> warnings,
        List<Observation> observations,
        List<Finding> findings,
        Optional<Standing> standing,
        Optional<ClientResult> client,
        Transcript transcript,
        String scriptFile,
        String script,
        String replay,
        Instant started,
        long durationMicros,
        Optional<Timings> timings,
        int attempts) {
    public ScenarioResult {
        tags = List.copyOf(tags);
        warnings = List.copyOf(warnings);
        observations = List.copyOf(observations);
        findings = List.copyOf(findings);
    }

    /** The same with masked what may have come from the server; the transcript was masked when it was made. */
    public ScenarioResult masked(UnaryOperator<String> mask) {
        return with(
                skip.map(s -> s.masked(mask)),
                failure.map(f -> f.masked(mask)),
                warnings.stream().map(w -> w.masked(mask)).toList(),
                observations.stream().map(o -> o.masked(mask)).toList(),
                findings.stream().map(f -> f.masked(mask)).toList(),
                standing);
    }

    /** The same with what a baseline says of it. */
    public ScenarioResult standing(Optional<Standing> other) {
        return with(skip, failure, warnings, observations, findings, other);
    }

    /** The same for another reason. */
    public ScenarioResult failing(Optional<Failure> other) {
        return with(skip, other, warnings, observations, findings, standing);
    }

    private ScenarioResult with(
            Optional<SkipReason> otherSkip,
            Optional<Failure> otherFailure,
            List<Failure> otherWarnings,
            List<Observation> otherObservations,
            List<Finding> otherFindings,
            Optional<Standing> otherStanding) {
        return new ScenarioResult(
                id,
                title,
                level,
                spec,
                requirement,
                impact,
                tags,
                variant,
                channel,
                verdict,
                otherSkip,
                otherFailure,
                otherWarnings,
                otherObservations,
                otherFindings,
                otherStanding,
                client.map(c -> ClientResult.of(
                        c.persona(), verdict, otherSkip, otherFailure, otherWarnings, otherObservations)),
                transcript,
                scriptFile,
                script,
                replay,
                started,
                durationMicros,
                timings,
                attempts);
    }

    /** The failure's message, and those of the warnings that are not the failure itself. */
    public List<String> messages() {
        return Stream.concat(failure.stream(), warnings.stream())
                .map(Failure::message)
                .distinct()
                .toList();
    }

    /** Whether the baseline says this of it. */
    public boolean stands(Standing.State state) {
        return standing.filter(s -> s.state() == state).isPresent();
    }

    /** Whether it is listed in the baseline, and so fails no run. */
    public boolean expected() {
        return stands(Standing.State.KNOWN) || stands(Standing.State.FLAKY);
    }
}
