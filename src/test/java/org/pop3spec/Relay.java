package org.pop3spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * Stands between clients and a server on this machine, changes nothing, and remembers what both said. It can drop the line
 * of the first of them, and hold up what clients send.
 */
public final class Relay implements AutoCloseable {
    private final ServerSocket door;
    private final int port;
    private final int most;
    private final Hearing hearing;
    private final List<ByteArrayOutputStream> sent = new CopyOnWriteArrayList<>();
    private final List<ByteArrayOutputStream> answered = new CopyOnWriteArrayList<>();

    /** Hears of what clients send before it is passed on, and holds it up as long as it likes. */
    @FunctionalInterface
    public interface Hearing {
        /**
         * A client sends something.
         *
         * @param connection the first is 1
         * @param part how often that client has sent something by now, the first time is 1
         */
        void hear(int connection, int part);
    }

    private Relay(ServerSocket door, int port, int most, Hearing hearing) {
        this.door = door;
        this.port = port;
        this.most = most;
        this.hearing = hearing;
    }

    /**
     * Stands before a server.
     *
     * @param port the server's, on the loopback address
     */
    public static Relay to(int port) throws IOException {
        return dropping(port, Integer.MAX_VALUE);
    }

    /**
     * Drops the first connection when the server has sent that much.
     *
     * @param port the server's, on the loopback address
     * @param most octets
     */
    public static Relay dropping(int port, int most) throws IOException {
        return started(port, most, (connection, part) -> {});
    }

    /**
     * Tells of what clients send.
     *
     * @param port the server's, on the loopback address
     */
    public static Relay telling(int port, Hearing hearing) throws IOException {
        return started(port, Integer.MAX_VALUE, hearing);
    }

    private static Relay started(int port, int most, Hearing hearing) throws IOException {
        Relay relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port, most, hearing);
        start(relay::accept);
        return relay;
    }

    /** Where clients connect, on the loopback address. */
    public int port() {
        return door.getLocalPort();
    }

    /** All that was sent, one string for each connection, one char per octet. */
    public List<String> sent() {
        return sent.stream().map(octets -> octets.toString(ISO_8859_1)).toList();
    }

    /** All that the server answered, likewise. */
    public List<String> answered() {
        return answered.stream().map(octets -> octets.toString(ISO_8859_1)).toList();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket server = connected(client.getPort());
                ByteArrayOutputStream record = new ByteArrayOutputStream();
                int all = sent.isEmpty() ? most : Integer.MAX_VALUE;
                sent.add(record);
                int connection = sent.size();
                AtomicBoolean dropped = new AtomicBoolean();
                start(() -> pass(
                        client, server, record, Integer.MAX_VALUE, dropped, part -> hearing.hear(connection, part)));
                ByteArrayOutputStream answers = new ByteArrayOutputStream();
                answered.add(answers);
                start(() -> pass(server, client, answers, all, dropped, part -> {}));
            } catch (IOException e) {
                // closed, or the server is: its clients see that too
            }
        }
    }

    /** From a port below 1024 where the client has one: some servers take that for a proof (RFC 1081, RPOP). */
    private Socket connected(int from) throws IOException {
        return from < 1024 ? ReservedPort.connect(port) : new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** @param dropped set before the line is: what comes after that was never on it */
    private static void pass(
            Socket from, Socket to, OutputStream record, int most, AtomicBoolean dropped, IntConsumer before) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[8192];
            int left = most;
            for (int part = 1; left > 0; part++) {
                int n = in.read(buffer);
                if (n < 0 || dropped.get()) {
                    return;
                }
                before.accept(part);
                record.write(buffer, 0, n);
                out.write(buffer, 0, Math.min(n, left));
                left -= Math.min(n, left);
            }
            dropped.set(true);
        } catch (IOException e) {
            // one side is gone, and the other is closed with it
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
