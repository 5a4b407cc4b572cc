package org.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ClassPathTest {
    @Test
    void is_written_down() throws IOException {
        Files.writeString(Path.of("target", "classpath"), System.getProperty("java.class.path"));
    }
}
