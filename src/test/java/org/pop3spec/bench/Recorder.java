package org.pop3spec.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pop3spec.mailbox.Carrier;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.DeliveryException;
import org.pop3spec.mailbox.Mailbox;
import org.pop3spec.run.DirectAccess;

/**
 * Stands between a client and a server on this machine and writes down what goes through, before it is passed on: so cause
 * stands before effect, on whatever connections they are.
 */
final class Recorder implements AutoCloseable {
    private final int serverPort;
    private final ServerSocket listener;
    private final List<Conversation.Event> events = new ArrayList<>();
    private int connections;

    /** @param serverPort the port to pass on to, on this machine */
    Recorder(int serverPort) throws IOException {
        this.serverPort = serverPort;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What was written down until now. */
    synchronized Conversation conversation() {
        return new Conversation(List.copyOf(events));
    }

    /** The same way to the maildrops, written down. */
    DirectAccess recorded(DirectAccess direct) {
        return new DirectAccess(
                account -> {
                    add(new Conversation.Emptied(account.user()));
                    direct.emptying().empty(account);
                },
                new Delivery() {
                    @Override
                    public Carrier carrier() {
                        return direct.delivery().carrier();
                    }

                    @Override
                    public void deliver(String user, Mailbox mailbox) throws DeliveryException {
                        add(new Conversation.Filled(user, mailbox));
                        direct.delivery().deliver(user, mailbox);
                    }
                });
    }

    private synchronized void add(Conversation.Event event) {
        events.add(event);
    }

    private synchronized int opened() {
        events.add(new Conversation.Opened(++connections));
        return connections;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                int number = opened();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                daemon(() -> pass(client, server, number, false));
                daemon(() -> pass(server, client, number, true));
            }
        } catch (IOException e) {
            // closed: nobody is to connect any more
            return;
        }
    }

    private void pass(Socket from, Socket to, int connection, boolean answers) {
        byte[] buffer = new byte[65536];
        try (from) {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                byte[] octets = Arrays.copyOf(buffer, read);
                add(
                        answers
                                ? new Conversation.Answered(connection, lines(octets))
                                : new Conversation.Sent(connection, new String(octets, StandardCharsets.ISO_8859_1)));
                to.getOutputStream().write(octets);
            }
        } catch (IOException e) {
            // a reset is an end like any other
            closed(connection, answers, to);
            return;
        }
        closed(connection, answers, to);
    }

    private void closed(int connection, boolean byServer, Socket other) {
        add(new Conversation.Closed(connection, byServer));
        try {
            other.close();
        } catch (IOException e) {
            // it is gone already
            return;
        }
    }

    private static int lines(byte[] octets) {
        int lines = 0;
        for (byte octet : octets) {
            if (octet == '\n') {
                lines++;
            }
        }
        return lines;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "recorder");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
