package org.pop3spec.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A TCP connection. */
final class TcpTransport implements Transport {
    private static final int MOST_PORTS = 50;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private TcpTransport(SocketChannel channel, Selector selector, SelectionKey key) {
        this.channel = channel;
        this.selector = selector;
        this.key = key;
    }

    /**
     * Tries the addresses of the host in turn, until one takes the connection or the deadline passes. Each has its share of the time
     * that is left, so that one which says nothing does not take it from the others.
     */
    static TcpTransport open(Endpoint endpoint, AddressLookup lookup, Deadline deadline)
            throws ConnectFailure, InterruptedException {
        return open(endpoint, lookup, LocalPort.ANY, deadline);
    }

    /** The same, from a port of a certain kind. */
    static TcpTransport open(Endpoint endpoint, AddressLookup lookup, LocalPort from, Deadline deadline)
            throws ConnectFailure, InterruptedException {
        Optional<IOException> told = Optional.empty();
        List<InetAddress> addresses = lookup.of(endpoint.host(), deadline);
        for (int i = 0; i < addresses.size(); i++) {
            Deadline share = Deadline.in(Duration.ofNanos(deadline.remaining() / (addresses.size() - i)));
            try {
                return again(new InetSocketAddress(addresses.get(i), endpoint.port()), from, share);
            } catch (IOException e) {
                // the first, but that one address refuses says more than that another can't be reached from here
                told = told.isEmpty() || refused(e) ? Optional.of(e) : told;
            }
        }
        throw failure(endpoint, told.orElseGet(() -> new ConnectException("no address")));
    }

    /** From a chosen port an earlier connection to the same place may not be forgotten yet: then another one is tried. */
    private static TcpTransport again(InetSocketAddress address, LocalPort from, Deadline deadline)
            throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return open(address, from, deadline);
            } catch (BindException e) {
                if (from == LocalPort.ANY || tries == MOST_PORTS) {
                    throw e;
                }
            }
        }
    }

    private static boolean refused(IOException why) {
        return String.valueOf(why.getMessage()).contains("refused");
    }

    private static ConnectFailure failure(Endpoint endpoint, IOException why) {
        if (why instanceof ConnectFailure known) {
            return known;
        }
        if (why instanceof SlowConnect) {
            return new ConnectFailure(
                    ConnectFailure.Reason.TIMED_OUT, "no connection to " + endpoint + " within the time allowed", why);
        }
        if (refused(why)) {
            return new ConnectFailure(ConnectFailure.Reason.REFUSED, endpoint + " refuses connections", why);
        }
        return new ConnectFailure(
                ConnectFailure.Reason.UNREACHABLE, endpoint + " can't be reached: " + why.getMessage(), why);
    }

    private static TcpTransport open(InetSocketAddress address, LocalPort from, Deadline deadline)
            throws IOException, InterruptedException {
        SocketChannel channel = SocketChannel.open();
        Selector selector = null;
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            from.bind(channel);
            selector = Selector.open();
            boolean connected = channel.connect(address);
            SelectionKey key = channel.register(selector, connected ? 0 : SelectionKey.OP_CONNECT);
            TcpTransport transport = new TcpTransport(channel, selector, key);
            while (!connected) {
                if (!transport.select(deadline)) {
                    throw new SlowConnect();
                }
                connected = channel.finishConnect();
            }
            return transport;
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            if (selector != null) {
                selector.close();
            }
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        channel.write(source);
    }

    @Override
    public boolean flushed() {
        return true;
    }

    @Override
    public boolean await(Interest interest, Deadline deadline) throws IOException, InterruptedException {
        int wanted = SelectionKey.OP_READ;
        if (interest == Interest.READ_OR_WRITE) {
            wanted |= SelectionKey.OP_WRITE;
        }
        try {
            key.interestOps(wanted);
        } catch (java.nio.channels.CancelledKeyException e) {
            throw new IOException("closed", e);
        }
        return select(deadline);
    }

    private boolean select(Deadline deadline) throws IOException, InterruptedException {
        while (true) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            long nanos = deadline.remaining();
            if (nanos <= 0) {
                return false;
            }
            long begin = System.nanoTime();
            try {
                // a timeout of 0 would wait for ever
                if (selector.select(Math.max(1, nanos / 1_000_000)) > 0) {
                    selector.selectedKeys().clear();
                    return true;
                }
            } catch (ClosedSelectorException e) {
                throw new IOException("closed", e);
            } finally {
                ServerTime.waitedSince(begin);
            }
        }
    }

    @Override
    public void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public boolean endedProperly() {
        return true;
    }

    /** Closes: FIN, or RST. */
    void close(boolean reset) throws IOException {
        try (selector) {
            if (reset && channel.isOpen()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            // a registered channel is only really closed when its key is gone from the selector
            key.cancel();
            if (selector.isOpen()) {
                selector.selectNow();
            }
            channel.close();
        }
    }

    private static final class SlowConnect extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
