package org.pop3spec.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of {@code mistakes/} has a mistake in it, and beside it what is said about that. Run with {@code -Dgolden=write} to
 * write what is said now, and read the difference.
 */
class MistakesTest {
    private static final Map<String, String> PIECES = Map.of(
            "lib/circle.inc", "include circle2\n",
            "lib/circle2.inc", "include ../lib/circle\n",
            "lib/broken.inc", "C: STAT\n  expct +OK\n",
            "lib/scenario.inc", "---\ntitle: t\n---\nC: STAT\n");

    private final ScenarioParser parser = new ScenarioParser(
            new Vocabulary(Set.of("one", "three", "empty"), Set.of("user-pass", "apop"), Map.of(), Vocabulary.FEATURES),
            new Expressions());

    static List<Path> files() throws IOException, URISyntaxException {
        Path folder = Path.of(MistakesTest.class.getResource("mistakes").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".pop3")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_mistake_is_told_by_place_and_in_words(Path file) throws IOException, ScenarioException {
        String name = file.getFileName().toString();
        SourceFile source = SourceFile.decode(name, Files.readAllBytes(file));
        String id = name.replace(".pop3", "");
        ScenarioException refused =
                catchThrowableOfType(ScenarioException.class, () -> parser.parse(id, source, MistakesTest::piece));
        assertThat(refused).as("%s is refused", name).isNotNull();
        String said = refused.getMessage() + "\n";
        String expected = name.replace(".pop3", ".txt");
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(Path.of("src/test/resources/org/pop3spec/scenario/mistakes", expected), said);
        }
        assertThat(said).isEqualTo(Files.readString(file.resolveSibling(expected)));
    }

    private static Optional<SourceFile> piece(String path) throws IOException {
        if (path.equals("lib/forbidden.inc")) {
            throw new IOException("no access");
        }
        return Optional.ofNullable(PIECES.get(path)).map(text -> new SourceFile(path, text));
    }
}
