package org.pop3spec.kerberos;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Where a KDC is reached: RFC 4120 section 7.2, TCP and UDP on the same port. All threads are daemons. */
final class KdcDoors implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final int MOST_CONNECTIONS = 100;
    private static final int LONGEST_REQUEST = 1 << 16;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int TRIES = 20;

    private final KdcRequests requests;
    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private KdcDoors(KdcRequests requests, ServerSocket tcp, DatagramSocket udp) {
        this.requests = requests;
        this.tcp = tcp;
        this.udp = udp;
    }

    /** @param port 0 for any */
    static KdcDoors at(InetAddress address, int port, KdcRequests requests) throws IOException {
        for (int tries = 1; ; tries++) {
            ServerSocket tcp = new ServerSocket(port, BACKLOG, address);
            try {
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(address, tcp.getLocalPort()));
                return new KdcDoors(requests, tcp, udp);
            } catch (BindException e) {
                // somebody else has that number for UDP
                tcp.close();
                if (tries == TRIES || port != 0) {
                    throw e;
                }
            }
        }
    }

    int port() {
        return tcp.getLocalPort();
    }

    void open() {
        daemon("kdc-tcp", this::accept);
        daemon("kdc-udp", this::receive);
    }

    private void accept() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                if (connections.size() >= MOST_CONNECTIONS) {
                    socket.close();
                    continue;
                }
                connections.add(socket);
                daemon("kdc-connection", () -> serve(socket));
            } catch (IOException e) {
                // closed, or one client that vanished before it was served
                Thread.onSpinWait();
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                int length = in.readInt();
                if (length < 0 || length > LONGEST_REQUEST) {
                    return;
                }
                Optional<byte[]> answer = requests.answer(in.readNBytes(length), socket.getInetAddress());
                if (answer.isEmpty()) {
                    return;
                }
                byte[] framed = new byte[Integer.BYTES + answer.get().length];
                ByteBuffer.wrap(framed).putInt(answer.get().length).put(answer.get());
                out.write(framed);
                out.flush();
            }
        } catch (IOException e) {
            // the client is gone, or said nothing for too long: there is nobody left to tell
            cut(socket);
        } finally {
            connections.remove(socket);
        }
    }

    private void receive() {
        byte[] buffer = new byte[LONGEST_REQUEST];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                byte[] request = Arrays.copyOf(buffer, packet.getLength());
                Optional<byte[]> answer = requests.answer(request, packet.getAddress());
                if (answer.isPresent()) {
                    udp.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // closed, or an answer that could not leave; the client asks again
                Thread.onSpinWait();
            }
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            // a listener that can't be closed is gone already
            connections.clear();
        }
        List.copyOf(connections).forEach(this::cut);
    }

    private void cut(Socket connection) {
        connections.remove(connection);
        try {
            connection.close();
        } catch (IOException e) {
            // gone already; its thread notices
            connections.remove(connection);
        }
    }
}
