package org.pop3spec.result;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes results for tests: passed, unless something else is asked for. */
public final class SampleResult {
    private final String id;
    private String title;
    private Level level = Level.MUST;
    private Optional<SpecReference> spec = Optional.empty();
    private String requirement = "";
    private String impact = "";
    private List<String> tags = List.of();
    private String variant = "user-pass";
    private String channel = "cleartext";
    private Verdict verdict = Verdict.PASS;
    private Optional<SkipReason> skip = Optional.empty();
    private Optional<Failure> failure = Optional.empty();
    private final List<Failure> warnings = new ArrayList<>();
    private final List<Observation> observations = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private Optional<Standing> standing = Optional.empty();
    private Optional<Persona> client = Optional.empty();
    private Transcript transcript = Transcript.EMPTY;
    private String script = "";
    private String replay = "";
    private Instant started = SampleRun.STARTED;
    private long durationMicros = 4_200;
    private Optional<Timings> timings = Optional.empty();
    private int attempts = 1;

    private SampleResult(String id) {
        this.id = id;
        this.title = "Title of " + id;
    }

    public static SampleResult of(String id) {
        return new SampleResult(id);
    }

    public SampleResult title(String text) {
        title = text;
        return this;
    }

    public SampleResult spec(String written) {
        spec = SpecReference.parse(written);
        return this;
    }

    public SampleResult level(Level asked) {
        level = asked;
        return this;
    }

    public SampleResult requirement(String text) {
        requirement = text;
        return this;
    }

    public SampleResult impact(String text) {
        impact = text;
        return this;
    }

    public SampleResult tags(String... words) {
        tags = List.of(words);
        return this;
    }

    public SampleResult variant(String name, String onChannel) {
        variant = name;
        channel = onChannel;
        return this;
    }

    public SampleResult fails(Verdict as, Failure why) {
        verdict = as;
        failure = Optional.of(why);
        return this;
    }

    public SampleResult fails(Verdict as, String message) {
        return fails(as, Failure.of(message));
    }

    /** Fails at a line of the script and an event of the transcript. */
    public SampleResult fails(Verdict as, String message, String expected, String received, int line, int event) {
        SourcePosition at = new SourcePosition("scenarios/" + id + ".pop3", line, 1);
        return fails(as, new Failure(message, expected, received, Optional.of(at), Optional.of(event)));
    }

    public SampleResult skipped(SkipReason.Code code, String text) {
        verdict = Verdict.SKIP;
        skip = Optional.of(new SkipReason(code, text));
        return this;
    }

    public SampleResult warning(String message) {
        warnings.add(Failure.of(message));
        return this;
    }

    public SampleResult observed(String name, String value) {
        observations.add(new Observation(name, value));
        return this;
    }

    public SampleResult finding(String name, Severity severity, String evidence) {
        findings.add(new Finding(name, severity, evidence));
        return this;
    }

    /** Is what a captured client does. */
    public SampleResult client(String name, ClientMode mode) {
        client = Optional.of(new Persona(name, "1.0", mode, Optional.of("true"), Optional.empty()));
        return this;
    }

    public SampleResult stands(Standing.State state, String text, String link) {
        return stands(state, text, link, "", "");
    }

    /** Stands so to a baseline that also says what can be said for the server. */
    public SampleResult stands(Standing.State state, String text, String link, String defence, String upstream) {
        standing =
                Optional.of(new Standing(state, text, unlessEmpty(link), unlessEmpty(defence), unlessEmpty(upstream)));
        return this;
    }

    private static Optional<String> unlessEmpty(String text) {
        return Optional.of(text).filter(given -> !given.isEmpty());
    }

    public SampleResult transcript(SampleTranscript recorded) {
        transcript = recorded.build();
        return this;
    }

    public SampleResult script(String text) {
        script = text;
        return this;
    }

    public SampleResult replay(String text) {
        replay = text;
        return this;
    }

    public SampleResult started(Instant at) {
        started = at;
        return this;
    }

    public SampleResult took(long micros) {
        durationMicros = micros;
        return this;
    }

    public SampleResult took(Timings where) {
        timings = Optional.of(where);
        return took(where.allMicros());
    }

    public SampleResult attempts(int number) {
        attempts = number;
        return this;
    }

    public ScenarioResult build() {
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
                skip,
                failure,
                warnings,
                observations,
                findings,
                standing,
                client.map(persona -> ClientResult.of(persona, verdict, skip, failure, warnings, observations)),
                transcript,
                "scenarios/" + id + ".pop3",
                script,
                replay,
                started,
                durationMicros,
                timings,
                attempts);
    }
}
