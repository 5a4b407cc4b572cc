package org.pop3spec.kerberos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a KDC leaves on disk, in a JVM of its own: nothing, wherever it could write. */
@Timeout(200)
class TracelessTest {
    @TempDir
    private Path folder;

    /** What the other JVM does. */
    public static final class Main {
        private Main() {}

        /** Starts a realm, has a ticket of it, and ends it. */
        public static void main(String[] arguments) throws KerberosTrouble {
            try (Kdc kdc = Kdc.start("EXAMPLE.TEST")) {
                kdc.addPrincipal("alice@EXAMPLE.TEST", "wonderland");
                kdc.ticket("alice@EXAMPLE.TEST", new ClientKey.Password("wonderland"), "pop/localhost@EXAMPLE.TEST");
                System.out.println("a ticket was had");
            }
        }
    }

    @Test
    void a_realm_that_has_come_and_gone_leaves_no_file() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path console = folder.resolve("console");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + home,
                        "-Duser.home=" + home,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        try {
            assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(Files.readString(console)).isEqualToIgnoringNewLines("a ticket was had");
        try (Stream<Path> left = Files.walk(home)) {
            assertThat(left).containsExactly(home);
        }
    }
}
