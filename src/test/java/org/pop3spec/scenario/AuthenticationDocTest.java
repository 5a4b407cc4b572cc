package org.pop3spec.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.mailbox.Mailboxes;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What docs/authentication.md says of steps and tamperings is what docs/authentication-steps.yaml says, and that is true of the
 * scenarios. With {@code -Dpop3spec.docs=write} the tables are written anew.
 */
class AuthenticationDocTest {
    private static final Path DOC = Path.of("docs/authentication.md");
    private static final String BEGIN = "<!-- tables: made from authentication-steps.yaml -->\n";
    private static final String END = "<!-- end of tables -->";
    private static final List<String> COLUMNS =
            List.of("right", "malformed", "wrong", "old or out of turn", "given up");

    private static Set<String> scenarios = Set.of();
    private static List<Table> tables = List.of();

    /** The steps of one mechanism, by name, and each one's cells, by column: names of scenarios, or a reason. */
    private record Table(String mechanism, String prefix, Map<String, Map<String, Object>> steps) {
        String whole(String name) {
            return name.startsWith("/") ? name.substring(1) : prefix + "/" + name;
        }

        Set<String> named() {
            Set<String> named = new LinkedHashSet<>();
            for (Map<String, Object> cells : steps.values()) {
                for (Object cell : cells.values()) {
                    if (cell instanceof List<?> names) {
                        names.forEach(name -> named.add(whole(String.valueOf(name))));
                    }
                }
            }
            return named;
        }
    }

    @BeforeAll
    static void everything_is_read() throws Exception {
        ScenarioParser parser = new ScenarioParser(
                new LoginVariants().vocabulary(Mailboxes.of(0).names()), new Expressions());
        scenarios = ScenarioLibrary.open(new BundledRoot(), parser).load(ScenarioFilter.ALL).stream()
                .map(Scenario::id)
                .collect(Collectors.toCollection(TreeSet::new));
        Object read = new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(Path.of("docs/authentication-steps.yaml")));
        tables = ((List<?>) read).stream().map(AuthenticationDocTest::table).toList();
    }

    private static Table table(Object read) {
        Map<?, ?> entry = (Map<?, ?>) read;
        Map<String, Map<String, Object>> steps = new LinkedHashMap<>();
        ((Map<?, ?>) entry.get("steps")).forEach((step, cells) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            ((Map<?, ?>) cells).forEach((column, cell) -> row.put(String.valueOf(column), cell));
            steps.put(String.valueOf(step), row);
        });
        return new Table(String.valueOf(entry.get("mechanism")), String.valueOf(entry.get("prefix")), steps);
    }

    @Test
    void every_cell_has_scenarios_or_a_reason() {
        for (Table table : tables) {
            table.steps().forEach((step, cells) -> {
                assertThat(cells.keySet()).as(table.mechanism() + ", " + step).containsExactlyElementsOf(COLUMNS);
                assertThat(cells.values())
                        .allMatch(cell ->
                                !cell.equals(List.of()) && !String.valueOf(cell).isBlank());
            });
        }
    }

    @Test
    void every_scenario_that_a_table_names_is_there() {
        for (Table table : tables) {
            assertThat(scenarios).as(table.mechanism()).containsAll(table.named());
        }
    }

    @Test
    void every_scenario_of_a_mechanism_stands_in_its_table() {
        Set<String> named = tables.stream().flatMap(t -> t.named().stream()).collect(Collectors.toSet());
        for (Table table : tables) {
            assertThat(scenarios.stream().filter(id -> id.startsWith(table.prefix() + "/")))
                    .as(table.mechanism())
                    .isSubsetOf(named);
        }
    }

    @Test
    void the_document_has_the_tables() throws IOException {
        String text = Files.readString(DOC);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf(END);
        String made = made();
        if ("write".equals(System.getProperty("pop3spec.docs"))) {
            Files.writeString(DOC, text.substring(0, from) + made + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to)).isEqualTo(made);
    }

    private static String made() {
        StringBuilder text = new StringBuilder();
        for (Table table : tables) {
            text.append("\n### ").append(table.mechanism()).append("\n\n| step | ");
            text.append(String.join(" | ", COLUMNS)).append(" |\n|").append(" --- |".repeat(COLUMNS.size() + 1));
            table.steps().forEach((step, cells) -> {
                text.append("\n| ").append(step);
                cells.values().forEach(cell -> text.append(" | ").append(shown(table, cell)));
                text.append(" |");
            });
            text.append('\n');
        }
        return text.append('\n').toString();
    }

    private static String shown(Table table, Object cell) {
        if (!(cell instanceof List<?> names)) {
            return "*" + cell + "*";
        }
        return names.stream()
                .map(name -> table.whole(String.valueOf(name)))
                .map(id -> "[" + id.substring(id.lastIndexOf('/') + 1).replace('-', ' ') + "](../scenarios/" + id
                        + ".pop3)")
                .collect(Collectors.joining("<br>"));
    }
}
