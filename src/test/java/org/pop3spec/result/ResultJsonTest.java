package org.pop3spec.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultJsonTest {
    private static final ObjectMapper PLAIN = new ObjectMapper();

    static Stream<Run> runs() {
        return Stream.of(
                SampleRun.empty(),
                SampleRun.realistic(),
                SampleRun.hostile(),
                SampleRun.unusable("refused"),
                SampleRun.shardWithBaseline(),
                SampleRun.incomplete());
    }

    @ParameterizedTest
    @MethodSource("runs")
    void a_run_comes_back_as_it_was_written(Run run) throws Exception {
        assertThat(ResultJson.read(write(run))).isEqualTo(run);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void a_written_run_is_valid_against_the_published_schema(Run run) throws Exception {
        assertThat(schema(false).validate(text(run), InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void the_schema_knows_every_property_that_is_written(Run run) throws Exception {
        assertThat(schema(true).validate(text(run), InputFormat.JSON)).isEmpty();
    }

    @Test
    void the_schema_refuses_a_failure_without_its_reason_and_octets_that_are_none() throws Exception {
        ObjectNode run = (ObjectNode) PLAIN.readTree(write(SampleRun.realistic()));
        Stream<Consumer<ObjectNode>> mistakes = Stream.of(
                r -> firstWith(r, "FAIL").remove("failure"),
                r -> firstWith(r, "SKIP").remove("skip"),
                r -> firstWith(r, "FAIL").put("verdict", "fail"),
                r -> ((ObjectNode) firstWith(r, "FAIL").get("failure")).put("received", "\u0100"),
                r -> r.put("schema", 2),
                r -> r.put("started", "yesterday"),
                r -> r.remove("target"));
        mistakes.forEach(mistake -> {
            ObjectNode changed = run.deepCopy();
            mistake.accept(changed);
            assertThat(schema(false).validate(changed.toString(), InputFormat.JSON))
                    .isNotEmpty();
        });
    }

    @Test
    void the_schema_is_itself_valid() throws Exception {
        Schema draft = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(draft.validate(schemaText(), InputFormat.JSON)).isEmpty();
    }

    @Test
    void nothing_beyond_ascii_and_no_control_character_stands_in_the_file() throws Exception {
        for (byte b : write(SampleRun.hostile())) {
            assertThat(b == '\n' || (b >= ' ' && b < 0x7f)).isTrue();
        }
    }

    @Test
    void the_version_comes_first_and_the_results_last() throws Exception {
        assertThat(PLAIN.readTree(write(SampleRun.realistic())).fieldNames())
                .toIterable()
                .startsWith("schema", "id", "tool", "target")
                .endsWith("results");
    }

    @Test
    void capabilities_keep_their_order() throws Exception {
        Run read = ResultJson.read(write(SampleRun.realistic()));
        assertThat(read.target().capabilities().keySet())
                .containsExactly("cleartext before login", "cleartext after login", "after STLS", "tls before login");
    }

    @Test
    void a_later_version_is_refused_even_where_nothing_else_of_it_is_known() {
        assertThatThrownBy(() -> ResultJson.read(utf8("{\"runs\":{},\"schema\":2}")))
                .isInstanceOf(ResultFormatException.class)
                .hasMessage("it has version 2 of the result format, this build reads version 1 only");
    }

    @Test
    void a_property_that_is_not_known_is_passed_over() throws Exception {
        ObjectNode run = (ObjectNode) PLAIN.readTree(write(SampleRun.realistic()));
        run.put("later", "addition");
        ((ObjectNode) run.get("target")).put("also", 1);
        assertThat(ResultJson.read(utf8(run.toString()))).isEqualTo(SampleRun.realistic());
    }

    @Test
    void a_list_that_is_absent_is_empty() throws Exception {
        ObjectNode run = (ObjectNode) PLAIN.readTree(write(SampleRun.empty()));
        run.remove("leftOut");
        ((ObjectNode) run.get("target")).remove("capabilities");
        Run read = ResultJson.read(utf8(run.toString()));
        assertThat(read.leftOut()).isEmpty();
        assertThat(read.target().capabilities()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "tool", "target", "started", "complete", "seed", "planned"})
    void what_is_required_and_absent_is_refused(String property) throws Exception {
        ObjectNode run = (ObjectNode) PLAIN.readTree(write(SampleRun.realistic()));
        run.remove(property);
        assertThatThrownBy(() -> ResultJson.read(utf8(run.toString())))
                .isInstanceOf(ResultFormatException.class)
                .hasMessageContaining(property);
    }

    @Test
    void what_is_required_in_a_result_and_absent_is_refused() throws Exception {
        for (String property : Map.of("verdict", 1, "transcript", 1, "level", 1, "script", 1, "durationMicros", 1)
                .keySet()) {
            ObjectNode run = (ObjectNode) PLAIN.readTree(write(SampleRun.realistic()));
            ((ObjectNode) run.get("results").get(0)).remove(property);
            assertThatThrownBy(() -> ResultJson.read(utf8(run.toString())))
                    .isInstanceOf(ResultFormatException.class)
                    .hasMessageContaining(property);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "{}",
                "{\"schema\":\"1\"}",
                "{\"schema\":0}",
                "{\"schema\":1}",
                "\u0000\u0000"
            })
    void what_is_no_result_is_refused_in_one_line(String text) {
        assertThatThrownBy(() -> ResultJson.read(utf8(text)))
                .isInstanceOf(ResultFormatException.class)
                .satisfies(e -> assertThat(e.getMessage()).isNotBlank().doesNotContain("\n"));
    }

    @Test
    void something_after_the_run_is_refused() throws Exception {
        byte[] twice = utf8(text(SampleRun.empty()) + text(SampleRun.empty()));
        assertThatThrownBy(() -> ResultJson.read(twice)).isInstanceOf(ResultFormatException.class);
    }

    private static ObjectNode firstWith(JsonNode run, String verdict) {
        for (JsonNode result : run.get("results")) {
            if (result.get("verdict").asText().equals(verdict)) {
                return (ObjectNode) result;
            }
        }
        throw new AssertionError("the sample has no " + verdict);
    }

    /** @param closed whether properties that the schema does not name are refused, which the published one does not */
    private static Schema schema(boolean closed) {
        try {
            JsonNode schema = PLAIN.readTree(schemaText());
            if (closed) {
                close(schema);
            }
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema.toString(), InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(ResultJsonTest::close);
    }

    private static String schemaText() throws IOException {
        try (InputStream in = ResultJson.class.getResourceAsStream(ResultJson.SCHEMA_RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Run run) throws IOException {
        return new String(write(run), StandardCharsets.UTF_8);
    }

    private static byte[] write(Run run) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ResultJson.write(run, out);
        return out.toByteArray();
    }
}
