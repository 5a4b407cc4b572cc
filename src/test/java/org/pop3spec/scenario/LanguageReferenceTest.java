package org.pop3spec.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds docs/scenario-language.md against the parser. */
class LanguageReferenceTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```pop3\n(.*?)^```$");

    private final ScenarioParser parser = new ScenarioParser(
            new Vocabulary(
                    Set.of("three"),
                    Set.of("user-pass", "apop"),
                    Map.of(
                            "plain", Set.of("user", "password", "authzid", "host", "nonce"),
                            "digest-md5", Set.of("layer")),
                    Vocabulary.FEATURES),
            new Expressions());

    static String reference() throws IOException {
        return Files.readString(Path.of("docs/scenario-language.md"));
    }

    static List<String> examples() throws IOException {
        return EXAMPLE.matcher(reference()).results().map(m -> m.group(1)).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void every_example_is_a_scenario(String example) throws ScenarioException {
        Scenario scenario = parser.parse("example", new SourceFile("example.pop3", example), IncludeSource.NONE);
        assertThat(scenario.session()).isNotEmpty();
    }

    @Test
    void there_are_examples_of_every_statement() throws IOException {
        String all = String.join("\n", examples());
        assertThat(examples()).hasSizeGreaterThan(12);
        for (String keyword : SessionParser.KEYWORDS) {
            if (!keyword.equals("include") && !keyword.equals("fail")) {
                assertThat(all).containsPattern("(?m)^ *" + keyword + "\\b");
            }
        }
        for (String function : Expressions.functions().keySet()) {
            if (!function.equals("octets")) {
                assertThat(all).contains(function + "(");
            }
        }
    }

    @Test
    void every_word_of_the_parser_is_in_the_reference_and_its_grammar() throws IOException {
        String reference = reference();
        String grammar = reference.substring(reference.indexOf("```ebnf"));
        for (String keyword : SessionParser.KEYWORDS) {
            assertThat(reference).contains("`" + keyword);
            assertThat(grammar).contains("\"" + keyword + "\"");
        }
        for (String event : List.of(
                "raw",
                "close",
                "half-close",
                "reset",
                "tls",
                "hello",
                "suites",
                "alpn",
                "flight",
                "close-notify",
                "each",
                "some",
                "lines",
                "message",
                "top",
                "octets",
                "frame",
                "kpop",
                "no-handshake",
                "silence",
                "within")) {
            assertThat(grammar).contains("\"" + event + "\"");
        }
        for (CaptureType type : CaptureType.values()) {
            assertThat(reference).contains("| `" + type.word() + "`");
            assertThat(grammar).contains("\"" + type.word() + "\"");
        }
        for (Expectation.Outcome outcome : Expectation.Outcome.values()) {
            assertThat(grammar).contains("\"" + outcome.word() + "\"");
        }
        for (TlsVersion version : TlsVersion.values()) {
            assertThat(reference).contains("`" + version.word() + "`");
            assertThat(grammar).contains("\"" + version.word() + "\"");
        }
        for (SuiteFamily family : SuiteFamily.values()) {
            assertThat(reference).contains("| `" + family.word() + "` |");
            assertThat(grammar).contains("\"" + family.word() + "\"");
        }
        for (Channel channel : Channel.values()) {
            assertThat(grammar).contains("\"" + channel.word() + "\"");
        }
    }

    @Test
    void every_key_feature_and_function_is_in_the_reference() throws IOException {
        String reference = reference();
        for (String key : FrontMatterParser.KEYS) {
            assertThat(reference).contains("| `" + key + "` |");
        }
        for (Touch touch : Touch.values()) {
            assertThat(reference).contains("`" + touch.word() + "`");
        }
        String features = reference.substring(reference.indexOf("**Features**"));
        for (String feature : Vocabulary.FEATURES) {
            assertThat(features).containsPattern("[`\\s]" + Pattern.quote(feature) + "[`\\s]");
        }
        for (String function : Expressions.functions().keySet()) {
            assertThat(reference).contains("`" + function + "(");
        }
    }

    @Test
    void the_functions_of_the_reference_exist() throws IOException {
        String table = reference();
        table = table.substring(table.indexOf("| function | value |"));
        table = table.substring(0, table.indexOf("```"));
        List<MatchResult> calls = Pattern.compile("`([a-z0-9_]+)\\(([^)]*)\\)`")
                .matcher(table)
                .results()
                .toList();
        assertThat(calls).hasSize(Expressions.functions().size());
        for (MatchResult call : calls) {
            String arguments = call.group(2);
            assertThat(Expressions.functions())
                    .containsEntry(call.group(1), arguments.isEmpty() ? 0 : arguments.split(",", -1).length);
        }
    }

    @Test
    void the_mistake_that_the_reference_shows_is_told_like_that() throws IOException {
        String reference = reference();
        String shown = reference.substring(reference.indexOf("```text\n") + 8);
        shown = shown.substring(0, shown.indexOf("\n```"));
        String broken = "---\ntitle: t\n---\nS: +OK ${greeting}\nasert greeting != ''\n";
        assertThatThrownBy(() -> parser.parse("broken", new SourceFile("broken.pop3", broken), IncludeSource.NONE))
                .isInstanceOf(ScenarioException.class)
                .hasMessage(shown);
    }
}
