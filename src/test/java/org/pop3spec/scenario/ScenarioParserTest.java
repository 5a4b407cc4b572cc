package org.pop3spec.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pop3spec.result.Level;
import org.pop3spec.result.SpecReference;

class ScenarioParserTest {
    private static final Vocabulary VOCABULARY =
            new Vocabulary(Set.of("three", "empty"), Set.of("user-pass", "apop"), Vocabulary.FEATURES);

    private final ScenarioParser parser = new ScenarioParser(VOCABULARY, new Expressions());

    @Test
    void the_example_of_the_reference_is_read() throws ScenarioException {
        String text = """
                ---
                title: A message marked as deleted is absent from the scan listing
                spec: RFC1939#5 DELE
                level: MUST
                mailbox: three
                touches: maildrop
                ---
                login
                C: DELE 1
                S: +OK
                C: LIST
                S: +OK
                S: 2 ${octets(2)}
                S: .
                """;
        Scenario scenario = parser.parse("a/b", new SourceFile("a/b.pop3", text), IncludeSource.NONE);
        assertThat(scenario.header().spec()).contains(new SpecReference("RFC1939", "5", "DELE"));
        assertThat(scenario.header().level()).isEqualTo(Level.MUST);
        assertThat(scenario.header().touches()).containsExactly(Touch.MAILDROP);
        assertThat(scenario.header().accounts()).isEqualTo(1);
        assertThat(scenario.session()).hasSize(7);
        assertThat(scenario.session().get(0)).isInstanceOf(Statement.Login.class);
        assertThat(((Statement.Expect) scenario.session().get(5)).expectation())
                .isInstanceOfSatisfying(
                        Expectation.Line.class,
                        line -> assertThat(((LinePattern.Composed) line.pattern()).parts())
                                .isEqualTo(List.of(
                                        new LinePattern.Text("2 "),
                                        new LinePattern.Value(new Expression(
                                                "octets(2)",
                                                new org.pop3spec.result.SourcePosition("a/b.pop3", 13, 8))))));
    }
}
