package org.pop3spec.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.result.SourcePosition;

class ExpressionsTest {
    private static final SourcePosition AT = new SourcePosition("a.pop3", 7, 3);
    private static final Map<String, Object> KNOWN = Map.of(
            "user",
            "alice",
            "password",
            "tanstaaf",
            "greeting",
            "POP3 server ready <1896.697170952@dbc.mtview.ca.us>",
            "count",
            3L,
            "digits",
            "120",
            "yes",
            true,
            "octets",
            List.of(5L, 6L),
            "list",
            List.of("a", "b", "a"),
            "numbers",
            List.of(1L, 20L, 3L),
            "big",
            new BigInteger("9223372036854775808"));

    private final Expressions expressions = new Expressions();
    private final Bindings bindings = new Bindings() {
        @Override
        public Optional<Object> value(String name) {
            return Optional.ofNullable(KNOWN.get(name));
        }

        @Override
        public Surroundings surroundings() {
            return new Surroundings() {
                @Override
                public long octets(int message) {
                    if (message > 9) {
                        throw new EvaluationException(new SourcePosition("", 1, 1), "no message " + message);
                    }
                    return 100L * message;
                }

                @Override
                public boolean intact(int message, String text) {
                    return text.equals("message " + message);
                }

                @Override
                public String response(String challenge) {
                    return challenge.isEmpty() ? "first" : "answer to " + challenge;
                }

                @Override
                public String apRequest(String kind) {
                    return "request " + kind;
                }

                @Override
                public long kerberosError(String octets) {
                    return octets.equals("error") ? 37 : -1;
                }

                @Override
                public boolean provesServer(String octets) {
                    return octets.equals("proof");
                }

                @Override
                public long waited() {
                    return 1500;
                }

                @Override
                public String random(int length) {
                    return "r".repeat(length);
                }
            };
        }
    };

    private Object value(String source) {
        return expressions.evaluate(new Expression(source, AT), bindings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            quoteCharacter = '"',
            value = {
                "count | 3",
                "response('') | first",
                "response('who') | answer to who",
                "replace('a.b.c', '.', '--') | a--b--c",
                "replace('abc', 'x', 'y') | abc",
                "hex(frame('ab')) | 000000026162",
                "hex(slice(frame(repeat('x', 300)), 0, 4)) | 0000012c",
                "ap_req('mutual') | request mutual",
                "krb_error('error') | 37",
                "krb_error('') | -1",
                "ap_rep('proof') | true",
                "ap_rep('') | false",
                "flip('abc', 0) | `bc",
                "flip('abc', -1) | abb",
                "7 | 7",
                "octets(2) | 200",
                "octets(count) | 300",
                "octets(2) + octets[1] | 206",
                "octets | [5, 6]",
                "octets(count - 1) | 200",
                "intact(2, 'message 2') | true",
                "intact(count, 'message 2') | false",
                "random(4) | rrrr",
                "1 + 2 * 3 | 7",
                "7 / 2 | 3",
                "7 % 2 | 1",
                "-count | -3",
                "big + 1 | 9223372036854775809",
                "big - 1 | 9223372036854775807",
                "9223372036854775807 + 1 | 9223372036854775808",
                "'a' + 'b' | ab",
                "'1' + '2' | 12",
                "'n' + count | n3",
                "digits + 0 | 1200",
                "digits * 2 | 240",
                "digits == 120 | true",
                "'0120' == 120 | true",
                "'0120' == '120' | false",
                "digits < 1000 | true",
                "'b' > 'a' | true",
                "count == 3 and yes | true",
                "not yes or count != 3 | false",
                "yes && !(count > 3) || false | true",
                "count > 2 ? 'many' : 'few' | many",
                "list[1] | b",
                "user[0] | a",
                "[1, count, 'x'] | [1, 3, x]",
                "[1, 2] + [3] | [1, 2, 3]",
                "[1, 2] == [1, 2] | true",
                "size(list) | 3",
                "size(user) | 5",
                "size([1, 2]) == 2 | true",
                "sum(numbers) | 24",
                "sum(['1', '02']) | 3",
                "waited() | 1500",
                "apart(range(1, 12), range(13, 24)) | true",
                "apart(range(13, 24), range(1, 12)) | true",
                "apart(range(1, 9), range(13, 21)) | false",
                "apart(range(1, 30), range(5, 34)) | false",
                "apart(range(1, 30), range(25, 54)) | true",
                "unique(list) | [a, b]",
                "size(unique(['7', '07'])) | 2",
                "has(list, 'b') | true",
                "has(numbers, '20') | true",
                "has(list, 'z') | false",
                "without(list, ['b']) | [a, a]",
                "without(['07', 7, 8], ['7', '8']) | [07]",
                "without(list, []) | [a, b, a]",
                "sorted(numbers) | [1, 3, 20]",
                "sorted(list) | [a, a, b]",
                "range(2, 4) | [2, 3, 4]",
                "range(2, 1) | []",
                "number('042') + 1 | 43",
                "match(greeting, '<[^<>@ ]+@[^<>@ ]+>') | <1896.697170952@dbc.mtview.ca.us>",
                "match(greeting, '<([0-9]+)') | 1896",
                "'[' + match(greeting, 'none') + ']' | []",
                "matches('abc', 'a.c') | true",
                "matches('xabc', 'a.c') | false",
                "find(list, 'a') | [a, a]",
                "code('[IN-USE] try later') | IN-USE",
                "'<' + code('no code') + '>' | <>",
                "upper('aBc') | ABC",
                "lower('aBc') | abc",
                "repeat('ab', 3) | ababab",
                "join(list, '-') | a-b-a",
                "split('a b c', ' ') | [a, b, c]",
                "slice('abcdef', 1, 3) | bc",
                "slice('abc', 2, 99) | c",
                "slice(list, 1, 3) | [b, a]",
                "md5('<1896.697170952@dbc.mtview.ca.us>tanstaaf') | c4c9334bac560ecc979e58001b3e22fb",
                "hmac_md5('tanstaaftanstaaf', '<1896.697170952@postoffice.reston.mci.net>')"
                        + " | b913a602c7eda7a495b4e6e7334d3890",
                "hmac_md5(repeat(unhex('aa'), 80), 'Test Using Larger Than Block-Size Key - Hash Key First')"
                        + " | 6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd",
                "hmac_md5('', '') | 74e6f7298a9c2d168935f58c001bad88",
                "hex('aü') | 61c3bc",
                "unhex('6162') | ab",
                "base64('ab') | YWI=",
                "unbase64('YWI=') | ab",
                "size('ü') | 2",
                "matches('3.4', '\\d\\.\\d') | true",
            })
    void an_expression_has_its_value(String source, String expected) {
        assertThat(value(source).toString()).isEqualTo(expected);
    }

    @Test
    void small_integers_are_longs_and_large_ones_big() {
        assertThat(value("1 + 1")).isEqualTo(2L);
        assertThat(value("big - 1")).isEqualTo(Long.MAX_VALUE);
        assertThat(value("big * big")).isEqualTo(new BigInteger("85070591730234615865843651857942052864"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''.class",
                "''.getClass()",
                "''['class']",
                "list['class']",
                "list.size()",
                "user.length()",
                "new('java.io.File', 'x')",
                "new java.io.File('x')",
                "java.lang.System.exit(1)",
                "System.exit(1)",
                "Runtime",
                "java.lang.Runtime",
                "while (true) {}",
                "for (x : list) x",
                "x = 1",
                "var x = 1",
                "let x = 1",
                "count += 1",
                "count++",
                "list[0] = 'x'",
                "() -> 1",
                "x => x",
                "function(x) { x }",
                "#pragma jexl.import java.lang",
                "@silent count",
                "{'a': 1}",
                "{1, 2}",
                "{ 1 }",
                "return 1",
                "1; 2",
                "if (yes) 1",
                "`text ${count}`",
                "user =~ '(a+)+b'",
                "user =~ list",
                "~/(a+)+b/",
                "1..1000000000",
                "1 << 5",
                "count & 1",
                "count ^ 1",
                "yes ?: no",
                "user ?? 'x'",
                "user instanceof String",
                "not count == 1",
                "1.5",
                "1e9",
                "010",
                "null",
                "empty(user)",
                "empty user",
                "ns:md5('x')",
                "md5",
                "_ize(list)",
                "size",
                "size list",
                "size()",
                "md5()",
                "md5('a', 'b')",
                "sha1('x')",
                "try { 1 } catch (e) { 2 }",
                "throw 'x'",
                "import",
                "switch (count) { case 1 -> 2 }",
                "\"text\"",
                "'open",
                "count +",
                "a b",
                "",
                "  ",
                "(((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))))",
                "user.class.classLoader",
                "(user).class",
                "(user).getClass()",
                "md5(user).getClass()",
                "[1].getClass()",
                "'\\u0394'",
                "count // no\u2028 1",
            })
    void what_the_language_does_not_have_is_refused(String source) {
        assertThatThrownBy(() -> value(source))
                .isInstanceOf(EvaluationException.class)
                .hasNoCause()
                .satisfies(e -> assertThat(((EvaluationException) e).at()).isEqualTo(AT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            quoteCharacter = '"',
            value = {
                "unknown | nothing is called 'unknown' at this point",
                "unknown + 1 | nothing is called 'unknown' at this point",
                "1 / 0 | a division by zero",
                "1 % 0 | a division by zero",
                "'a' * 2 | '*' has a string beside it, not a number",
                "'a' < 2 | can't tell which is larger of a string and a number",
                "count ? 1 : 2 | a condition is a number, not true or false",
                "count and yes | a condition is a number, not true or false",
                "not count | a condition is a number, not true or false",
                "list[3] | there is no element 3; the first of 3 is number 0",
                "list[-1] | there is no element -1; the first of 3 is number 0",
                "count[0] | the expression can't be evaluated",
                "list + 'x' | a list can't stand in a line; use join(list, sep) or an index",
                "size(unknown) | nothing is called 'unknown' at this point",
                "size(count) | size: its value is a number, not a string",
                "md5(count) | md5: its value is a number, not a string",
                "sum(list) | sum: the list has a string in it, not only numbers",
                "number(user) | the string is not a number in decimal digits",
                "unhex('x') | unhex: the string is not made of pairs of hexadecimal digits",
                "unbase64('*') | unbase64: the string is not base64",
                "match(user, '(') | match: not a regular expression: missing closing )",
                "matches(user, '(a{1000}){1000}') | matches: the regular expression repeats too much",
                "repeat('a', 0 - 1) | repeat: a negative count",
                "split(user, '') | split: the separator is empty",
                "random(70000) | random makes 0 to 65536 letters",
            })
    void a_value_that_cannot_be_had_is_told_in_words(String source, String message) {
        assertThatThrownBy(() -> value(source))
                .isInstanceOf(EvaluationException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "repeat('x', 100000000)",
                "repeat('xxxxxxxx', 9223372036854775807)",
                "repeat(repeat(repeat('x', 10000), 10000), 10000)",
                "size(repeat('x', 40000000) + repeat('x', 40000000))",
                "range(1, 1000000000)",
                "range(0 - 9223372036854775807, 9223372036854775807)",
                "size(range(1, 4000000) + range(1, 4000000))",
            })
    void growth_is_bounded(String source) {
        assertThatThrownBy(() -> value(source)).isInstanceOf(EvaluationException.class);
    }

    @Test
    void work_is_bounded() {
        String source = "md5(repeat('x', 30000000))" + " + md5(repeat('x', 30000000))".repeat(60);
        assertThatThrownBy(() -> value(source)).isInstanceOf(EvaluationException.class);
    }

    @Test
    void a_number_does_not_grow_without_bound() {
        String source = "big" + " * big".repeat(200);
        assertThatThrownBy(() -> value(source))
                .isInstanceOf(EvaluationException.class)
                .hasMessage("the number is too large");
    }

    @Test
    void long_chains_are_evaluated_or_refused_in_bounded_time() {
        assertThat(value("1" + " + 1".repeat(450))).isEqualTo(451L);
        assertThat(value("- ".repeat(900) + "count")).isEqualTo(3L);
        assertThatThrownBy(() -> value("- ".repeat(2000) + "count")).isInstanceOf(EvaluationException.class);
        assertThatThrownBy(() -> value("1" + " + 1".repeat(700))).isInstanceOf(EvaluationException.class);
    }

    @Test
    void nested_calls_are_parsed_quickly() {
        assertThat(value("size(" + "upper(".repeat(25) + "'x'" + ")".repeat(26)))
                .isEqualTo(1L);
        assertThat(value("(".repeat(30) + "count" + ")".repeat(30))).isEqualTo(3L);
    }

    @Test
    void an_interrupted_thread_evaluates_no_further() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> value("md5(user) + md5(user)")).isInstanceOf(EvaluationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_secret_is_not_in_the_message_of_an_error() {
        assertThatThrownBy(() -> value("number(password)"))
                .isInstanceOf(EvaluationException.class)
                .hasNoCause()
                .message()
                .doesNotContain("tanstaaf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"octets(10)", "octets(10) + 1"})
    void what_the_session_cannot_answer_is_told_at_the_expression(String source) {
        assertThatThrownBy(() -> value(source))
                .isInstanceOfSatisfying(
                        EvaluationException.class, e -> assertThat(e.at()).isEqualTo(AT))
                .hasMessage("no message 10")
                .hasNoCause();
    }

    @Test
    void a_template_is_text_with_values_put_in() {
        Template template = new Template(
                List.of(
                        new Template.Text("APOP "),
                        new Template.Value(new Expression("user", AT)),
                        new Template.Text(" "),
                        new Template.Value(new Expression("count + 1", AT))),
                AT);
        assertThat(expressions.text(template, bindings)).isEqualTo("APOP alice 4");
    }

    @Test
    void a_condition_must_be_true_or_false() {
        assertThat(expressions.test(new Expression("count == 3", AT), bindings)).isTrue();
        assertThatThrownBy(() -> expressions.test(new Expression("count", AT), bindings))
                .isInstanceOf(EvaluationException.class)
                .hasMessage("the condition is neither true nor false");
    }

    @Test
    void an_integer_is_checked_against_its_bounds() {
        assertThat(expressions.integer(new Expression("digits", AT), bindings, 0, 200))
                .isEqualTo(120);
        assertThatThrownBy(() -> expressions.integer(new Expression("digits", AT), bindings, 0, 100))
                .isInstanceOf(EvaluationException.class)
                .hasMessage("the value is not a number from 0 to 100 but 120");
    }
}
