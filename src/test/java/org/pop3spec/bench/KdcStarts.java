package org.pop3spec.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pop3spec.kerberos.ClientKey;
import org.pop3spec.kerberos.Kdc;
import org.pop3spec.kerberos.KerberosTrouble;

/** How long the embedded KDC takes to start, and to hand out its first ticket: cold in a JVM of its own, and warm. */
public final class KdcStarts {
    private static final int WARM = 50;
    private static final String ALICE = "alice@EXAMPLE.TEST";

    private KdcStarts() {}

    /**
     * Prints the times of the first KDC in this JVM, and the medians of those after it, in milliseconds on one line; with a
     * number, starts so many JVMs that do that, and prints a table.
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            System.out.println(table(Integer.parseInt(args[0])));
            return;
        }
        double[] cold = once();
        List<double[]> warm = new ArrayList<>();
        for (int i = 0; i < WARM; i++) {
            warm.add(once());
        }
        System.out.printf(
                Locale.ROOT,
                "%.2f %.2f %.2f %.2f%n",
                cold[0],
                cold[1],
                median(warm.subList(WARM / 2, WARM), 0),
                median(warm.subList(WARM / 2, WARM), 1));
    }

    /** The start of a KDC, and a ticket of it. */
    private static double[] once() throws KerberosTrouble {
        long begin = System.nanoTime();
        try (Kdc kdc = Kdc.start("EXAMPLE.TEST")) {
            long started = System.nanoTime();
            kdc.addPrincipal(ALICE, "wonderland");
            kdc.ticket(ALICE, new ClientKey.Password("wonderland"), "pop/localhost@EXAMPLE.TEST");
            return new double[] {(started - begin) / 1e6, (System.nanoTime() - started) / 1e6};
        }
    }

    /** What so many JVMs say. */
    static String table(int rounds) throws IOException, InterruptedException {
        List<double[]> all = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            all.add(inJvmOfItsOwn());
        }
        List<String> rows =
                List.of("start, cold", "first principal and ticket, cold", "start, warm", "principal and ticket, warm");
        StringBuilder table =
                new StringBuilder(String.format("%-58s %8s %8s %8s", "embedded KDC, ms", "median", "min", "max"));
        for (int row = 0; row < rows.size(); row++) {
            int column = row;
            table.append(String.format(
                    Locale.ROOT,
                    "%n%-58s %8.1f %8.1f %8.1f",
                    rows.get(row),
                    median(all, column),
                    all.stream().mapToDouble(one -> one[column]).min().orElseThrow(),
                    all.stream().mapToDouble(one -> one[column]).max().orElseThrow()));
        }
        return table.toString();
    }

    private static double[] inJvmOfItsOwn() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KdcStarts.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("a JVM with a KDC did not end well");
            }
            return Arrays.stream(said.strip().split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } finally {
            process.destroyForcibly();
        }
    }

    private static double median(List<double[]> values, int column) {
        double[] sorted =
                values.stream().mapToDouble(one -> one[column]).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
