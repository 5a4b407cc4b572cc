package org.pop3spec.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A command that goes on until it is interrupted. */
final class LastingCommand implements AutoCloseable {
    private final CountDownLatch ready = new CountDownLatch(1);
    private final ByteArrayOutputStream console;
    private final Thread thread;

    private LastingCommand(Path folder, String last, List<String> arguments) {
        console = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] octets, int offset, int length) {
                super.write(octets, offset, length);
                if (toString(UTF_8).contains(last)) {
                    ready.countDown();
                }
            }
        };
        thread = new Thread(
                () -> {
                    Pop3spec.run(shell(console, folder, arguments));
                    ready.countDown();
                },
                "lasting command");
        thread.setDaemon(true);
    }

    /**
     * Starts one in a folder.
     *
     * @param last what it says at the end, when it does what it is there for; this waits for that, or for its end
     */
    static LastingCommand started(Path folder, String last, List<String> arguments) throws InterruptedException {
        LastingCommand command = new LastingCommand(folder, last, arguments);
        command.thread.start();
        command.ready.await();
        return command;
    }

    /** A shell in a folder, without input or environment. */
    static Shell shell(OutputStream out, Path folder, List<String> arguments) {
        PrintStream printed = new PrintStream(out, true, UTF_8);
        return new Shell(arguments, printed, printed, new ByteArrayInputStream(new byte[0]), Map.of(), folder, false);
    }

    /** What it has said. */
    String said() {
        return console.toString(UTF_8);
    }

    /** Interrupts it, and waits for its end. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
