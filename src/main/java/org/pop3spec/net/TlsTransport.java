package org.pop3spec.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** TLS over another transport. */
final class TlsTransport implements TlsLayer {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Transport under;
    private final SSLEngine engine;
    /** Records from the server, ready to be taken out. */
    private final ByteBuffer incoming;
    /** Records for the server, ready to be taken out. */
    private final ByteBuffer outgoing;
    /** Decrypted octets, ready to be taken out. */
    private final ByteBuffer plain;

    private boolean ended;
    private boolean closeNotify;

    private TlsTransport(Transport under, SSLEngine engine) {
        this.under = under;
        this.engine = engine;
        int record = engine.getSession().getPacketBufferSize();
        this.incoming = ByteBuffer.allocate(record).limit(0);
        this.outgoing = ByteBuffer.allocate(2 * record).limit(0);
        this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    /**
     * Shakes hands.
     *
     * @throws EndedInHandshake when the server closed meanwhile
     * @throws SlowHandshake when the deadline passed
     */
    static TlsTransport handshake(Transport under, SSLEngine engine, Deadline deadline)
            throws IOException, InterruptedException {
        TlsTransport transport = new TlsTransport(under, engine);
        engine.beginHandshake();
        try {
            while (transport.shaking()) {
                boolean moved = transport.step();
                if (transport.ended) {
                    throw new EndedInHandshake();
                }
                if (!moved && !under.await(transport.interest(Interest.READ), deadline)) {
                    throw new SlowHandshake();
                }
            }
            while (!transport.flushed()) {
                if (!under.await(Interest.READ_OR_WRITE, deadline)) {
                    throw new SlowHandshake();
                }
            }
        } catch (IOException e) {
            transport.sendAlert();
            throw e;
        }
        return transport;
    }

    @Override
    public boolean renegotiate(Deadline deadline) throws InterruptedException {
        try {
            engine.beginHandshake();
            while (shaking()) {
                if (!step() && (ended || !under.await(interest(Interest.READ), deadline))) {
                    return false;
                }
            }
            return !ended;
        } catch (IOException e) {
            // by an alert, or by closing: that is how a server refuses
            ended = true;
            return false;
        }
    }

    /** Sends the alert that the engine made of its own failure, as far as it goes out at once. */
    private void sendAlert() {
        try {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                wrap(NOTHING);
                flushed();
            }
        } catch (IOException e) {
            // the failure itself is reported; that the server can't even be told adds nothing
            ended = true;
        }
    }

    private boolean shaking() {
        HandshakeStatus status = engine.getHandshakeStatus();
        return status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
    }

    /** Does one thing that the handshake waits for; false when it needs octets, or room for octets. */
    private boolean step() throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK:
                runTasks();
                return true;
            case NEED_WRAP:
                if (!flushed()) {
                    return false;
                }
                wrap(NOTHING);
                return flushed();
            case NEED_UNWRAP:
            case NEED_UNWRAP_AGAIN:
                return flushed() && unwrap();
            default:
                return true;
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private void wrap(ByteBuffer source) throws IOException {
        outgoing.compact();
        SSLEngineResult result;
        try {
            result = engine.wrap(source, outgoing);
        } finally {
            outgoing.flip();
        }
        if (result.getStatus() == SSLEngineResult.Status.CLOSED && source.hasRemaining()) {
            throw new IOException("TLS is closed");
        }
    }

    /** Decrypts one record, if it is there as a whole; false if nothing could be done. */
    private boolean unwrap() throws IOException {
        plain.compact();
        SSLEngineResult result;
        try {
            result = engine.unwrap(incoming, plain);
        } finally {
            plain.flip();
        }
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW:
                incoming.compact();
                int read;
                try {
                    read = under.read(incoming);
                } finally {
                    incoming.flip();
                }
                ended |= read < 0;
                return read > 0;
            case CLOSED:
                ended = true;
                closeNotify = true;
                return false;
            case BUFFER_OVERFLOW:
                throw new IOException("a TLS record is larger than TLS allows");
            default:
                return true;
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        while (!plain.hasRemaining()) {
            if (ended) {
                return -1;
            }
            // key updates and tickets come in the middle of data
            boolean moved = shaking() ? step() : unwrap();
            if (!moved && !plain.hasRemaining()) {
                return ended ? -1 : 0;
            }
        }
        int length = Math.min(target.remaining(), plain.remaining());
        target.put(target.position(), plain, plain.position(), length);
        target.position(target.position() + length);
        plain.position(plain.position() + length);
        return length;
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining() && flushed()) {
            if (shaking()) {
                step();
                return;
            }
            wrap(source);
        }
    }

    @Override
    public boolean flushed() throws IOException {
        if (outgoing.hasRemaining()) {
            under.write(outgoing);
        }
        return !outgoing.hasRemaining();
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
        engine.closeOutbound();
        while (flushed() && !engine.isOutboundDone()) {
            wrap(NOTHING);
            if (!outgoing.hasRemaining()) {
                return;
            }
        }
    }

    @Override
    public boolean endedProperly() {
        return closeNotify;
    }

    @Override
    public String parameters() {
        return engine.getSession().getProtocol() + " " + engine.getSession().getCipherSuite();
    }

    @Override
    public Optional<SSLSession> session() {
        return Optional.of(engine.getSession());
    }

    @Override
    public Optional<String> applicationProtocol() {
        return Optional.ofNullable(engine.getApplicationProtocol()).filter(name -> !name.isEmpty());
    }

    @Override
    public List<Certificate> serverCertificates() {
        try {
            return List.of(engine.getSession().getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    @Override
    public Optional<String> channelBinding(String type) {
        return ChannelBinding.of(engine.getSession(), type);
    }
}
