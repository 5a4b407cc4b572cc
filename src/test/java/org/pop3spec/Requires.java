package org.pop3spec;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.pop3spec.target.RecipeNeed;

/**
 * What a test needs from the machine it runs on. Where the thing is missing the test is skipped and says why; where the
 * environment variable {@value #VARIABLE} lists its name (or says {@code all}) the test fails instead, so that a build
 * which is meant to have everything cannot lose tests quietly.
 *
 * <p>Call it first in a test or in a {@code @BeforeAll} method:
 *
 * <pre>{@code
 * @BeforeAll
 * static void needs() {
 *     Requires.docker();
 * }
 * }</pre>
 */
public final class Requires {
    /** Names of what must not be missing, separated by commas: {@code docker}, {@code chromium}, a command, or {@code all}. */
    public static final String VARIABLE = "POP3SPEC_REQUIRE";

    private final String required;
    private final String path;
    private final BooleanSupplier engine;

    Requires(Map<String, String> environment, BooleanSupplier engine) {
        this.required = environment.getOrDefault(VARIABLE, "");
        this.path = environment.getOrDefault("PATH", "");
        this.engine = engine;
    }

    /** A Docker engine that Testcontainers can talk to. */
    public static void docker() {
        ofThisMachine().engine();
    }

    /**
     * Chromium and its driver.
     *
     * @return the browser's program file
     */
    public static Path chromium() {
        return ofThisMachine().browser();
    }

    /**
     * A program on the PATH.
     *
     * @param name its file name, without a folder
     * @return its file
     */
    public static Path command(String name) {
        return ofThisMachine().program(name);
    }

    /**
     * What a C program is compiled with.
     *
     * @param name a header's file name, as an include has it
     */
    public static void header(String name) {
        ofThisMachine().included(Path.of("/usr/include"), name);
    }

    private static Requires ofThisMachine() {
        return new Requires(System.getenv(), () -> RecipeNeed.DOCKER.missing().isEmpty());
    }

    void engine() {
        if (!engine.getAsBoolean()) {
            missing("docker", "no Docker engine answers");
        }
    }

    Path browser() {
        Optional<Path> driver = onPath("chromedriver");
        Optional<Path> browser = onPath("chromium");
        if (driver.isEmpty() || browser.isEmpty()) {
            missing("chromium", "chromium and chromedriver are not both on the PATH");
        }
        return browser.orElseThrow();
    }

    Path program(String name) {
        Optional<Path> program = onPath(name);
        if (program.isEmpty()) {
            missing(name, name + " is not on the PATH");
        }
        return program.orElseThrow();
    }

    void included(Path folder, String name) {
        if (!Files.isRegularFile(folder.resolve(name))) {
            missing(name, name + " is not in " + folder + ", to be on the path of gcc");
        }
    }

    private Optional<Path> onPath(String name) {
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private void missing(String name, String reason) {
        boolean mustBeThere = Arrays.stream(required.split(","))
                .map(String::strip)
                .anyMatch(listed -> listed.equals(name) || listed.equals("all"));
        if (mustBeThere) {
            throw new AssertionError(reason + ", and " + VARIABLE + "=" + required + " says it must be there");
        }
        Assumptions.abort(reason);
    }
}
