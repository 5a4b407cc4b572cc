package org.pop3spec.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.result.Verdict;

/** The schema for editors and the reader say the same, and the reader says where. */
class BaselineFileTest {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @Test
    void an_entry_has_all_that_its_keys_say() throws Exception {
        Baseline baseline = BaselineFile.parse("""
                # about this server
                deviations:
                  -
                    scenario: rfc1939/*
                    variant: apop
                    channel: tls
                    target: ["dovecot*", "!*:lock"]
                    verdict: warn
                    says:
                      - one
                      - two
                    reason: it is old
                    link: https://example.org/7
                    expires: 2027-12-31
                flaky:
                  - {scenario: x, verdict: error, says: reset}
                """, "b.yaml");

        assertThat(baseline.skips()).isEmpty();
        assertThat(baseline.deviations())
                .containsExactly(
                        new Deviation(
                                new Place(3, 14),
                                "rfc1939/*",
                                Optional.of("apop"),
                                Optional.of("tls"),
                                new Targets(List.of("dovecot*", "!*:lock")),
                                Verdict.WARN,
                                List.of("one", "two"),
                                Optional.of("it is old"),
                                Optional.of("https://example.org/7"),
                                Optional.of(LocalDate.parse("2027-12-31")),
                                false),
                        new Deviation(
                                new Place(16, 16),
                                "x",
                                Optional.empty(),
                                Optional.empty(),
                                Targets.ALL,
                                Verdict.ERROR,
                                List.of("reset"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deviations:",
                "{deviations: [], flaky: [], skips: []}",
                "skips: [{code: slow, says: takes long}]",
                "deviations: [{scenario: a, verdict: fail, says: b}]",
                "deviations: [{scenario: a, verdict: fail, says: [b, 7], expires: '2027-01-01'}]",
                "flaky: [{scenario: a, verdict: error, says: [b], variant: apop, channel: stls, reason: c, link: d}]",
                "skips: [{code: slow, says: takes long, target: ['a:*', '!a:b']}]",
                "deviations: [{scenario: a, verdict: fail, says: b, target: a}]",
                "causes: [{reason: a}, {reason: b, defence: c, upstream: https://example.org/1}]",
            })
    void what_is_right_is_right_for_both(String baseline) throws Exception {
        assertThat(schema().validate(baseline, InputFormat.YAML)).isEmpty();
        BaselineFile.parse(baseline, "b.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]                                                  | 1:1: | expected a baseline as keys and values",
                "{devations: []}                                      | 1:2: | did you mean 'deviations'?",
                "{deviations: {}}                                     | 1:14: | expected a list",
                "{deviations: [a]}                                    | 1:15: | expected a deviation as keys and values",
                "{deviations: [{verdict: fail, says: b}]}             | 1:15: | expected the key scenario",
                "{deviations: [{scenario: a, verdict: fail}]}         | 1:15: | expected the key says",
                "{deviations: [{scenario: a, verdict: fail, says: []}]} | 1:50: | expected a piece of the message",
                "{deviations: [{scenario: a, verdict: fail, says: ''}]} | 1:50: | says: expected a text",
                "{deviations: [{scenario: a, verdict: pass, says: b}]} | 1:38: | verdict: there is no such word",
                "{deviations: [{scenario: a, verdict: fail, says: b, channel: udp}]} | 1:62: | cleartext, stls, tls",
                "{deviations: [{scenario: a, verdict: fail, says: b, expires: soon}]} | 1:62: | a day such as 2027-12-31",
                "{deviations: [{scenario: a, verdict: fail, says: b, sometimes: true}]} | 1:53: | unknown key 'sometimes'",
                "{deviations: [{scenario: a, verdict: fail, says: b, target: ['']}]} | 1:62: | target: expected a text",
                "{skips: [{code: slow}]}                              | 1:10: | expected the key says",
                "{causes: [{defence: a}]}                             | 1:11: | expected the key reason",
                "{skips: [{code: lazy, says: b}]}                     | 1:17: | code: there is no such word",
            })
    void what_is_wrong_is_wrong_for_both_and_is_shown_with_its_place(String baseline, String at, String message)
            throws Exception {
        assertThat(schema().validate(baseline, InputFormat.YAML)).isNotEmpty();
        assertThatThrownBy(() -> BaselineFile.parse(baseline, "b.yaml"))
                .isInstanceOf(InvalidBaseline.class)
                .hasMessageContaining("b.yaml:" + at)
                .hasMessageContaining(message);
    }

    @Test
    void all_mistakes_are_told_at_once() {
        assertThatThrownBy(() -> BaselineFile.parse("""
                        deviations:
                          - {scenario: a, verdict: pass, says: b}
                        skips: no
                        """, "b.yaml"))
                .hasMessageContaining("b.yaml:2:")
                .hasMessageContaining("b.yaml:3:");
    }

    @Test
    void a_file_that_cannot_be_read_is_refused_and_one_that_is_not_there_is_none(@TempDir Path folder)
            throws Exception {
        Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xff});

        assertThat(BaselineFile.text(folder.resolve("none.yaml"))).isEmpty();
        assertThatThrownBy(() -> BaselineFile.text(binary)).hasMessage("baseline " + binary + " is not UTF-8 text");
        assertThatThrownBy(() -> BaselineFile.parse("", "b.yaml")).hasMessageContaining("the file is empty");
        assertThatThrownBy(() -> BaselineFile.parse("a: [", "b.yaml")).hasMessageContaining("this is not YAML");
    }

    @Test
    void the_schema_is_itself_valid() throws Exception {
        Schema draft = REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(draft.validate(schemaText(), InputFormat.JSON)).isEmpty();
    }

    private static Schema schema() throws IOException {
        return REGISTRY.getSchema(schemaText(), InputFormat.JSON);
    }

    private static String schemaText() throws IOException {
        try (InputStream in = BaselineFileTest.class.getResourceAsStream("/schema/baseline-1.schema.json")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
