package org.pop3spec.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port that refuses connections for as long as this is open: it is taken, and nobody listens. A port that was merely
 * given back may be somebody else's by the time that it is tried.
 */
public final class ClosedPort implements AutoCloseable {
    private final Socket taken = new Socket();

    /** Takes a free port of the loopback interface. */
    public ClosedPort() throws IOException {
        taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    public int port() {
        return taken.getLocalPort();
    }

    public Endpoint endpoint() {
        return new Endpoint(taken.getLocalAddress().getHostAddress(), port());
    }

    @Override
    public void close() throws IOException {
        taken.close();
    }
}
