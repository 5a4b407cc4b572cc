package org.pop3spec.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pop3spec.result.RunDiff.Change;
import org.pop3spec.result.RunDiff.Kind;

class RunDiffTest {
    @Test
    void a_run_does_not_differ_from_itself() {
        assertThat(RunDiff.of(SampleRun.realistic(), SampleRun.realistic()).changes())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PASS, FAIL, BROKEN",
        "PASS, WARN, BROKEN",
        "WARN, FAIL, BROKEN",
        "ERROR, FAIL, BROKEN",
        "SKIP, FAIL, BROKEN",
        "SKIP, WARN, BROKEN",
        "FAIL, PASS, FIXED",
        "FAIL, WARN, FIXED",
        "WARN, PASS, FIXED",
        "ERROR, PASS, FIXED",
        "PASS, ERROR, IN_ERROR",
        "FAIL, ERROR, IN_ERROR",
        "SKIP, ERROR, IN_ERROR",
        "PASS, SKIP, SKIPPED",
        "FAIL, SKIP, SKIPPED",
        "SKIP, PASS, PLAYED",
    })
    void a_change_of_the_verdict_is_told(Verdict was, Verdict is, Kind kind) {
        RunDiff diff = RunDiff.of(SampleRun.of(result(was, "first")), SampleRun.of(result(is, "second")));

        assertThat(diff.changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(kind);
            assertThat(change.before()).contains(was);
            assertThat(change.after()).contains(is);
            assertThat(change.was()).isEqualTo(was == Verdict.PASS ? "" : "first");
            assertThat(change.is()).isEqualTo(is == Verdict.PASS ? "" : "second");
        });
    }

    @ParameterizedTest
    @CsvSource({"FAIL, OTHERWISE", "WARN, OTHERWISE", "ERROR, OTHERWISE", "SKIP, SKIPPED_OTHERWISE"})
    void another_reason_for_the_same_verdict_is_told(Verdict verdict, Kind kind) {
        assertThat(kinds(result(verdict, "first"), result(verdict, "second"))).containsExactly(kind);
    }

    @Test
    void what_differs_from_run_to_run_is_no_other_reason() {
        assertThat(kinds(
                        result(Verdict.FAIL, "the greeting was +OK <12.34@host>"),
                        result(Verdict.FAIL, "the greeting was +OK <56.78@host>")))
                .isEmpty();
    }

    @Test
    void what_was_observed_in_another_way_is_told() {
        Change change = only(
                SampleResult.of("a").observed("x", "1").observed("y", "2").build(),
                SampleResult.of("a").observed("x", "1").observed("y", "3").build());

        assertThat(change.kind()).isEqualTo(Kind.OBSERVED);
        assertThat(change.was()).isEqualTo("y = 2");
        assertThat(change.is()).isEqualTo("y = 3");
    }

    @Test
    void twice_as_long_is_slower_unless_it_is_a_trifle() {
        assertThat(kinds(took(100_000), took(200_000))).containsExactly(Kind.SLOWER);
        assertThat(kinds(took(100_001), took(200_000))).isEmpty();
        assertThat(kinds(took(1_000), took(100_000))).isEmpty();
        assertThat(kinds(took(500_000), took(100_000))).isEmpty();
    }

    @Test
    void a_server_is_no_slower_because_delivery_or_harness_are() {
        assertThat(kinds(
                        SampleResult.of("a").took(new Timings(1_000, 0, 0)).build(),
                        SampleResult.of("a")
                                .took(new Timings(1_000, 900_000, 900_000))
                                .build()))
                .isEmpty();
        assertThat(kinds(
                        SampleResult.of("a")
                                .took(new Timings(1_000, 900_000, 0))
                                .build(),
                        SampleResult.of("a").took(new Timings(101_000, 0, 0)).build()))
                .containsExactly(Kind.SLOWER);
    }

    @Test
    void what_is_in_one_run_only_is_told_and_another_variant_or_channel_is_another_scenario() {
        RunDiff diff = RunDiff.of(
                SampleRun.of(
                        SampleResult.of("a").variant("apop", "tls").build(),
                        SampleResult.of("b").build()),
                SampleRun.of(
                        SampleResult.of("a").variant("apop", "stls").build(),
                        SampleResult.of("b").build()));

        assertThat(diff.changes())
                .extracting(Change::kind, Change::channel)
                .containsExactly(tuple(Kind.ONLY_BEFORE, "tls"), tuple(Kind.ONLY_AFTER, "stls"));
    }

    @Test
    void one_scenario_may_have_changed_in_several_ways() {
        ScenarioResult before =
                SampleResult.of("a").observed("x", "1").took(1_000).build();
        ScenarioResult after = SampleResult.of("a")
                .observed("x", "2")
                .took(1_000_000)
                .fails(Verdict.FAIL, "no")
                .build();

        assertThat(kinds(before, after)).containsExactly(Kind.BROKEN, Kind.OBSERVED, Kind.SLOWER);
    }

    @Test
    void as_json_it_is_valid_against_the_published_schema() throws Exception {
        RunDiff diff = RunDiff.of(SampleRun.hostile(), SampleRun.realistic());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DiffJson.write(diff, out);
        String schema;
        try (InputStream in = RunDiffTest.class.getResourceAsStream(DiffJson.SCHEMA_RESOURCE)) {
            assertThat(in).isNotNull();
            schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(diff.changes()).isNotEmpty();
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema, InputFormat.JSON)
                        .validate(out.toString(StandardCharsets.UTF_8), InputFormat.JSON))
                .isEmpty();
    }

    private static ScenarioResult result(Verdict verdict, String words) {
        SampleResult result = SampleResult.of("a");
        return switch (verdict) {
            case PASS -> result.build();
            case SKIP -> result.skipped(SkipReason.Code.SLOW, words).build();
            case FAIL, WARN, ERROR -> result.fails(verdict, words).build();
        };
    }

    private static ScenarioResult took(long micros) {
        return SampleResult.of("a").took(micros).build();
    }

    private static Change only(ScenarioResult before, ScenarioResult after) {
        List<Change> changes =
                RunDiff.of(SampleRun.of(before), SampleRun.of(after)).changes();
        assertThat(changes).hasSize(1);
        return changes.get(0);
    }

    private static List<Kind> kinds(ScenarioResult before, ScenarioResult after) {
        return RunDiff.of(SampleRun.of(before), SampleRun.of(after)).changes().stream()
                .map(Change::kind)
                .toList();
    }
}
