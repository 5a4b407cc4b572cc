package org.pop3spec.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsException;

/**
 * TLS by a library that tells what an authentication is bound to (RFC 5929 section 3, RFC 9266), which Java does from version
 * 25 on only. Where the server closes the client's direction is closed too.
 */
final class BindingTransport implements TlsLayer {
    private static final int MOST_AT_ONCE = 16 << 10;

    private final Transport under;
    private final TlsClientProtocol protocol = new TlsClientProtocol();
    private final BindingClient client;
    private final ByteBuffer incoming = ByteBuffer.allocate(MOST_AT_ONCE);
    private ByteBuffer outgoing = ByteBuffer.allocate(0);
    private boolean ended;
    private boolean closeNotify;

    private BindingTransport(Transport under, BindingClient client) {
        this.under = under;
        this.client = client;
    }

    /**
     * Shakes hands.
     *
     * @throws EndedInHandshake when the server closed meanwhile
     * @throws SlowHandshake when the deadline passed
     */
    static BindingTransport handshake(Transport under, BindingClient client, Deadline deadline)
            throws IOException, InterruptedException {
        BindingTransport transport = new BindingTransport(under, client);
        try {
            transport.protocol.connect(client);
            while (transport.protocol.isHandshaking()) {
                boolean moved = transport.flushed() && transport.pull();
                if (transport.ended) {
                    throw new EndedInHandshake();
                }
                if (!moved
                        && transport.protocol.isHandshaking()
                        && !under.await(transport.interest(Interest.READ), deadline)) {
                    throw new SlowHandshake();
                }
            }
            while (!transport.flushed()) {
                if (!under.await(Interest.READ_OR_WRITE, deadline)) {
                    throw new SlowHandshake();
                }
            }
        } catch (TlsException e) {
            // the alert goes out as far as it does at once
            transport.flushed();
            throw client.refusal().map(IOException.class::cast).orElse(new SSLException(e.getMessage(), e));
        }
        return transport;
    }

    /** Takes in what is there; false when that is nothing. */
    private boolean pull() throws IOException {
        incoming.clear();
        int read = under.read(incoming);
        if (read < 0) {
            ended = true;
            return false;
        }
        if (read > 0) {
            protocol.offerInput(incoming.array(), 0, read);
        }
        return read > 0;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        try {
            while (protocol.getAvailableInputBytes() == 0) {
                if (protocol.isClosed()) {
                    closeNotify |= !ended;
                    return -1;
                }
                if (ended) {
                    return -1;
                }
                if (!pull() && !ended) {
                    return 0;
                }
            }
            int length = Math.min(target.remaining(), protocol.getAvailableInputBytes());
            return protocol.readInput(target, length);
        } catch (TlsException e) {
            throw new SSLException(e.getMessage(), e);
        }
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining() && flushed()) {
            byte[] octets = new byte[Math.min(MOST_AT_ONCE, source.remaining())];
            source.get(octets);
            protocol.writeApplicationData(octets, 0, octets.length);
        }
    }

    @Override
    public boolean flushed() throws IOException {
        while (outgoing.hasRemaining() || protocol.getAvailableOutputBytes() > 0) {
            if (!outgoing.hasRemaining()) {
                byte[] records = new byte[protocol.getAvailableOutputBytes()];
                protocol.readOutput(records, 0, records.length);
                outgoing = ByteBuffer.wrap(records);
            }
            under.write(outgoing);
            if (outgoing.hasRemaining()) {
                return false;
            }
        }
        return under.flushed();
    }

    @Override
    public boolean await(Interest interest, Deadline deadline) throws IOException, InterruptedException {
        return under.await(interest(interest), deadline);
    }

    private Interest interest(Interest wanted) {
        return outgoing.hasRemaining() ? Interest.READ_OR_WRITE : wanted;
    }

    @Override
    public void endOutput() throws IOException {
        closeNotify();
        under.endOutput();
    }

    @Override
    public void closeNotify() throws IOException {
        protocol.close();
        flushed();
    }

    @Override
    public boolean endedProperly() {
        return closeNotify;
    }

    @Override
    public String parameters() {
        return client.parameters();
    }

    @Override
    public List<Certificate> serverCertificates() {
        return List.of(client.chain().toArray(X509Certificate[]::new));
    }

    @Override
    public Optional<String> channelBinding(String type) {
        return client.binding(type)
                .map(octets -> new String(octets, StandardCharsets.ISO_8859_1))
                .or(() -> type.equals("tls-server-end-point")
                        ? ChannelBinding.endPoint(client.chain())
                        : Optional.empty());
    }
}
