package org.pop3spec.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file to which lines are added as things go. Each line is with the operating system when the method returns, so it outlives
 * the process, however that ends. Until it is closed nobody else gets it. May be used from several threads.
 */
final class ClaimedFile implements AutoCloseable {
    private final Path file;
    /** Unlike a channel, it is not closed when a thread that writes is interrupted; and unbuffered, so one line is one write. */
    private final RandomAccessFile out;

    private ClaimedFile(Path file, RandomAccessFile out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Takes a file in a folder, which is made if need be; what is in it stays there.
     *
     * @throws FolderInUse when somebody else has it
     * @throws IOException when nothing can be written there
     */
    static ClaimedFile claim(Path folder, String name) throws IOException {
        OutputFolder.prepare(folder);
        Path file = folder.resolve(name);
        RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw");
        try {
            if (isTaken(out)) {
                throw new FolderInUse(folder);
            }
            return new ClaimedFile(file, out);
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    private static boolean isTaken(RandomAccessFile file) {
        try {
            return file.getChannel().tryLock() == null;
        } catch (OverlappingFileLockException sameProcess) {
            return true;
        } catch (IOException noLocks) {
            // a file system that has none keeps nobody from writing
            return false;
        }
    }

    synchronized boolean isEmpty() throws IOException {
        return out.length() == 0;
    }

    /** What is in it, from its beginning. Not to be closed: that would give up the file. */
    synchronized InputStream content() throws IOException {
        out.seek(0);
        return Channels.newInputStream(out.getChannel());
    }

    /** Leaves only so many octets in it; lines are added behind them. */
    synchronized void cut(long octets) throws IOException {
        out.setLength(octets);
    }

    /** Adds a line, which is US-ASCII and has its end. */
    synchronized void append(String line) throws IOException {
        out.seek(out.length());
        out.write(line.getBytes(StandardCharsets.US_ASCII));
    }

    /** Gives it back. */
    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    /** Gives it back; removes it where nothing is in it. */
    synchronized void closeOrRemove() throws IOException {
        try (out) {
            if (out.length() == 0) {
                Files.deleteIfExists(file);
            }
        }
    }
}
