package org.pop3spec.target;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program in a Maven repository. The user's own Maven gets it, with the settings, mirrors and credentials that this has:
 * nothing is known of them here.
 *
 * @param name group and artifact, such as {@code com.icegreen:greenmail-standalone}
 * @param version of it
 */
record MavenArtifact(String name, String version) {
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_.-]+):([A-Za-z0-9_.-]+)");
    private static final Pattern VERSION = Pattern.compile("[0-9][A-Za-z0-9_.+-]*");
    /** Its version is named, for what Maven takes without one depends on Maven's own version. */
    private static final String GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath";

    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final String ERROR = "[ERROR] ";
    private static final String PROJECT = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>org.pop3spec</groupId>
              <artifactId>recipe</artifactId>
              <version>1</version>
              <packaging>pom</packaging>
              <dependencies>
                <dependency>
                  <groupId>%s</groupId>
                  <artifactId>%s</artifactId>
                  <version>%s</version>
                </dependency>
              </dependencies>
            </project>
            """;

    /** Whether this can be an artifact's name. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether this looks like a version; only the repository knows whether it is one. */
    static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    /** Whether there is a Maven to ask. */
    static boolean canBeAsked() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, "mvn"))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Has it downloaded, with all that it depends on, as far as it is not there yet.
     *
     * @param folder for the files that Maven needs for this
     * @return the class path that it runs with
     * @throws UnusableTarget when there is no Maven, or it does not get the artifact
     */
    String classPath(Path folder) throws UnusableTarget {
        if (!canBeAsked()) {
            throw new UnusableTarget(this + " needs Maven, and no mvn is on the PATH");
        }
        try {
            Path output = folder.resolve("maven.log");
            Path classPath = folder.resolve("classpath");
            Path project = folder.resolve("pom.xml");
            Files.writeString(project, project());
            ProcessBuilder maven = new ProcessBuilder(
                            "mvn",
                            "-q",
                            "-B",
                            "-ntp",
                            "-Dstyle.color=never",
                            "-f",
                            project.toString(),
                            GOAL,
                            "-Dmdep.outputFile=" + classPath)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            try (ChildProcess child = ChildProcess.start(maven, () -> {})) {
                if (!child.endsWithin(LIMIT)) {
                    throw new UnusableTarget(
                            "Maven was not done with " + this + " within " + LIMIT.toMinutes() + " min");
                }
                if (child.exitCode() != 0) {
                    throw new UnusableTarget("Maven does not get " + this + ": " + reason(output));
                }
            }
            return Files.readString(classPath).strip();
        } catch (IOException e) {
            throw new UnusableTarget("Maven does not get " + this + ": " + RootCause.line(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnusableTarget("the wait for " + this + " was interrupted");
        }
    }

    private String project() {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches() || !isVersion(version)) {
            throw new IllegalStateException("not checked before: " + this);
        }
        return PROJECT.formatted(matcher.group(1), matcher.group(2), version);
    }

    /** Of all that Maven says, the first error says what is the matter; the others are advice. */
    private static String reason(Path output) throws IOException {
        LastLines lines = new LastLines();
        new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.contains(ERROR))
                .map(line -> line.substring(line.indexOf(ERROR) + ERROR.length()))
                .limit(1)
                .forEach(line -> lines.add(line + "\n"));
        return lines.joined();
    }

    @Override
    public String toString() {
        return name + ":" + version;
    }
}
