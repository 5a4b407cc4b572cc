package org.pop3spec.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pop3spec.refserver.ReferenceServer;

/** Prints where the time goes, as ratios in one run. */
public final class Benchmark {
    private static final int ROUNDS = 7;

    private Benchmark() {}

    /**
     * Measures and prints.
     *
     * @param args the launcher; the folder for what is written on the way; how many rounds, 7 without
     */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        Path launcher = Path.of(args[0]);
        Path folder = Files.createDirectories(Path.of(args[1]));
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : ROUNDS;
        out.printf(
                "%d processors, Java %s, %d rounds in turn after one that does not count%n%n",
                Runtime.getRuntime().availableProcessors(), Runtime.version(), rounds);
        out.println(Ratio.header());
        for (Ratio ratio : new Starts(launcher, folder.resolve("reports")).measure(rounds)) {
            out.println(ratio);
        }
        out.println(KdcStarts.table(rounds));
        Playing playing = Playing.allScenarios();
        Conversation conversation = playing.recorded();
        out.println(Ratio.of("all scenarios in one JVM : raw replay of their octets", rounds, playing::time, () -> {
            try (ReferenceServer server = Playing.server()) {
                return conversation.replay(server);
            }
        }));
        out.println();
        out.println("played: " + playing.outcome());
        out.println("replayed: " + conversation);
        out.println(Profile.of(playing::time));
    }
}
