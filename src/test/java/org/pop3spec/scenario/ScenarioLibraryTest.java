package org.pop3spec.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioLibraryTest {
    private static final String BODY = "---\nC: NOOP\nS: +OK\n";

    @TempDir
    Path folder;

    private final ScenarioParser parser =
            new ScenarioParser(new Vocabulary(Set.of(), Set.of(), Map.of(), Vocabulary.FEATURES), new Expressions());

    private Path write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private ScenarioLibrary open() throws IOException, ScenarioException {
        return ScenarioLibrary.open(new FolderRoot(folder), parser);
    }

    private static List<String> ids(List<Scenario> scenarios) {
        return scenarios.stream().map(Scenario::id).toList();
    }

    @Test
    void ids_are_paths_below_the_root_without_ending() throws Exception {
        write("b.pop3", "---\ntitle: b\n" + BODY);
        write("rfc1939/5/a.pop3", "---\ntitle: a\n" + BODY);
        write("rfc1939/readme.txt", "no scenario");
        write("rfc1939/quit.inc", "C: QUIT\n");
        assertThat(open().list()).extracting(ScenarioLibrary.Listed::id).containsExactly("b", "rfc1939/5/a");
        Scenario scenario =
                open().load(new ScenarioFilter(List.of("rfc1939/*"), List.of())).get(0);
        assertThat(scenario.id()).isEqualTo("rfc1939/5/a");
        assertThat(scenario.file()).isEqualTo(folder + "/rfc1939/5/a.pop3");
    }

    @Test
    void a_session_is_read_only_of_what_is_asked_for() throws Exception {
        write("good.pop3", "---\ntitle: g\n" + BODY);
        write("bad.pop3", "---\ntitle: b\n---\nnonsense\n");
        assertThat(ids(open().load(new ScenarioFilter(List.of("good"), List.of()))))
                .containsExactly("good");
        assertThatThrownBy(() -> open().load(ScenarioFilter.ALL))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("bad.pop3:4:1");
    }

    @Test
    void the_mistakes_of_all_files_are_told_at_once() throws Exception {
        write("a.pop3", "---\nlevel: MUST\n" + BODY);
        write("b.pop3", "C: NOOP\n");
        write("c.pop3", "---\ntitle: c\n" + BODY);
        assertThatThrownBy(this::open)
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("a.pop3:1:1: the front matter has no title")
                .hasMessageContaining("b.pop3:1:1: a scenario begins with its front matter");
    }

    @Test
    void a_scenario_is_found_by_its_id_or_one_that_it_once_had() throws Exception {
        write("new/name.pop3", "---\ntitle: t\naliases: old/name\n" + BODY);
        assertThat(open().find("new/name")).contains("new/name");
        assertThat(open().find("old/name")).contains("new/name");
        assertThat(open().find("other")).isEmpty();
        assertThat(open().nearest("new/nmae")).contains("new/name");
        assertThat(open().nearest("name")).contains("new/name");
    }

    @Test
    void a_name_belongs_to_one_scenario_only() throws Exception {
        write("a.pop3", "---\ntitle: t\naliases: [b, c]\n" + BODY);
        write("b.pop3", "---\ntitle: t\naliases: c\n" + BODY);
        assertThatThrownBy(this::open)
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("a.pop3:3:11: 'b' is already a name of b")
                .hasMessageContaining("b.pop3:3:10: 'c' is already a name of a");
    }

    @Test
    void a_dependency_names_another_scenario() throws Exception {
        write("sanity/usable.pop3", "---\ntitle: t\naliases: usable\n" + BODY);
        write("a.pop3", "---\ntitle: t\ndepends-on: [sanity/*, usable]\n" + BODY);
        assertThat(open().list()).hasSize(2);
        write("b.pop3", "---\ntitle: t\ndepends-on: sanity/usabel\n" + BODY);
        assertThatThrownBy(this::open)
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("b.pop3:3:13: there is no other scenario 'sanity/usabel'")
                .hasMessageContaining("did you mean 'sanity/usable'?");
    }

    @Test
    void dependencies_have_no_circle() throws Exception {
        write("a.pop3", "---\ntitle: t\ndepends-on: b\n" + BODY);
        write("b.pop3", "---\ntitle: t\ndepends-on: c\n" + BODY);
        write("c.pop3", "---\ntitle: t\ndepends-on: a\n" + BODY);
        assertThatThrownBy(this::open)
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("the scenario depends on itself in a circle");
    }

    @Test
    void a_file_from_anywhere_has_its_name_as_id_and_its_folder_as_root() throws Exception {
        Path file = write("mine/my.pop3", "---\ntitle: t\n---\ninclude lib/quit\n");
        write("mine/lib/quit.inc", "C: QUIT\nS: +OK\n");
        Scenario scenario = ScenarioLibrary.readFile(file, parser);
        assertThat(scenario.id()).isEqualTo("my");
        assertThat(scenario.file()).isEqualTo(file.toString());
        assertThat(scenario.session()).hasSize(2);
    }

    @Test
    void a_file_from_anywhere_includes_nothing_outside_its_folder() throws Exception {
        Path file = write("mine/my.pop3", "---\ntitle: t\n---\ninclude ../quit\n");
        write("quit.inc", "C: QUIT\n");
        assertThatThrownBy(() -> ScenarioLibrary.readFile(file, parser))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("the path leads out of the scenarios' root");
    }

    @Test
    void a_link_that_leads_out_of_the_root_is_not_followed() throws Exception {
        Path outside = write("outside/secret.inc", "C: QUIT\n");
        Path file = write("root/a.pop3", "---\ntitle: t\n---\ninclude link\n");
        Files.createSymbolicLink(folder.resolve("root/link.inc"), outside);
        assertThatThrownBy(() -> ScenarioLibrary.readFile(file, parser))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("'link.inc' can't be read: it leads out of the scenarios' root");
        Files.createSymbolicLink(folder.resolve("root/folder"), folder.resolve("outside"));
        Path other = write("root/b.pop3", "---\ntitle: t\n---\ninclude folder/secret\n");
        assertThatThrownBy(() -> ScenarioLibrary.readFile(other, parser))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("it leads out of the scenarios' root");
    }

    @Test
    void a_link_within_the_root_is_followed() throws Exception {
        write("lib/quit.inc", "C: QUIT\n");
        Files.createSymbolicLink(folder.resolve("q.inc"), folder.resolve("lib/quit.inc"));
        Path file = write("a.pop3", "---\ntitle: t\n---\ninclude q\n");
        assertThat(ScenarioLibrary.readFile(file, parser).session()).hasSize(1);
    }

    @Test
    void a_folder_is_no_piece() throws Exception {
        Files.createDirectories(folder.resolve("q.inc"));
        Path file = write("a.pop3", "---\ntitle: t\n---\ninclude q\n");
        assertThatThrownBy(() -> ScenarioLibrary.readFile(file, parser))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("'q.inc' can't be read: it is not a file");
    }

    @Test
    void a_file_or_folder_that_is_not_there_is_told_in_words() {
        assertThatThrownBy(() -> ScenarioLibrary.readFile(folder.resolve("none.pop3"), parser))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no file " + folder.resolve("none.pop3"));
        assertThatThrownBy(() -> ScenarioLibrary.open(new FolderRoot(folder.resolve("none")), parser))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no folder " + folder.resolve("none"));
    }

    @Test
    void the_bundled_scenarios_are_found_where_the_classes_are() throws Exception {
        BundledRoot root = new BundledRoot();
        assertThat(root.scenarios()).contains("sanity/usable.pop3");
        assertThat(root.read("sanity/usable.pop3").orElseThrow().name()).isEqualTo("scenarios/sanity/usable.pop3");
        assertThat(root.read("sanity/none.pop3")).isEmpty();
    }
}
