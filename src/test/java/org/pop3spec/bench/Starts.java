package org.pop3spec.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whole processes, from their start to their end, against {@code java -version}. */
final class Starts {
    /** One that needs a login, an answer and the expression library not at all. */
    private static final String SCENARIO = "rfc1939/5-transaction/list-is-refused-before-login";

    private static final int LONGEST_MINUTES = 5;

    private final Path launcher;
    private final Path folder;

    /** @param folder for reports */
    Starts(Path launcher, Path folder) {
        this.launcher = launcher;
        this.folder = folder;
    }

    List<Ratio> measure(int rounds) throws Exception {
        List<Ratio> ratios = new ArrayList<>();
        ratios.add(ratio(rounds, "--version"));
        ratios.add(ratio(rounds, "list"));
        ratios.add(ratio(rounds, "run", SCENARIO, "--output", folder.toString()));
        return ratios;
    }

    private Ratio ratio(int rounds, String... arguments) throws Exception {
        List<String> ours = new ArrayList<>(List.of(launcher.toString()));
        ours.addAll(List.of(arguments));
        List<String> java =
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version");
        String shown = arguments[0].equals("run") ? "run ONE-SCENARIO" : arguments[0];
        return Ratio.of("./pop3spec " + shown + " : java -version", rounds, () -> time(ours), () -> time(java));
    }

    private static Duration time(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        long begin = System.nanoTime();
        Process process = builder.start();
        try {
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " did not end well");
            }
        } finally {
            process.destroyForcibly();
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
