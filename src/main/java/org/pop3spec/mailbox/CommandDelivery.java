package org.pop3spec.mailbox;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * {@code exec:command {user}}: runs the user's own command once for each message and gives it the message, CRLF line ends
 * and all, on standard input. No shell is involved; the working folder is the target file's. Exit code 0 means
 * delivered.
 */
final class CommandDelivery implements Delivery {
    private static final int KEPT_ERROR = 4096;

    private final List<String> words;
    private final Path baseDir;
    private final DeliverySettings settings;

    CommandDelivery(List<String> words, Path baseDir, DeliverySettings settings) {
        this.words = List.copyOf(words);
        this.baseDir = baseDir.toAbsolutePath();
        this.settings = settings;
    }

    @Override
    public Carrier carrier() {
        return Carrier.COMMAND;
    }

    @Override
    public void deliver(String user, Mailbox mailbox) throws DeliveryException {
        List<String> command = new ArrayList<>();
        for (String word : words) {
            command.add(AccountName.inArgument(word, user));
        }
        String program = command.get(0);
        if (program.contains("/") || program.contains(File.separator)) {
            command.set(0, baseDir.resolve(program).normalize().toString());
        }
        int number = 0;
        for (Message message : mailbox.messages()) {
            number++;
            run(command, "command " + program + ", message " + number, message);
        }
    }

    private void run(List<String> command, String what, Message message) throws DeliveryException {
        long deadline = System.nanoTime() + settings.timeout().toNanos();
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(baseDir.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new DeliveryException(what + ": cannot be started: " + e.getMessage(), e);
        }
        try {
            ErrorText errors = new ErrorText(process.getErrorStream());
            Feeder feeder = new Feeder(process.getOutputStream(), message.octets());
            Thread reading = start(errors, "stderr of " + what);
            Thread feeding = start(feeder, "stdin of " + what);
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new DeliveryException(
                        what + ": not finished within " + settings.timeout().toMillis() + " ms");
            }
            // what the command left running may hold its standard error open: do not wait for that
            reading.join(500);
            feeding.join(500);
            judge(what, process.exitValue(), errors.text(), feeder.failure());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeliveryException(what + ": interrupted", e);
        } finally {
            // one that ended by itself may have left others behind to do the work: those are not ours to end
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private static void judge(String what, int exitCode, String errors, @Nullable IOException failure)
            throws DeliveryException {
        if (exitCode != 0) {
            throw new DeliveryException(
                    what + ": exit code " + exitCode + (errors.isBlank() ? "" : ": " + errors), failure);
        }
        if (failure != null) {
            throw new DeliveryException(what + ": it ended before it had read the whole message", failure);
        }
    }

    private static Thread start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public String toString() {
        return "exec:" + String.join(" ", words);
    }

    /** Writes the message; what goes wrong is kept for the one who waits. */
    private static final class Feeder implements Runnable {
        private final OutputStream stdin;
        private final byte[] octets;
        private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

        Feeder(OutputStream stdin, byte[] octets) {
            this.stdin = stdin;
            this.octets = octets;
        }

        @Override
        public void run() {
            try (stdin) {
                stdin.write(octets);
            } catch (IOException e) {
                failure.set(e);
            }
        }

        @Nullable
        IOException failure() {
            return failure.get();
        }
    }

    /** Reads what the command complains of; keeps the beginning and lets the rest go, so that it never blocks. */
    private static final class ErrorText implements Runnable {
        private final InputStream stderr;
        private final StringBuilder kept = new StringBuilder();

        ErrorText(InputStream stderr) {
            this.stderr = stderr;
        }

        @Override
        public void run() {
            byte[] block = new byte[KEPT_ERROR];
            try (stderr) {
                for (int read = stderr.read(block); read >= 0; read = stderr.read(block)) {
                    keep(new String(block, 0, read, StandardCharsets.ISO_8859_1));
                }
            } catch (IOException e) {
                keep(" (its standard error could not be read to the end)");
            }
        }

        private synchronized void keep(String text) {
            kept.append(text, 0, Math.min(text.length(), KEPT_ERROR - kept.length()));
        }

        synchronized String text() {
            return kept.toString();
        }
    }
}
