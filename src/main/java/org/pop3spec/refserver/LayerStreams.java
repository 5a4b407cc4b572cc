package org.pop3spec.refserver;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The octets of a connection in the buffers of a security layer, each with its length before it (RFC 4422 section 3.7). */
final class LayerStreams {
    private LayerStreams() {}

    /** Ends where a buffer is too long or can't be decoded: nothing behind that can be believed. */
    static InputStream in(InputStream buffers, ServerLayer layer) {
        DataInputStream from = new DataInputStream(buffers);
        return new InputStream() {
            private byte[] opened = {};
            private int position;
            private boolean ended;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                while (position == opened.length) {
                    ended = ended || !next();
                    if (ended) {
                        return -1;
                    }
                }
                int taken = Math.min(length, opened.length - position);
                System.arraycopy(opened, position, target, offset, taken);
                position += taken;
                return taken;
            }

            private boolean next() throws IOException {
                try {
                    int length = from.readInt();
                    if (length < 0 || length > layer.longest()) {
                        return false;
                    }
                    byte[] buffer = from.readNBytes(length);
                    Optional<String> octets = buffer.length < length
                            ? Optional.empty()
                            : layer.open(new String(buffer, StandardCharsets.ISO_8859_1));
                    opened = octets.orElse("").getBytes(StandardCharsets.ISO_8859_1);
                    position = 0;
                    return octets.isPresent();
                } catch (EOFException e) {
                    return false;
                }
            }
        };
    }

    static OutputStream out(OutputStream buffers, ServerLayer layer) {
        DataOutputStream to = new DataOutputStream(buffers);
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                for (int done = 0; done < length; done += layer.most()) {
                    int now = Math.min(layer.most(), length - done);
                    String buffer = layer.protect(new String(octets, offset + done, now, StandardCharsets.ISO_8859_1));
                    to.writeInt(buffer.length());
                    to.write(buffer.getBytes(StandardCharsets.ISO_8859_1));
                }
            }

            @Override
            public void flush() throws IOException {
                to.flush();
            }
        };
    }
}
