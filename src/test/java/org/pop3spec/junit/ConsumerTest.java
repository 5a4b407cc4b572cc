package org.pop3spec.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.Requires;
import org.w3c.dom.Element;

/**
 * Another Maven project, which has the jar and the pom of this one in its repository as {@code mvn install} puts them there, and
 * nothing else of it.
 */
class ConsumerTest {
    private static final Path PROJECT = Path.of("src", "it", "consumer");
    private static final int MINUTES = 10;

    @TempDir
    static Path folder;

    private static Path target;

    @BeforeAll
    static void build() throws IOException, InterruptedException, URISyntaxException {
        Path maven = Requires.command("mvn");
        Path project = copy(PROJECT, folder.resolve("consumer"));
        Path repository = folder.resolve("repository");
        install(repository);
        Path settings = Files.writeString(
                folder.resolve("settings.xml"),
                "<settings><mirrors><mirror><id>here</id><mirrorOf>*</mirrorOf><url>"
                        + ownRepository().toUri() + "</url></mirror></mirrors></settings>");
        Path log = folder.resolve("maven.log");
        ProcessBuilder builder = new ProcessBuilder(
                        maven.toString(),
                        "-B",
                        "-ntp",
                        "-s",
                        settings.toString(),
                        "-Dmaven.repo.local=" + repository,
                        "-Dmaven.test.failure.ignore=true",
                        "test")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeAll(List.of("MAVEN_OPTS", "MAVEN_ARGS"));
        Process process = builder.start();
        boolean over = process.waitFor(MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(over).as("Maven ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        target = project.resolve("target");
    }

    /** Where the jars of this build are. */
    private static Path ownRepository() throws URISyntaxException {
        Path repository = Path.of(
                Test.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        // org, junit, jupiter, junit-jupiter-api, its version, its jar
        for (int up = 0; up < 6; up++) {
            repository = repository.getParent();
        }
        return repository;
    }

    private static void install(Path repository) throws IOException, URISyntaxException {
        Matcher version = Pattern.compile("<artifactId>pop3spec</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        Path place = Files.createDirectories(
                repository.resolve("org/pop3spec/pop3spec").resolve(version.group(1)));
        String name = "pop3spec-" + version.group(1);
        Files.copy(Path.of("pom.xml"), place.resolve(name + ".pom"));
        Path classes = Path.of(Pop3Conformance.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (OutputStream out = Files.newOutputStream(place.resolve(name + ".jar"));
                JarOutputStream jar = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, jar);
            }
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        return to;
    }

    @Test
    void its_tests_pass_for_a_server_that_does_everything_right() throws Exception {
        Element report = report("CorrectServerTest");

        assertThat(Integer.parseInt(report.getAttribute("tests"))).isGreaterThan(10);
        assertThat(report.getAttribute("failures")).isEqualTo("0");
        assertThat(report.getAttribute("errors")).isEqualTo("0");
    }

    @Test
    void its_tests_fail_for_a_server_with_a_fault_and_show_the_transcript() throws Exception {
        Element report = report("FaultyServerTest");

        assertThat(report.getAttribute("errors")).isEqualTo("0");
        assertThat(report.getElementsByTagName("failure").getLength()).isPositive();
        assertThat(report.getElementsByTagName("failure").item(0).getTextContent())
                .contains("RFC 1939, section 5 (RSET), MUST", "C:   @", "RSET\\r\\n", "PASS ****")
                .doesNotContain("wonderland");
    }

    @Test
    void its_class_path_has_no_containers_no_command_line_and_nothing_that_writes_logs() throws IOException {
        List<String> jars = Stream.of(
                        Files.readString(target.resolve("classpath")).strip().split(File.pathSeparator, -1))
                .map(jar -> Path.of(jar).getFileName().toString())
                .toList();

        assertThat(jars)
                .anyMatch(jar -> jar.startsWith("pop3spec-"))
                .noneMatch(jar -> jar.matches("(testcontainers|docker-java|jna|picocli|progressbar|jline).*"))
                .noneMatch(jar -> jar.matches("(logback|log4j|reload4j|tinylog|slf4j-(?!api)).*"))
                .noneMatch(jar -> jar.matches("(jackson|jte|greenmail|netty|assertj).*"));
    }

    private static Element report(String test) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(target.resolve("surefire-reports/TEST-org.example." + test + ".xml")
                        .toFile())
                .getDocumentElement();
    }
}
