package org.pop3spec.refserver;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server's end of one connection: lines in, octets out, TLS, and a time by which something must have happened. */
final class ClientConnection {
    private static final int FIRST_FREE_PORT = 1024;
    private static final int OUT_BUFFER = 16 << 10;
    private static final int LINGER_MILLIS = 500;
    private static final int LINGER_OCTETS = 4 << 20;

    private final Socket socket;
    private final LineSource lines;
    private OutputStream out;
    private @Nullable ServerTls tls;
    private volatile long patienceNanos;
    private volatile long lastSign = System.nanoTime();
    private volatile boolean expired;

    ClientConnection(Socket socket, Duration patience) throws IOException {
        this.socket = socket;
        this.patienceNanos = patience.toNanos();
        socket.setTcpNoDelay(true);
        lines = new LineSource(socket.getInputStream());
        out = buffered(socket.getOutputStream());
    }

    LineSource lines() {
        return lines;
    }

    OutputStream out() {
        return out;
    }

    boolean isTls() {
        return tls != null;
    }

    /** What ties an exchange to this TLS connection (RFC 5056); empty without TLS and for types that are not known. */
    Optional<String> channelBinding(String type) {
        return Optional.ofNullable(tls).flatMap(now -> now.binding(type));
    }

    /**
     * What the client showed in the handshake, its own certificate first: whoever issued it.
     *
     * @throws CertificateException when it is none that Java can read
     */
    List<X509Certificate> clientCertificates() throws CertificateException {
        ServerTls now = tls;
        return now == null ? List.of() : now.clientCertificates();
    }

    /** Whether that is a name by which a client could have come here, as far as this side can know. */
    boolean isCalled(String host) {
        InetAddress local = socket.getLocalAddress();
        if (!local.isLoopbackAddress()) {
            // what name servers say of this address is not known here
            return !host.isEmpty();
        }
        return host.equals("localhost")
                || host.replaceAll("[\\[\\]]", "").equals(local.getHostAddress())
                || host.equals("::1");
    }

    /** From where the client comes. */
    InetAddress client() {
        return socket.getInetAddress();
    }

    /** Whether the client's port is one that only the administrator of its machine may use. */
    boolean fromReservedPort() {
        return socket.getPort() < FIRST_FREE_PORT;
    }

    /** How long nothing may happen from now on. */
    void patience(Duration time) {
        patienceNanos = time.toNanos();
        touch();
    }

    /** Something happened. */
    void touch() {
        lastSign = System.nanoTime();
    }

    /** Whether input comes within that time. */
    boolean hasInputWithin(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            lines.fill();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    /** Whether the time ran out. */
    boolean expired() {
        return expired;
    }

    /** Closes the connection under its session when nothing happened for too long. */
    void expireWhenIdle() {
        if (System.nanoTime() - lastSign > patienceNanos) {
            expired = true;
            abort();
        }
    }

    /** The TLS handshake, as server; what was buffered before stays where it is. */
    void startTls(ServerTlsPeer peer) throws IOException {
        startTls(peer, new byte[0]);
    }

    /** The TLS handshake whose first octets were read already. */
    void startTls(ServerTlsPeer peer, byte[] received) throws IOException {
        InputStream encrypted = new SequenceInputStream(new ByteArrayInputStream(received), socket.getInputStream());
        ServerTls secured = ServerTls.shaken(encrypted, socket.getOutputStream(), peer);
        tls = secured;
        lines.continueWith(secured.in());
        out = buffered(secured.out());
        touch();
    }

    /** From here on everything is in the buffers of a security layer, within TLS where that is on. */
    void startLayer(ServerLayer layer) throws IOException {
        ServerTls secured = tls;
        InputStream in = secured == null ? socket.getInputStream() : secured.in();
        OutputStream raw = secured == null ? socket.getOutputStream() : secured.out();
        // what came behind the last response is in a buffer already
        InputStream early = new ByteArrayInputStream(lines.peek().getBytes(StandardCharsets.ISO_8859_1));
        lines.discard();
        lines.continueWith(LayerStreams.in(new SequenceInputStream(early, in), layer));
        out = buffered(LayerStreams.out(raw, layer));
    }

    /**
     * Ends the connection so that everything sent arrives: closing a socket with unread input would reset it, and the
     * client could lose the last answers.
     *
     * @param announced whether the end of TLS is told before (RFC 8314 section 3.4)
     */
    void finish(boolean announced) throws IOException {
        out.flush();
        ServerTls secured = tls;
        if (secured != null && announced) {
            secured.closeNotify();
        }
        socket.shutdownOutput();
        socket.setSoTimeout(LINGER_MILLIS);
        InputStream rest = socket.getInputStream();
        byte[] ignored = new byte[8192];
        long until = System.nanoTime() + Duration.ofMillis(LINGER_MILLIS).toNanos();
        int total = 0;
        for (int n = rest.read(ignored); n >= 0; n = rest.read(ignored)) {
            total += n;
            if (total > LINGER_OCTETS || System.nanoTime() > until) {
                return;
            }
        }
    }

    /** Closes at once, from any thread. */
    void abort() {
        try {
            socket.close();
        } catch (IOException e) {
            // a socket that cannot be closed is gone already; nobody is left to tell
            expired = true;
        }
    }

    /** As if the process had died: the client sees a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private OutputStream buffered(OutputStream raw) {
        return new BufferedOutputStream(
                new FilterOutputStream(raw) {
                    @Override
                    public void write(byte[] octets, int offset, int length) throws IOException {
                        // a client that reads slowly is not idle
                        super.out.write(octets, offset, length);
                        touch();
                    }
                },
                OUT_BUFFER);
    }
}
