package org.pop3spec.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A security layer of SASL over another transport, which may be TLS (RFC 4422 section 3.7, RFC 5034 section 4). */
final class LayerTransport implements Transport {
    private static final int LENGTH = Integer.BYTES;
    /** So many buffers with nothing in them are borne one after the other: whoever reads waits meanwhile, beyond any deadline. */
    private static final int MOST_EMPTY = 1000;

    private final Transport under;
    private final SecurityLayer layer;
    /** What came behind the answer that the layer begins with, and was read before it began. */
    private final ByteBuffer early;

    private final ByteBuffer length = ByteBuffer.allocate(LENGTH);
    /** The buffer that is coming; as large as its length says, once that is known and was found good. */
    private ByteBuffer incoming = ByteBuffer.allocate(0);
    /** Octets from a buffer that was opened, ready to be taken out. */
    private ByteBuffer plain = ByteBuffer.allocate(0);
    /** A buffer for the server, ready to be taken out. */
    private ByteBuffer outgoing = ByteBuffer.allocate(0);

    private int empty;

    LayerTransport(Transport under, SecurityLayer layer, String early) {
        this.under = under;
        this.layer = layer;
        this.early = ByteBuffer.wrap(bytes(early));
    }

    /** @throws LayerFailure when a buffer is too long, or can't be opened, or when far too many have nothing in them */
    @Override
    public int read(ByteBuffer target) throws IOException {
        while (!plain.hasRemaining()) {
            int read = length.hasRemaining() ? pull(length) : pull(incoming);
            if (read <= 0) {
                return read;
            }
            if (incoming.capacity() == 0 && !length.hasRemaining()) {
                incoming = ByteBuffer.allocate(announced());
            } else if (!length.hasRemaining() && !incoming.hasRemaining()) {
                plain = ByteBuffer.wrap(bytes(layer.open(octets(incoming.array()))));
                empty = plain.hasRemaining() ? 0 : empty + 1;
                if (empty > MOST_EMPTY) {
                    throw new LayerFailure(
                            "the server sends buffers of the security layer with nothing in them, over and over");
                }
                incoming = ByteBuffer.allocate(0);
                length.clear();
            }
        }
        int taken = Math.min(target.remaining(), plain.remaining());
        target.put(target.position(), plain, plain.position(), taken);
        target.position(target.position() + taken);
        plain.position(plain.position() + taken);
        return taken;
    }

    private int announced() throws LayerFailure {
        int octets = length.getInt(0);
        if (octets <= 0 || octets > layer.longest()) {
            throw new LayerFailure("the server sent what is no buffer of the security layer: it begins with \""
                    + Printable.line(octets(length.array())) + "\", a length of " + Integer.toUnsignedLong(octets)
                    + " octets");
        }
        return octets;
    }

    private int pull(ByteBuffer target) throws IOException {
        if (!early.hasRemaining()) {
            return under.read(target);
        }
        int before = target.position();
        while (early.hasRemaining() && target.hasRemaining()) {
            target.put(early.get());
        }
        return target.position() - before;
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining() && flushed()) {
            byte[] octets = new byte[Math.min(source.remaining(), layer.most())];
            source.get(octets);
            byte[] buffer = bytes(layer.protect(octets(octets)));
            outgoing = ByteBuffer.allocate(LENGTH + buffer.length)
                    .putInt(buffer.length)
                    .put(buffer)
                    .flip();
        }
    }

    @Override
    public boolean flushed() throws IOException {
        if (outgoing.hasRemaining()) {
            under.write(outgoing);
        }
        return !outgoing.hasRemaining() && under.flushed();
    }

    @Override
    public boolean await(Interest interest, Deadline deadline) throws IOException, InterruptedException {
        return under.await(outgoing.hasRemaining() ? Interest.READ_OR_WRITE : interest, deadline);
    }

    @Override
    public void endOutput() throws IOException {
        under.endOutput();
    }

    @Override
    public boolean endedProperly() {
        return under.endedProperly();
    }

    private static byte[] bytes(String octets) {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String octets(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
