package org.pop3spec.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JunitDocumentationTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void what_the_documentation_shows_is_what_the_tests_run() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/java/org/pop3spec/junit"))) {
            for (Path file : files.toList()) {
                sources.add(Files.readString(file));
            }
        }
        Matcher example = JAVA.matcher(Files.readString(Path.of("docs/junit.md")));
        int examples = 0;
        while (example.find()) {
            examples++;
            assertThat(sources).anyMatch(source -> source.contains(example.group(1)));
        }
        assertThat(examples).isGreaterThan(1);
    }
}
