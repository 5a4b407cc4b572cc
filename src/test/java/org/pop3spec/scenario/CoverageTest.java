package org.pop3spec.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.mailbox.Mailboxes;

class CoverageTest {
    private static final String ENTRY = """
            requirements:
              - id: X1-1
                document: X1
                section: '1'
                level: MUST
                tier: 1
                statement: 'It works: always.'
            """;

    @TempDir
    Path folder;

    private final ScenarioParser parser = new ScenarioParser(
            new LoginVariants().vocabulary(Set.copyOf(Mailboxes.of(0).names())), new Expressions());

    private ScenarioRoot root(String catalogue, String covers) throws IOException {
        Files.writeString(folder.resolve("requirements.yaml"), catalogue);
        Files.writeString(folder.resolve("a.pop3"), "---\ntitle: a\n" + covers + "---\nC: NOOP\nS: -ERR\n");
        return new FolderRoot(folder);
    }

    private Coverage coverage(String catalogue, String covers) throws IOException, ScenarioException {
        ScenarioRoot root = root(catalogue, covers);
        return Coverage.of(
                Requirements.of(root), ScenarioLibrary.open(root, parser).list());
    }

    private Coverage bundled() throws IOException, ScenarioException {
        ScenarioRoot root = new BundledRoot();
        return Coverage.of(
                Requirements.of(root), ScenarioLibrary.open(root, parser).list());
    }

    @Test
    void every_requirement_of_the_catalogue_has_a_scenario_or_a_reason() throws Exception {
        assertThat(bundled().entries()).hasSizeGreaterThan(500).noneMatch(Coverage.Entry::open);
    }

    @Test
    void hardly_any_requirement_of_tier_1_and_2_is_without_a_scenario() throws Exception {
        List<Coverage.Entry> tiers = bundled().entries().stream()
                .filter(entry -> entry.requirement().tier() < 3)
                .toList();
        assertThat(tiers.stream().filter(entry -> !entry.covered()).count() * 20)
                .isLessThanOrEqualTo(tiers.size());
    }

    @Test
    void a_requirement_is_covered_by_the_scenarios_that_name_it() throws Exception {
        Coverage.Entry entry = coverage(ENTRY, "covers: X1-1\n").entries().get(0);
        assertThat(entry.scenarios()).containsExactly("a");
        assertThat(entry.requirement().statement()).isEqualTo("It works: always.");
    }

    @Test
    void without_scenario_and_without_reason_a_requirement_is_open() throws Exception {
        assertThat(coverage(ENTRY, "").total()).isEqualTo(new Coverage.Total(1, 0, 0, 1));
        assertThat(coverage(ENTRY + "    why: slow\n", "").total()).isEqualTo(new Coverage.Total(1, 0, 1, 0));
    }

    @Test
    void a_scenario_that_names_an_unknown_requirement_is_refused() {
        assertThatThrownBy(() -> coverage(ENTRY, "covers: X1-2\n"))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("a.pop3:3:9: there is no requirement 'X1-2'")
                .hasMessageContaining("did you mean 'X1-1'?");
        assertThatThrownBy(() -> ScenarioLibrary.readFile(folder.resolve("a.pop3"), parser))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("there is no requirement 'X1-2'");
    }

    @Test
    void mistakes_in_the_catalogue_are_told_with_their_place() {
        assertThatThrownBy(() -> coverage(ENTRY.replace("MUST", "MUTS").replace("tier: 1", "tier: 4"), ""))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("requirements.yaml:5:12: there is no such level")
                .hasMessageContaining("did you mean 'MUST'?")
                .hasMessageContaining("requirements.yaml:6:11: there is no such tier");
        assertThatThrownBy(() -> coverage(ENTRY + "    why: not-observable\n", ""))
                .hasMessageContaining("not-observable without a sentence");
        assertThatThrownBy(() -> coverage(ENTRY + ENTRY.substring(ENTRY.indexOf('\n') + 1), ""))
                .hasMessageContaining("the id 'X1-1' is there twice");
        assertThatThrownBy(() -> coverage(ENTRY + "    because: 'so'\n", ""))
                .hasMessageContaining("a sentence without its reason");
    }
}
