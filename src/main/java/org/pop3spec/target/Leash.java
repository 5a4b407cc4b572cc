package org.pop3spec.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs in the JVM of a recipe's server, as an agent, before the server does. The harness holds the other end of the server's
 * standard input: when that ends, the harness is gone, by {@code kill -9} too, and so the server and its folder have to go. It
 * must not need any other class of ours, for none is there.
 */
public final class Leash {
    private Leash() {}

    /**
     * Called by the JVM.
     *
     * @param folder what is to be removed with the server
     */
    public static void premain(String folder) {
        Thread watch = new Thread(() -> watch(Path.of(folder)), "pop3spec leash");
        watch.setDaemon(true);
        watch.start();
    }

    private static void watch(Path folder) {
        try {
            while (System.in.read() >= 0) {
                // nobody writes here
            }
            remove(folder);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("pop3spec leash: " + e);
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }

    /** Removes a folder with all that is in it, if it is there. */
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
