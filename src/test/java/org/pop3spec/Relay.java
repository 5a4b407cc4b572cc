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

/**
 * Stands between clients and a server on this machine, changes nothing, and remembers what the clients sent. It can drop the line
 * of the first of them.
 */
public final class Relay implements AutoCloseable {
    private final ServerSocket door;
    private final int port;
    private final int most;
    private final List<ByteArrayOutputStream> sent = new CopyOnWriteArrayList<>();

    private Relay(ServerSocket door, int port, int most) {
        this.door = door;
        this.port = port;
        this.most = most;
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
        Relay relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port, most);
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

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket server = connected(client.getPort());
                ByteArrayOutputStream record = new ByteArrayOutputStream();
                int all = sent.isEmpty() ? most : Integer.MAX_VALUE;
                sent.add(record);
                start(() -> pass(client, server, record, Integer.MAX_VALUE));
                start(() -> pass(server, client, OutputStream.nullOutputStream(), all));
            } catch (IOException e) {
                // closed, or the server is: its clients see that too
            }
        }
    }

    /** From a port below 1024 where the client has one: some servers take that for a proof (RFC 1081, RPOP). */
    private Socket connected(int from) throws IOException {
        return from < 1024 ? ReservedPort.connect(port) : new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static void pass(Socket from, Socket to, OutputStream record, int most) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[8192];
            int left = most;
            for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
                record.write(buffer, 0, n);
                out.write(buffer, 0, Math.min(n, left));
                left -= Math.min(n, left);
            }
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
