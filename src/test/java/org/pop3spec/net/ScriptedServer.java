package org.pop3spec.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does with each connection what a test wants, be it ever so wrong. */
public final class ScriptedServer implements AutoCloseable {
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool(r -> {
        Thread thread = new Thread(r, "scripted server");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger connections = new AtomicInteger();

    /** Begins to serve on a free port of the loopback interface. */
    public ScriptedServer(Behaviour behaviour) throws IOException {
        this(behaviour, InetAddress.getLoopbackAddress());
    }

    public ScriptedServer(Behaviour behaviour, InetAddress address) throws IOException {
        this(behaviour, address, 0);
    }

    /** @param port 0 for a free one */
    public ScriptedServer(Behaviour behaviour, InetAddress address, int port) throws IOException {
        listener = new ServerSocket(port, 50, address);
        threads.execute(() -> accept(behaviour));
    }

    /** A server that says each of these at once and then waits for the client to leave. */
    public static ScriptedServer saying(String... pieces) throws IOException {
        return new ScriptedServer(peer -> {
            for (String piece : pieces) {
                peer.say(piece);
            }
            peer.untilClientLeaves();
        });
    }

    private void accept(Behaviour behaviour) {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                threads.execute(() -> serve(behaviour, socket));
            }
        } catch (IOException e) {
            closing.countDown();
        }
    }

    private void serve(Behaviour behaviour, Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            behaviour.serve(new Peer(socket, closing));
        } catch (IOException e) {
            // the client went away, which tests do all the time
            sockets.remove(socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    public Endpoint endpoint() {
        return new Endpoint(listener.getInetAddress().getHostAddress(), port());
    }

    /** How many connections there were. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }

    /** What is done with one connection, which is closed afterwards. */
    public interface Behaviour {
        void serve(Peer peer) throws IOException, InterruptedException;
    }

    /** The client, as the server sees it. */
    public static final class Peer {
        private final Socket socket;
        private final CountDownLatch closing;
        private final InputStream in;
        private final OutputStream out;

        /** Also for what lies over a socket, such as TLS. */
        public Peer(Socket socket, CountDownLatch closing) throws IOException {
            this.socket = socket;
            this.closing = closing;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        public Socket socket() {
            return socket;
        }

        /** One write; one char per octet. */
        public void say(String octets) throws IOException {
            out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** The next line without its end; empty also when the client has left. */
        public String hear() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                line.append((char) c);
            }
            return line.toString().stripTrailing();
        }

        /** What one read gives. */
        public String hearSegment() throws IOException {
            byte[] octets = new byte[64 * 1024];
            int read = in.read(octets);
            return read < 0 ? "" : new String(octets, 0, read, StandardCharsets.ISO_8859_1);
        }

        /** Everything until the client closes its direction. */
        public String untilClientLeaves() throws IOException {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        /** Does nothing until the test is over, or for at most so long. */
        public void idle(long atMostMillis) throws InterruptedException, IOException {
            if (closing.await(atMostMillis, TimeUnit.MILLISECONDS)) {
                throw new IOException("the test is over");
            }
        }

        /** Does nothing until the test is over. */
        public void idle() throws InterruptedException {
            closing.await();
        }

        /** Leaves with RST. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        public CountDownLatch closing() {
            return closing;
        }
    }
}
