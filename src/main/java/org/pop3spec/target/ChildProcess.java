package org.pop3spec.target;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process that ends with the harness at the latest, by Ctrl-C and by a signal too. */
final class ChildProcess implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Process process;
    private final Runnable afterwards;
    private final Thread hook;

    private ChildProcess(Process process, Runnable afterwards) {
        this.process = process;
        this.afterwards = afterwards;
        this.hook = new Thread(this::end, "end of a child process");
    }

    /**
     * Starts one.
     *
     * @param afterwards what is to be done when it has ended, whichever way it came to this
     * @throws IOException when it cannot be started; {@code afterwards} is not run then
     */
    static ChildProcess start(ProcessBuilder command, Runnable afterwards) throws IOException {
        ChildProcess child = new ChildProcess(command.start(), afterwards);
        try {
            Runtime.getRuntime().addShutdownHook(child.hook);
        } catch (IllegalStateException goingDown) {
            child.end();
            throw new IOException("the harness is ending", goingDown);
        }
        return child;
    }

    /** The system's number of it. */
    long number() {
        return process.pid();
    }

    /** What it writes, unless the command sends that elsewhere. */
    InputStream output() {
        return process.getInputStream();
    }

    boolean endsWithin(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    int exitCode() {
        return process.exitValue();
    }

    private void end() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!endsWithin(GRACE)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        afterwards.run();
    }

    @Override
    public void close() {
        try {
            if (Runtime.getRuntime().removeShutdownHook(hook)) {
                end();
            }
        } catch (IllegalStateException goingDown) {
            // the hook does it at this moment
            return;
        }
    }
}
