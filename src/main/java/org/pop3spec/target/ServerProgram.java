package org.pop3spec.target;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A recipe's server as a Java process of its own, with the folder that it works in. It is gone when the harness is. */
final class ServerProgram implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ChildProcess process;
    private final LastLines output = new LastLines();
    private final Thread reader;

    private ServerProgram(ChildProcess process) {
        this.process = process;
        this.reader = new Thread(() -> read(process.output()), "output of a recipe's server");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts it.
     *
     * @param folder where it works, readable for this user only; removed with it
     * @param classPath of its jars
     * @param main the class that is run
     * @param properties Java's system properties; they are on no command line
     */
    static ServerProgram start(Path folder, String classPath, String main, Map<String, String> properties)
            throws IOException {
        Path leash = folder.resolve("leash.jar");
        writeLeash(leash);
        Path arguments = folder.resolve("arguments");
        Files.writeString(arguments, arguments(folder, leash, classPath, main, properties));
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + arguments)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        // They would change what runs, and speak in its output.
        command.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        return new ServerProgram(ChildProcess.start(command, () -> remove(folder)));
    }

    private static String arguments(
            Path folder, Path leash, String classPath, String main, Map<String, String> properties) {
        StringBuilder text = new StringBuilder();
        text.append(quoted("-javaagent:" + leash + "=" + folder));
        text.append(quoted("-Djava.io.tmpdir=" + folder));
        properties.forEach((key, value) -> text.append(quoted("-D" + key + "=" + value)));
        return text.append("-cp ")
                .append(quoted(classPath))
                .append(main)
                .append('\n')
                .toString();
    }

    /** An argument as the launcher of Java reads it from a file. */
    private static String quoted(String argument) {
        return "\"" + argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"\n";
    }

    private static void writeLeash(Path file) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", Leash.class.getName());
        String path = Leash.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                InputStream itself = Objects.requireNonNull(Leash.class.getResourceAsStream("/" + path))) {
            jar.putNextEntry(new JarEntry(path));
            itself.transferTo(jar);
        }
    }

    private void read(InputStream from) {
        char[] piece = new char[4096];
        try (Reader reader = new InputStreamReader(from, StandardCharsets.UTF_8)) {
            for (int length = reader.read(piece); length >= 0; length = reader.read(piece)) {
                output.add(new String(piece, 0, length));
            }
        } catch (IOException e) {
            output.add("\n" + e + "\n");
        }
    }

    private static void remove(Path folder) {
        try {
            Leash.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A step of its start that can be seen from outside. */
    interface Step {
        boolean done() throws InterruptedException;
    }

    /**
     * Waits until a step is done.
     *
     * @param otherwise what there is as long as it is not, such as "no greeting"
     * @throws UnusableTarget when it ends before, or two minutes do not suffice; the message has the last lines of what it wrote
     */
    void await(Step step, String otherwise, String recipe) throws UnusableTarget, InterruptedException {
        long end = System.nanoTime() + READY_LIMIT.toNanos();
        while (!step.done()) {
            if (process.endsWithin(PAUSE)) {
                reader.join(READY_LIMIT.toMillis());
                throw failed(recipe, "the server ended with exit code " + process.exitCode());
            }
            if (System.nanoTime() - end > 0) {
                throw failed(recipe, otherwise + " within " + READY_LIMIT.toSeconds() + " s");
            }
        }
    }

    private UnusableTarget failed(String recipe, String how) {
        String last = output.joined();
        return new UnusableTarget(
                "the recipe " + recipe + " does not start: " + how + (last.isEmpty() ? "" : "; last lines: " + last));
    }

    /** The system's number of the process. */
    long number() {
        return process.number();
    }

    @Override
    public void close() {
        process.close();
    }
}
