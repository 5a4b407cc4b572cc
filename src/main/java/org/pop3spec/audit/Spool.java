package org.pop3spec.audit;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * Lines in a temporary file that only its user may read. Where a file may be removed while it is open, as on Linux, it has no name
 * any more as soon as it is there, so that not even {@code kill -9} leaves it behind; elsewhere it is removed when this is closed.
 */
final class Spool implements AutoCloseable {
    private final Path path;
    /** Unlike a channel, it is not closed when a thread that reads is interrupted. */
    private final RandomAccessFile file;

    private final Writer writer;

    private Spool(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
        this.writer = new BufferedWriter(new OutputStreamWriter(new AtEnd(), StandardCharsets.UTF_8));
    }

    static Spool create() throws IOException {
        try {
            Path path = Files.createTempFile("pop3spec-", ".list");
            Spool spool = new Spool(path, new RandomAccessFile(path.toFile(), "rw"));
            spool.remove();
            return spool;
        } catch (IOException e) {
            throw told(e);
        }
    }

    private static IOException told(IOException e) {
        return new IOException("no temporary file for the list: " + e.getMessage(), e);
    }

    private void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException stillOpen) {
            path.toFile().deleteOnExit();
        }
    }

    void add(String line) throws IOException {
        writer.write(line);
        writer.write('\n');
    }

    /** What was added can be read from now on. */
    void written() throws IOException {
        writer.flush();
    }

    /**
     * The lines from the first on, each read when it is asked for.
     *
     * @throws UncheckedIOException also later, while it is read
     */
    Iterator<String> lines() {
        return new BufferedReader(new InputStreamReader(new FromStart(), StandardCharsets.UTF_8))
                .lines()
                .iterator();
    }

    @Override
    public void close() throws IOException {
        file.close();
        remove();
    }

    private synchronized int read(long at, byte[] octets, int offset, int length) throws IOException {
        file.seek(at);
        return file.read(octets, offset, length);
    }

    private synchronized void append(byte[] octets, int offset, int length) throws IOException {
        try {
            file.seek(file.length());
            file.write(octets, offset, length);
        } catch (IOException full) {
            throw told(full);
        }
    }

    private final class AtEnd extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            append(octets, offset, length);
        }
    }

    /** Each has a place of its own, so that several may read. */
    private final class FromStart extends InputStream {
        private long at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            int read = Spool.this.read(at, octets, offset, length);
            at += Math.max(0, read);
            return read;
        }
    }
}
