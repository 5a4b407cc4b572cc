package org.pop3spec.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pop3spec.result.SourcePosition;

class LineMatcherTest {
    private static final SourcePosition AT = new SourcePosition("a.pop3", 7, 3);

    private final Bindings bindings = new Bindings() {
        @Override
        public Optional<Object> value(String name) {
            return Optional.ofNullable(Map.<String, Object>of("n", 2L, "odd", "a.b*\\E(", "list", List.of(1L))
                    .get(name));
        }

        @Override
        public Surroundings surroundings() {
            return new Surroundings() {
                @Override
                public long octets(int message) {
                    return 120;
                }

                @Override
                public boolean intact(int message, String text) {
                    return true;
                }

                @Override
                public String response(String challenge) {
                    return challenge;
                }

                @Override
                public String apRequest(String kind) {
                    return kind;
                }

                @Override
                public long kerberosError(String octets) {
                    return -1;
                }

                @Override
                public boolean provesServer(String octets) {
                    return false;
                }

                @Override
                public long waited() {
                    return 0;
                }

                @Override
                public String random(int length) {
                    return "";
                }
            };
        }
    };

    private LineMatcher matcher(LinePattern.Part... parts) {
        return LineMatcher.of(new LinePattern.Composed(List.of(parts), "written", AT), new Expressions(), bindings);
    }

    private LineMatcher regex(String expression, String... groups) {
        return LineMatcher.of(
                new LinePattern.Regex(expression, List.of(groups), "/" + expression + "/", AT),
                new Expressions(),
                bindings);
    }

    private static LinePattern.Part text(String octets) {
        return new LinePattern.Text(octets);
    }

    private static LinePattern.Part value(String source) {
        return new LinePattern.Value(new Expression(source, AT));
    }

    private static LinePattern.Part capture(String name, CaptureType type) {
        return new LinePattern.Capture(name, type);
    }

    private static Optional<Map<String, Object>> captures(LineMatcher matcher, String line) {
        return matcher.match(line).map(LineMatcher.Match::captures);
    }

    @Test
    void text_and_values_match_the_whole_line_only() {
        LineMatcher matcher = matcher(value("n"), text(" "), value("octets(2)"));
        assertThat(matcher.shown()).isEqualTo("2 120");
        assertThat(matcher.match("2 120")).isPresent();
        assertThat(matcher.match("2 121")).isEmpty();
        assertThat(matcher.match("2 120 ")).isEmpty();
        assertThat(matcher.match("2 1200")).isEmpty();
        assertThat(matcher.match("12 120")).isEmpty();
    }

    @Test
    void further_text_after_a_blank_is_admitted_where_asked_for_and_told() {
        LineMatcher literal = matcher(value("n"), text(" 120"));
        assertThat(literal.matchWithTrailingText("2 120").orElseThrow().trailingText())
                .isFalse();
        assertThat(literal.matchWithTrailingText("2 120 octets").orElseThrow().trailingText())
                .isTrue();
        assertThat(literal.matchWithTrailingText("2 1200")).isEmpty();
        LineMatcher capturing = matcher(text("2 "), capture("size", CaptureType.NUMBER));
        assertThat(capturing.matchWithTrailingText("2 120").orElseThrow())
                .isEqualTo(new LineMatcher.Match(Map.of("size", 120L), false));
        assertThat(capturing.matchWithTrailingText("2 120 octets").orElseThrow())
                .isEqualTo(new LineMatcher.Match(Map.of("size", 120L), true));
        assertThat(capturing.matchWithTrailingText("2 120octets")).isEmpty();
    }

    @Test
    void a_value_is_compared_as_it_is() {
        LineMatcher matcher = matcher(value("odd"), text(" "), capture("rest", CaptureType.TEXT));
        assertThat(captures(matcher, "a.b*\\E( x y")).contains(Map.of("rest", "x y"));
        assertThat(captures(matcher, "aXb*\\E( x y")).isEmpty();
    }

    @Test
    void captures_have_their_types() {
        assertThat(captures(
                        matcher(capture("w", CaptureType.WORD), text(" "), capture("t", CaptureType.TEXT)), "a b c"))
                .contains(Map.of("w", "a", "t", "b c"));
        assertThat(captures(matcher(capture("w", CaptureType.WORD)), "")).isEmpty();
        assertThat(captures(matcher(capture("w", CaptureType.WORD)), "a\tb")).isEmpty();
        assertThat(captures(matcher(capture("n", CaptureType.NUMBER)), "007")).contains(Map.of("n", 7L));
        assertThat(captures(matcher(capture("n", CaptureType.NUMBER)), "-7")).isEmpty();
        assertThat(captures(matcher(capture("n", CaptureType.NUMBER)), "99999999999999999999"))
                .contains(Map.of("n", new BigInteger("99999999999999999999")));
        assertThat(captures(matcher(capture("n", CaptureType.NUMBER)), "9".repeat(100_000)))
                .isEmpty();
        assertThat(captures(matcher(capture("u", CaptureType.UID)), "x".repeat(70)))
                .isPresent();
        assertThat(captures(matcher(capture("u", CaptureType.UID)), "x".repeat(71)))
                .isEmpty();
        assertThat(captures(matcher(capture("u", CaptureType.UID)), "a b")).isEmpty();
        assertThat(captures(matcher(capture("b", CaptureType.BASE64)), "YWL/")).contains(Map.of("b", "ab\u00ff"));
        assertThat(captures(matcher(capture("b", CaptureType.BASE64)), "YWI=")).contains(Map.of("b", "ab"));
        assertThat(captures(matcher(capture("b", CaptureType.BASE64)), "YWI")).isEmpty();
        assertThat(captures(matcher(capture("b", CaptureType.BASE64)), "")).contains(Map.of("b", ""));
    }

    @Test
    void a_regular_expression_takes_the_whole_line_and_its_groups_are_captures() {
        LineMatcher matcher = regex("(?P<a>[0-9]+)(?: (?P<b>.*))?|none", "a", "b");
        assertThat(captures(matcher, "12 x\r\u00e9")).contains(Map.of("a", "12", "b", "x\r\u00e9"));
        assertThat(captures(matcher, "12")).contains(Map.of("a", "12", "b", ""));
        assertThat(captures(matcher, "none")).isPresent();
        assertThat(captures(matcher, "12x")).isEmpty();
        assertThat(captures(matcher, "x12")).isEmpty();
    }

    @Test
    void text_that_makes_backtracking_explode_is_matched_in_linear_time() {
        assertThat(regex("(a+)+(a+)+(a+)+b").match("a".repeat(50_000))).isEmpty();
        assertThat(matcher(
                                capture("a", CaptureType.TEXT),
                                capture("b", CaptureType.TEXT),
                                capture("c", CaptureType.TEXT),
                                text("x"))
                        .match("y".repeat(50_000)))
                .isEmpty();
    }

    @Test
    void a_long_value_is_no_problem() {
        String line = "z".repeat(200_000);
        assertThat(matcher(text(line), capture("rest", CaptureType.NUMBER)).match(line + "5"))
                .isPresent();
        assertThat(matcher(text(line)).match(line)).isPresent();
    }

    @Test
    void a_list_is_no_part_of_a_line() {
        assertThatThrownBy(() -> matcher(value("list")))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("a list can't stand in a line");
    }
}
